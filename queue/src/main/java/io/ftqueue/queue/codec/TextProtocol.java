package io.ftqueue.queue.codec;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.ResultCode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The text protocol of the clients of the original program: {@code msg,<message id>,<operation>[,<argument>...]}.
 * Labels
 * and items are integers of any size and are kept as their shortest decimal text: blanks around a number, a plus sign
 * and leading zeros say nothing.
 */
public final class TextProtocol {

    /** A queue id that no queue has; stands for every id that is none of the possible ones. */
    private static final long NO_QUEUE_ID = 0;

    /** How many digits the queue ids have that are surely a {@code long}. */
    private static final int LONG_DIGITS = 18;

    private static final String REQUEST = "msg";
    private static final byte[] NOTHING = ascii("-1");

    private TextProtocol() {}

    /** What a datagram says; never throws. */
    public static TextMessage parse(byte[] datagram) {
        String decoded = Utf8.decode(datagram, 0, datagram.length);
        if (decoded == null) {
            return new TextMessage.Ignored(TextMessage.Reason.NO_TEXT);
        }
        String text = decoded.strip();
        if (text.isEmpty()) {
            return new TextMessage.Ignored(TextMessage.Reason.BLANK);
        }
        if (text.equals("mockPartition")) {
            return new TextMessage.MockPartition();
        }
        String[] fields = text.split(",", -1);
        if (fields.length < 2 || !fields[0].equals(REQUEST)) {
            return new TextMessage.Ignored(TextMessage.Reason.NO_REQUEST);
        }
        return parseRequest(fields);
    }

    private static TextMessage parseRequest(String[] fields) {
        String messageId = fields[1];
        if (messageId.isEmpty()) {
            return new TextMessage.Malformed(messageId, "missing message id");
        }
        if (fields.length < 3) {
            return new TextMessage.Malformed(messageId, "missing operation");
        }
        return switch (fields[2]) {
            case "qCreate", "qId" -> parseByLabel(messageId, fields);
            case "qPush" -> parsePush(messageId, fields);
            case "qPop", "qTop", "qSize", "qDestroy" -> parseByQueue(messageId, fields);
            default -> new TextMessage.Malformed(messageId, "unknown operation");
        };
    }

    private static TextMessage parseByLabel(String messageId, String[] fields) {
        if (fields.length < 4) {
            return missingArgument(messageId);
        }
        String label = integer(fields[3]);
        if (label == null) {
            return notAnInteger(messageId);
        }
        if (label.length() > Operation.MAX_LABEL_BYTES) {
            return new TextMessage.Malformed(messageId, "label too long");
        }
        byte[] bytes = ascii(label);
        var operation = fields[2].equals("qCreate") ? new Operation.Create(bytes) : new Operation.Lookup(bytes);
        return new TextMessage.Request(RequestKey.of(messageId), operation, false);
    }

    private static TextMessage parsePush(String messageId, String[] fields) {
        if (fields.length < 5) {
            return missingArgument(messageId);
        }
        String queue = integer(fields[3]);
        String item = integer(fields[4]);
        if (queue == null || item == null) {
            return notAnInteger(messageId);
        }
        if (item.length() > Operation.MAX_ITEM_BYTES) {
            return new TextMessage.Malformed(messageId, "item too long");
        }
        var operation = new Operation.Push(queueId(queue), ascii(item));
        return new TextMessage.Request(RequestKey.of(messageId), operation, true);
    }

    private static TextMessage parseByQueue(String messageId, String[] fields) {
        if (fields.length < 4) {
            return missingArgument(messageId);
        }
        String queue = integer(fields[3]);
        if (queue == null) {
            return notAnInteger(messageId);
        }
        long id = queueId(queue);
        var key = RequestKey.of(messageId);
        return switch (fields[2]) {
            case "qPop" -> new TextMessage.Request(key, new Operation.Pop(id), false);
            case "qTop" -> new TextMessage.Request(key, new Operation.Top(id), false);
            case "qSize" -> new TextMessage.Request(key, new Operation.Size(id), false);
            default -> new TextMessage.Request(key, new Operation.Destroy(id), true);
        };
    }

    /** The bytes of the reply to a request that is not silent. An item is sent as it is, a number as decimal text. */
    public static byte[] reply(ResultCode code, long number, byte @Nullable [] item) {
        if (code != ResultCode.OK) {
            return NOTHING.clone();
        }
        return item != null ? item : ascii(Long.toString(number));
    }

    /** The bytes of the answer to a malformed request. */
    public static byte[] error(TextMessage.Malformed malformed) {
        return Utf8.encode("error," + malformed.messageId() + "," + malformed.reason());
    }

    /** The shortest text of an integer, or null if it is none. */
    static @Nullable String integer(String text) {
        String trimmed = text.strip();
        int start = !trimmed.isEmpty() && (trimmed.charAt(0) == '-' || trimmed.charAt(0) == '+') ? 1 : 0;
        if (start == trimmed.length()) {
            return null;
        }
        for (int i = start; i < trimmed.length(); i++) {
            if (trimmed.charAt(i) < '0' || trimmed.charAt(i) > '9') {
                return null;
            }
        }
        int first = start;
        while (first < trimmed.length() - 1 && trimmed.charAt(first) == '0') {
            first++;
        }
        String digits = trimmed.substring(first);
        return trimmed.charAt(0) == '-' && !digits.equals("0") ? "-" + digits : digits;
    }

    private static long queueId(String integer) {
        return integer.length() <= LONG_DIGITS ? Long.parseLong(integer) : NO_QUEUE_ID;
    }

    private static TextMessage missingArgument(String messageId) {
        return new TextMessage.Malformed(messageId, "missing argument");
    }

    private static TextMessage notAnInteger(String messageId) {
        return new TextMessage.Malformed(messageId, "not an integer");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
