package io.ftqueue.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftqueue.queue.Operation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Labels of queues, which are bytes, in paths and in JSON. A label that is text stands in a path percent-encoded;
 * any other, an empty one, and one that begins with a tilde as a tilde and its base64url.
 */
final class Labels {

    private static final char MARK = '~';

    private Labels() {}

    /** The label that a path parameter, already decoded, means. */
    static byte[] ofPath(String parameter) {
        byte[] label;
        if (!parameter.isEmpty() && parameter.charAt(0) == MARK) {
            try {
                label = Base64.getUrlDecoder().decode(parameter.substring(1));
            } catch (IllegalArgumentException e) {
                throw Problem.badRequest("'" + parameter + "' begins with '~' and is not base64url after it");
            }
        } else {
            label = parameter.getBytes(StandardCharsets.UTF_8);
        }
        return require(label);
    }

    /** A label of a length that there can be. */
    static byte[] require(byte[] label) {
        if (label.length > Operation.MAX_LABEL_BYTES) {
            throw Problem.badRequest(
                    "a label has at most " + Operation.MAX_LABEL_BYTES + " bytes, not " + label.length);
        }
        return label;
    }

    /** What stands for a label in a path. */
    static String toPath(byte[] label) {
        String text = readable(label);
        if (text == null || text.isEmpty() || text.charAt(0) == MARK || text.equals(".") || text.equals("..")) {
            return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(label);
        }
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A label for a sentence. */
    static String shown(byte[] label) {
        String text = readable(label);
        return text == null ? Base64.getEncoder().encodeToString(label) + " (base64)" : "'" + text + "'";
    }

    /** Adds id, label and path of a queue that a status tells of. */
    static void describe(JsonNode queue, ObjectNode json) {
        byte[] label = ofStatus(queue);
        describe(queue.path("id").asLong(), label, json);
    }

    /** Adds a queue's id, label and path. */
    static void describe(long id, byte[] label, ObjectNode json) {
        Bytes.putId(json, "id", id);
        String text = readable(label);
        if (text == null) {
            json.put("labelBase64", Base64.getEncoder().encodeToString(label));
        } else {
            json.put("label", text);
        }
        json.put("href", "/api/v1/queues/" + toPath(label));
    }

    /** The label of a queue that a status tells of. */
    static byte[] ofStatus(JsonNode queue) {
        return queue.has("label")
                ? queue.path("label").asText().getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(queue.path("labelBase64").asText());
    }

    /** As in the status: text without any control characters. */
    private static @Nullable String readable(byte[] label) {
        String text = Bytes.readable(label);
        return text == null || text.chars().anyMatch(Character::isISOControl) ? null : text;
    }
}
