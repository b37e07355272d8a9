package io.ftqueue.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftqueue.queue.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** How items are written in a file, one a line. */
enum Transfer {

    /** The bytes of the item as they are, which must have no line end. */
    LINES {
        @Override
        byte[] line(byte[] item) {
            for (byte b : item) {
                if (b == '\n') {
                    throw new IllegalArgumentException("has a line end in it: use --format json");
                }
            }
            return item;
        }

        @Override
        byte[] item(byte[] line) {
            return line;
        }

        @Override
        int longestLine() {
            return Operation.MAX_ITEM_BYTES;
        }
    },

    /** A JSON object with the field text, or base64 where the item is no plain text. */
    JSON {
        @Override
        byte[] line(byte[] item) {
            return ItemText.put(MAPPER.createObjectNode(), item).toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        byte[] item(byte[] line) {
            try {
                return itemOf(MAPPER.readTree(line));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("is no JSON: " + e.getOriginalMessage(), e);
            } catch (IOException e) {
                throw new IllegalArgumentException("is no JSON", e);
            }
        }

        @Override
        int longestLine() {
            // Each byte of an item can become six, as \u0009 is.
            return 6 * Operation.MAX_ITEM_BYTES + 100;
        }
    };

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * The line of an item, without its end.
     *
     * @throws IllegalArgumentException if it can have none, with why not
     */
    abstract byte[] line(byte[] item);

    /**
     * The item of a line.
     *
     * @throws IllegalArgumentException if it has none, with why not
     */
    abstract byte[] item(byte[] line);

    /** The most bytes that a line can have. */
    abstract int longestLine();

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static byte[] itemOf(JsonNode node) {
        boolean one = node.isObject() && node.size() == 1;
        byte[] item;
        if (one && node.path("text").isTextual()) {
            item = node.path("text").asText().getBytes(StandardCharsets.UTF_8);
        } else if (one && node.path("base64").isTextual()) {
            try {
                item = Base64.getDecoder().decode(node.path("base64").asText());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("has a field base64 that is none", e);
            }
        } else {
            throw new IllegalArgumentException("is not {\"text\": …} or {\"base64\": …}");
        }
        if (item.length > Operation.MAX_ITEM_BYTES) {
            throw new IllegalArgumentException("has an item of " + item.length + " bytes, and at most "
                    + Operation.MAX_ITEM_BYTES + " are possible");
        }
        return item;
    }
}
