package io.ftqueue.http;

import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request asks for in its address. */
final class Params {

    private Params() {}

    /** A number of a range, or what stands for none. */
    static int number(Context context, String name, int otherwise, int min, int max) {
        String text = single(context, name);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw outOfRange(name, text, min, max);
        }
        throw outOfRange(name, text, min, max);
    }

    private static Problem outOfRange(String name, String text, int min, int max) {
        return Problem.badRequest(name + " must be a number from " + min + " to " + max + ", not '" + text + "'");
    }

    /** Yes or no; no if it is not said. */
    static boolean flag(Context context, String name) {
        String text = single(context, name);
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true") || text.isEmpty()) {
            return true;
        }
        throw Problem.badRequest(name + " must be true or false, not '" + text + "'");
    }

    /** The value of a parameter that may be given once; null if it is not. */
    static @Nullable String single(Context context, String name) {
        List<String> values = context.queryParams(name);
        if (values.size() > 1) {
            throw Problem.badRequest(name + " is given " + values.size() + " times; give it once");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    /** Refuses parameters that mean nothing here: a misspelt one must not be taken for none. */
    static void allow(Context context, String... names) {
        List<String> known = List.of(names);
        for (String name : context.queryParamMap().keySet()) {
            if (!known.contains(name)) {
                throw Problem.badRequest("there is no parameter '" + name + "' here; "
                        + (known.isEmpty() ? "there is none at all" : "there are " + String.join(", ", known)));
            }
        }
    }

    /** What names a taken item. */
    static long receipt(Context context) {
        String text = context.pathParam("receipt");
        try {
            long receipt = Long.parseLong(text);
            if (receipt > 0) {
                return receipt;
            }
        } catch (NumberFormatException e) {
            throw Problem.badRequest("'" + text + "' is no receipt: those are numbers that take has told");
        }
        throw Problem.badRequest("'" + text + "' is no receipt: those are numbers that take has told");
    }
}
