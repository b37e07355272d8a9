package io.ftqueue.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Bytes of items and labels as text, where they are one: they mean nothing to the servers. */
final class ItemText {

    private ItemText() {}

    /** The bytes as UTF-8, or null if they are none. */
    static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The bytes as text without control characters other than line end and tabulator, or null if they are none. */
    static @Nullable String plain(byte[] bytes) {
        String text = text(bytes);
        return text == null || text.codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')
                ? null
                : text;
    }

    /** For people, on one line. */
    static String shown(byte[] bytes) {
        String text = text(bytes);
        return text == null ? "base64:" + base64(bytes) : Screen.oneLine(text);
    }

    /** Adds a field {@code text}, or {@code base64} where the bytes are no text. */
    static ObjectNode put(ObjectNode node, byte[] bytes) {
        String text = plain(bytes);
        return text == null ? node.put("base64", base64(bytes)) : node.put("text", text);
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
