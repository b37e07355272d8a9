package io.ftqueue.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps pages of other sites out. A browser on this host can be made to send requests here by any page that it shows:
 * such a request names another origin, or, where a name was made to lead here, another host.
 */
final class Guard {

    /** A name or address, perhaps in brackets, and perhaps a port. */
    private static final Pattern HOST = Pattern.compile("(\\[[^]]*]|[^:]*)(:\\d{1,5})?");

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
                    + "frame-ancestors 'none'";

    private final Set<String> hosts;

    Guard(InetAddress bind) {
        hosts = new HashSet<>(List.of("localhost", "127.0.0.1", "[::1]"));
        hosts.add(literal(bind));
    }

    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        return text.contains(":") ? "[" + text + "]" : text;
    }

    /** Refuses a request that a page of another site has sent; dresses the answer of any other. */
    void check(Context context) {
        dress(context);
        String host = context.header("Host");
        if (host == null || !isOwn(host)) {
            throw new Problem(
                    HttpStatus.FORBIDDEN,
                    "this gateway answers to localhost and 127.0.0.1 alone, and the request was for "
                            + (host == null ? "no host" : "the host " + host));
        }
        String origin = context.header("Origin");
        if (origin != null && !origin.toLowerCase(Locale.ROOT).equals("http://" + host.toLowerCase(Locale.ROOT))) {
            throw new Problem(
                    HttpStatus.FORBIDDEN, "a page of " + origin + " must not use this gateway: only its own pages may");
        }
    }

    private boolean isOwn(String host) {
        Matcher parts = HOST.matcher(host.toLowerCase(Locale.ROOT));
        return parts.matches() && hosts.contains(parts.group(1));
    }

    private static void dress(Context context) {
        context.header("Content-Security-Policy", POLICY);
        context.header("X-Content-Type-Options", "nosniff");
        context.header("X-Frame-Options", "DENY");
        context.header("Referrer-Policy", "no-referrer");
        context.header("Cross-Origin-Resource-Policy", "same-origin");
        context.header("Cross-Origin-Opener-Policy", "same-origin");
    }
}
