package io.ftqueue.resp;

/**
 * Patterns as Redis has them: {@code *} any bytes, {@code ?} any one, {@code [a-c]} one of these, {@code [^a]} one
 * that is not, {@code \} the next as it is.
 */
final class Glob {

    private final byte[] pattern;

    Glob(byte[] pattern) {
        this.pattern = pattern;
    }

    /**
     * Whether the pattern matches all of the text. Of several stars only the last one met is gone back to, so the time
     * is at most the product of both lengths whatever the pattern.
     */
    boolean matches(byte[] text) {
        int at = 0;
        int from = 0;
        int starAt = -1;
        int starFrom = 0;
        while (from < text.length || at < pattern.length) {
            if (at < pattern.length && pattern[at] == '*') {
                starAt = ++at;
                starFrom = from;
                continue;
            }
            int next = from < text.length && at < pattern.length ? one(at, text[from]) : -1;
            if (next >= 0) {
                at = next;
                from++;
            } else if (starAt >= 0 && starFrom < text.length) {
                at = starAt;
                from = ++starFrom;
            } else {
                return false;
            }
        }
        return true;
    }

    /** Where the pattern goes on if what is at that place matches the byte, or -1. */
    private int one(int at, byte octet) {
        return switch (pattern[at]) {
            case '?' -> at + 1;
            case '[' -> set(at + 1, octet);
            case '\\' ->
                at + 1 < pattern.length ? (pattern[at + 1] == octet ? at + 2 : -1) : (octet == '\\' ? at + 1 : -1);
            default -> pattern[at] == octet ? at + 1 : -1;
        };
    }

    private int set(int start, byte octet) {
        int value = octet & 0xff;
        int at = start;
        boolean not = at < pattern.length && pattern[at] == '^';
        if (not) {
            at++;
        }
        boolean found = false;
        while (at < pattern.length && pattern[at] != ']') {
            if (pattern[at] == '\\' && at + 1 < pattern.length) {
                found |= pattern[at + 1] == octet;
                at += 2;
            } else if (at + 2 < pattern.length && pattern[at + 1] == '-') {
                int low = Math.min(pattern[at] & 0xff, pattern[at + 2] & 0xff);
                int high = Math.max(pattern[at] & 0xff, pattern[at + 2] & 0xff);
                found |= low <= value && value <= high;
                at += 3;
            } else {
                found |= pattern[at] == octet;
                at++;
            }
        }
        // A set that is not closed ends with the pattern.
        return found == not ? -1 : Math.min(at + 1, pattern.length);
    }
}
