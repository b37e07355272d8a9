package io.ftqueue.resp;

/** Reads the arguments of commands. */
final class Arguments {

    private static final int MAX_LONG_CHARS = 20;

    private Arguments() {}

    /**
     * An integer.
     *
     * @throws RespError with that message if it is none
     */
    static long integer(byte[] argument, String otherwise) {
        try {
            String text = Commands.text(argument);
            if (text.isEmpty() || text.length() > MAX_LONG_CHARS || text.startsWith("+")) {
                throw new RespError(otherwise);
            }
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new RespError(otherwise);
        }
    }

    /**
     * Seconds, perhaps with decimals, as nanoseconds; 0 or more.
     *
     * @throws RespError if it is something else
     */
    static long seconds(byte[] argument) {
        double seconds;
        try {
            String text = Commands.text(argument);
            boolean odd = text.endsWith("d") || text.endsWith("f") || text.contains("x") || text.isBlank();
            seconds = odd ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            seconds = Double.NaN;
        }
        if (Double.isNaN(seconds) || seconds > Long.MAX_VALUE / 1e9) {
            throw new RespError("ERR timeout is not a float or out of range");
        }
        if (seconds < 0) {
            throw new RespError("ERR timeout is negative");
        }
        return (long) Math.ceil(seconds * 1e9);
    }

    /** Throws an error unless a subcommand has so many arguments. */
    static void requireCount(Call call, String name, int count) {
        if (call.count() != count) {
            throw new RespError(Errors.wrongArity(name));
        }
    }
}
