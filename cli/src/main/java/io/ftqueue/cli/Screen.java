package io.ftqueue.cli;

import java.util.Arrays;

/** What commands print to, as far as it matters: a terminal, on which a person reads, or something else. */
final class Screen {

    static final int STDIN = 0;
    static final int STDOUT = 1;
    static final int STDERR = 2;

    /** Set by the launcher, which can ask the system: the numbers of the standard streams that are terminals. */
    private static final String TERMINALS = "ftqueue.terminals";

    private Screen() {}

    /** Whether a standard stream is a terminal. */
    static boolean isTerminal(int stream) {
        String terminals = System.getProperty(TERMINALS, "");
        return Arrays.asList(terminals.split(" ", -1)).contains(String.valueOf(stream));
    }

    /** Whether what goes to a standard stream may be in colour: on a terminal, unless NO_COLOR says otherwise. */
    static boolean isColoured(int stream) {
        String noColor = System.getenv("NO_COLOR");
        return isTerminal(stream) && (noColor == null || noColor.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
    }

    /** A text in bold, where that is wanted. */
    static String bold(String text) {
        return isColoured(STDOUT) ? "\u001b[1m" + text + "\u001b[0m" : text;
    }

    /** A complaint's first word, in red where that is wanted. */
    static String red(String text) {
        return isColoured(STDERR) ? "\u001b[31m" + text + "\u001b[0m" : text;
    }

    /** A text of one line without anything that moves a cursor. */
    static String oneLine(String text) {
        return escape(text, false);
    }

    /** A text without what could change more on a terminal than what is shown; lines and tabs stay. */
    static String harmless(String text) {
        return escape(text, true);
    }

    private static String escape(String text, boolean layout) {
        var escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (!Character.isISOControl(c) || (layout && (c == '\n' || c == '\t'))) {
                escaped.appendCodePoint(c);
            } else if (c == '\n') {
                escaped.append("\\n");
            } else if (c == '\t') {
                escaped.append("\\t");
            } else if (c == '\r') {
                escaped.append("\\r");
            } else {
                escaped.append(String.format("\\x%02x", c));
            }
        });
        return escaped.toString();
    }
}
