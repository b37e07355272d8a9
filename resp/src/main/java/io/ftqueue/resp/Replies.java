package io.ftqueue.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes the kinds of {@link Reply}. */
final class Replies {

    static final Reply OK = new Simple("OK");
    static final Reply NULL = new Null('$');

    /** Where an array is expected. */
    static final Reply NULL_ARRAY = new Null('*');

    static final Reply EMPTY_ARRAY = new Array(List.of());
    static final Reply EMPTY_MAP = new Dictionary(List.of());
    static final Reply ZERO = new Int(0);

    private Replies() {}

    static Reply number(long value) {
        return value == 0 ? ZERO : new Int(value);
    }

    static Reply bulk(byte[] bytes) {
        return new Bulk(bytes);
    }

    static Reply bulk(String text) {
        return new Bulk(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One line that is no error. */
    static Reply simple(String text) {
        return new Simple(text);
    }

    static boolean isError(Reply reply) {
        return reply instanceof Failure;
    }

    /** Whether it says that something may have been done or not. */
    static boolean isOutcomeUnknown(Reply reply) {
        return reply instanceof Failure failure && failure.message.startsWith(Errors.OUTCOME_UNKNOWN);
    }

    /** An error: a word in capitals, and what is wrong. */
    static Reply error(String message) {
        return new Failure(message);
    }

    static Reply array(List<Reply> elements) {
        return new Array(elements);
    }

    /** Byte strings in an array. */
    static Reply bulks(List<byte[]> elements) {
        return new Bulks(elements);
    }

    /** Names and values in turn; an array in the second version. */
    static Reply map(List<Reply> namesAndValues) {
        return new Dictionary(namesAndValues);
    }

    /** Text for people; a bulk string in the second version. */
    static Reply text(String text) {
        return new Text(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One line. */
    private record Simple(String text) implements Reply {
        @Override
        public void write(ByteBuf out, boolean resp3) {
            line(out, '+', text);
        }
    }

    /** What went wrong, in one line. */
    private record Failure(String message) implements Reply {
        @Override
        public void write(ByteBuf out, boolean resp3) {
            out.writeByte('-');
            for (int i = 0; i < message.length(); i++) {
                char next = message.charAt(i);
                // Names that clients sent are in it, byte for byte.
                out.writeByte(next == '\r' || next == '\n' ? ' ' : next > 0xff ? '?' : next);
            }
            endLine(out);
        }
    }

    /** An integer. */
    private record Int(long value) implements Reply {
        @Override
        public void write(ByteBuf out, boolean resp3) {
            header(out, ':', value);
        }
    }

    /** Bytes. */
    private record Bulk(byte[] bytes) implements Reply {
        @Override
        public void write(ByteBuf out, boolean resp3) {
            byteString(out, bytes);
        }

        @Override
        public long heldBytes() {
            return (long) bytes.length + Limits.ELEMENT_OVERHEAD_BYTES;
        }
    }

    /** Text that says it is text. */
    private record Text(byte[] utf8) implements Reply {
        @Override
        public void write(ByteBuf out, boolean resp3) {
            if (!resp3) {
                byteString(out, utf8);
                return;
            }
            header(out, '=', utf8.length + 4L);
            ByteBufUtil.writeAscii(out, "txt:");
            out.writeBytes(utf8);
            endLine(out);
        }
    }

    /** Nothing; the second version has one for each type. */
    private record Null(char type) implements Reply {
        @Override
        public void write(ByteBuf out, boolean resp3) {
            if (resp3) {
                line(out, '_', "");
            } else {
                line(out, type, "-1");
            }
        }
    }

    /** Several. */
    private record Array(List<Reply> elements) implements Reply {
        @Override
        public void write(ByteBuf out, boolean resp3) {
            header(out, '*', elements.size());
            for (Reply element : elements) {
                element.write(out, resp3);
            }
        }

        @Override
        public long heldBytes() {
            long held = 0;
            for (Reply element : elements) {
                held += element.heldBytes();
            }
            return held;
        }
    }

    /** Several byte strings. */
    private record Bulks(List<byte[]> elements) implements Reply {
        @Override
        public void write(ByteBuf out, boolean resp3) {
            header(out, '*', elements.size());
            for (byte[] element : elements) {
                byteString(out, element);
            }
        }

        @Override
        public long heldBytes() {
            long held = 0;
            for (byte[] element : elements) {
                held += element.length + Limits.ELEMENT_OVERHEAD_BYTES;
            }
            return held;
        }
    }

    /** Names and their values. */
    private record Dictionary(List<Reply> namesAndValues) implements Reply {
        @Override
        public void write(ByteBuf out, boolean resp3) {
            if (resp3) {
                header(out, '%', namesAndValues.size() / 2L);
            } else {
                header(out, '*', namesAndValues.size());
            }
            for (Reply element : namesAndValues) {
                element.write(out, resp3);
            }
        }
    }

    private static void line(ByteBuf out, char type, String text) {
        out.writeByte(type);
        ByteBufUtil.writeAscii(out, text);
        endLine(out);
    }

    private static void byteString(ByteBuf out, byte[] bytes) {
        header(out, '$', bytes.length);
        out.writeBytes(bytes);
        endLine(out);
    }

    private static void header(ByteBuf out, char type, long number) {
        out.writeByte(type);
        if (number >= 0 && number < 10) {
            out.writeByte((int) ('0' + number));
        } else {
            ByteBufUtil.writeAscii(out, Long.toString(number));
        }
        endLine(out);
    }

    private static void endLine(ByteBuf out) {
        out.writeShort(('\r' << 8) | '\n');
    }
}
