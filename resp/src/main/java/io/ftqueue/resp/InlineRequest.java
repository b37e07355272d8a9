package io.ftqueue.resp;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes apart a command that somebody typed: words between blanks, quoted where they contain blanks themselves. In
 * double quotes {@code \n \r \t \b \a \xFF} stand for bytes, in single quotes {@code \'} alone does.
 */
final class InlineRequest {

    private final byte[] line;
    private int at;

    private InlineRequest(byte[] line) {
        this.line = line;
    }

    /** The words, none for a blank line, or null if a quote is not closed or runs into the next word. */
    static @Nullable List<byte[]> split(byte[] line) {
        return new InlineRequest(line).words();
    }

    private @Nullable List<byte[]> words() {
        var words = new ArrayList<byte[]>();
        skipBlanks();
        while (at < line.length) {
            byte[] word = word();
            if (word == null) {
                return null;
            }
            words.add(word);
            skipBlanks();
        }
        return words;
    }

    private byte @Nullable [] word() {
        var word = new ByteArrayOutputStream();
        while (at < line.length && !isBlank(line[at])) {
            byte next = line[at++];
            if (next == '"' || next == '\'') {
                if (!quoted(next, word)) {
                    return null;
                }
            } else {
                word.write(next);
            }
        }
        return word.toByteArray();
    }

    /** Takes in what is quoted, and the closing quote, after which the word must end. */
    private boolean quoted(byte quote, ByteArrayOutputStream word) {
        while (at < line.length) {
            byte next = line[at++];
            if (next == quote) {
                return at == line.length || isBlank(line[at]);
            }
            if (next == '\\' && at < line.length && quote == '"') {
                escaped(word);
            } else if (next == '\\' && at < line.length && line[at] == '\'') {
                word.write(line[at++]);
            } else {
                word.write(next);
            }
        }
        return false;
    }

    private void escaped(ByteArrayOutputStream word) {
        byte next = line[at++];
        int high = at + 1 < line.length ? Character.digit(line[at], 16) : -1;
        int low = at + 1 < line.length ? Character.digit(line[at + 1], 16) : -1;
        if (next == 'x' && high >= 0 && low >= 0) {
            word.write((high << 4) | low);
            at += 2;
            return;
        }
        word.write(
                switch (next) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'b' -> '\b';
                    case 'a' -> 7;
                    default -> next;
                });
    }

    private void skipBlanks() {
        while (at < line.length && isBlank(line[at])) {
            at++;
        }
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || (octet >= '\t' && octet <= '\r') || octet == 0;
    }
}
