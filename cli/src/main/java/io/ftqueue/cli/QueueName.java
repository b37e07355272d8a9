package io.ftqueue.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.ResultCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What people call a queue. A text is its label; a number is the id of a queue if there is one with that id, and else a
 * label. {@code label:}, {@code base64:} (of a label that is no text) and {@code id:} in front leave no doubt.
 */
final class QueueName {

    private static final String LABEL = "label:";
    private static final String BASE64 = "base64:";
    private static final String ID = "id:";

    /** As many digits as an id can have. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");

    private final String text;
    private final @Nullable Long id;
    private final byte @Nullable [] label;

    private QueueName(String text, @Nullable Long id, byte @Nullable [] label) {
        this.text = text;
        this.id = id;
        this.label = label;
    }

    /** A queue on a command line. */
    static final class Converter implements ITypeConverter<QueueName> {
        @Override
        public QueueName convert(String text) {
            return of(text);
        }
    }

    /** The queue with that name. */
    static QueueName of(String text) {
        if (text.startsWith(ID)) {
            Long id = id(text.substring(ID.length()));
            if (id == null) {
                throw new TypeConversionException(
                        "'" + text + "' is no id, which is a number; for the label write " + LABEL + text);
            }
            return new QueueName(text, id, null);
        }
        return new QueueName(text, id(text), label(text));
    }

    /** The label that is meant where it can be nothing else. */
    static byte[] label(String text) {
        byte[] label = labelBytes(text);
        if (label.length > Operation.MAX_LABEL_BYTES) {
            throw new TypeConversionException(
                    "a label has at most " + Operation.MAX_LABEL_BYTES + " bytes, and this one " + label.length);
        }
        return label;
    }

    private static byte[] labelBytes(String text) {
        if (text.startsWith(ID)) {
            throw new TypeConversionException(
                    "a label is wanted and '" + text + "' is an id; for the label write " + LABEL + text);
        }
        if (text.startsWith(BASE64)) {
            try {
                return Base64.getDecoder().decode(text.substring(BASE64.length()));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' is no base64; for the label write " + LABEL + text);
            }
        }
        String label = text.startsWith(LABEL) ? text.substring(LABEL.length()) : text;
        return label.getBytes(StandardCharsets.UTF_8);
    }

    /** What names the queue with that label and nothing else. */
    static String ofLabel(byte[] label) {
        String text = ItemText.text(label);
        if (text == null || text.codePoints().anyMatch(Character::isISOControl)) {
            return BASE64 + ItemText.base64(label);
        }
        boolean unclear = text.isEmpty()
                || text.startsWith(LABEL)
                || text.startsWith(BASE64)
                || text.startsWith(ID)
                || text.startsWith("-")
                || id(text) != null;
        return unclear ? LABEL + text : text;
    }

    /**
     * The id of the queue.
     *
     * @throws CommandException if there is none with that label
     */
    long resolve(FtQueueClient client) {
        if (id != null && (label == null || client.call(new Operation.Size(id)).code() != ResultCode.NO_QUEUE)) {
            return id;
        }
        OptionalLong found = label == null ? OptionalLong.empty() : client.id(label);
        if (found.isEmpty()) {
            String hint = id == null ? "; make it with: create " + text : "";
            throw new CommandException("there is no queue " + text + hint, ExitCode.FAILED);
        }
        return found.getAsLong();
    }

    /** Adds what is known of its names. */
    void put(ObjectNode node, long found) {
        if (label != null && !(id != null && id == found)) {
            putLabel(node, label);
        }
        node.put("id", String.valueOf(found));
    }

    /** Adds a field {@code label}, or {@code labelBase64} where it is no text. */
    static void putLabel(ObjectNode node, byte[] label) {
        String text = ItemText.plain(label);
        if (text == null) {
            node.put("labelBase64", ItemText.base64(label));
        } else {
            node.put("label", text);
        }
    }

    @Override
    public String toString() {
        return text;
    }

    private static @Nullable Long id(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            // More than an id can be: a label of digits.
            return null;
        }
    }
}
