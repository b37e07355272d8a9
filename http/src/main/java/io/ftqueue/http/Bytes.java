package io.ftqueue.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Items, which are bytes, in JSON: as text where they are some, else as base64. */
final class Bytes {

    /** What a number of JavaScript can hold exactly. */
    private static final long MAX_EXACT = 1L << 53;

    private Bytes() {}

    /** Adds an item. */
    static ObjectNode putItem(ObjectNode json, byte[] item) {
        String text = readable(item);
        if (text == null) {
            json.put("base64", Base64.getEncoder().encodeToString(item));
        } else {
            json.put("text", text);
        }
        return json;
    }

    /** Adds an id as text, as the numbers of many programs are too small for it, and as a number where they are not. */
    static void putId(ObjectNode json, String name, long id) {
        json.put(name, Long.toString(id));
        if (id < MAX_EXACT) {
            json.put(name + "Number", id);
        }
    }

    /** Text without control characters other than tab and line feed, or null if these bytes are something else. */
    static @Nullable String readable(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t') ? null : text;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
