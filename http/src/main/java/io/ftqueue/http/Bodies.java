package io.ftqueue.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ftqueue.queue.Operation;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** What a request brings in its body: JSON, all of it understood or none of it done. */
final class Bodies {

    /** The most items that are pushed by one request. */
    static final int MAX_ITEMS = 1_000;

    private Bodies() {}

    /** The object in the body. */
    static JsonNode object(Context context) {
        String type = context.contentType();
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw new Problem(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "the body must be JSON: say so with 'Content-Type: application/json'");
        }
        try {
            JsonNode body = Json.read(bytes(context));
            if (body.isObject()) {
                return body;
            }
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("the body is no JSON: it cannot be read beyond line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr());
        } catch (IOException e) {
            throw new UncheckedIOException("reading a body that is in memory", e);
        }
        throw Problem.badRequest("the body must be a JSON object, in braces");
    }

    /** Reads no more than there may be, whatever the head says. */
    private static byte[] bytes(Context context) {
        try (InputStream in = context.bodyInputStream()) {
            byte[] bytes = in.readNBytes(HttpGateway.MAX_BODY_BYTES + 1);
            if (bytes.length > HttpGateway.MAX_BODY_BYTES) {
                throw new Problem(
                        HttpStatus.CONTENT_TOO_LARGE,
                        "a request has at most " + HttpGateway.MAX_BODY_BYTES + " bytes; send less at a time");
            }
            return bytes;
        } catch (IOException e) {
            throw Problem.badRequest("the body did not come whole");
        }
    }

    /** The label that a body names. */
    static byte[] label(JsonNode body) {
        allow(body, List.of("label", "labelBase64"));
        if (body.has("label") == body.has("labelBase64")) {
            throw Problem.badRequest("name the queue: {\"label\":\"jobs\"}, or {\"labelBase64\":\"…\"} for bytes");
        }
        return Labels.require(
                body.has("label")
                        ? text(body.path("label"), "label")
                        : base64(body.path("labelBase64"), "labelBase64"));
    }

    /** The items that a body brings, one or several. */
    static List<byte[]> items(JsonNode body) {
        if (!body.has("items")) {
            return List.of(item(body, "the body"));
        }
        allow(body, List.of("items"));
        JsonNode list = body.path("items");
        if (!list.isArray() || list.isEmpty()) {
            throw Problem.badRequest("items must be a list with at least one item, like [{\"text\":\"first\"}]");
        }
        if (list.size() > MAX_ITEMS) {
            throw new Problem(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "a request pushes at most " + MAX_ITEMS + " items, not " + list.size() + "; send less at a time");
        }
        var items = new ArrayList<byte[]>();
        for (JsonNode item : list) {
            items.add(item(item, "item " + (items.size() + 1)));
        }
        return items;
    }

    private static byte[] item(JsonNode item, String what) {
        if (!item.isObject() || item.size() != 1 || !(item.has("text") || item.has("base64"))) {
            throw Problem.badRequest(what + " must be like {\"text\":\"first\"} or {\"base64\":\"Zmlyc3Q=\"}");
        }
        byte[] bytes = item.has("text")
                ? text(item.path("text"), "text of " + what)
                : base64(item.path("base64"), "base64 of " + what);
        if (bytes.length > Operation.MAX_ITEM_BYTES) {
            throw new Problem(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "an item has at most " + Operation.MAX_ITEM_BYTES + " bytes, and " + what + " has " + bytes.length
                            + "; nothing was pushed");
        }
        return bytes;
    }

    private static byte[] text(JsonNode value, String what) {
        if (!value.isTextual()) {
            throw Problem.badRequest(what + " must be a text, in quotation marks");
        }
        return value.asText().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] base64(JsonNode value, String what) {
        try {
            return Base64.getDecoder().decode(text(value, what));
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(what + " is not base64");
        }
    }

    /** Refuses members that mean nothing here. */
    static void allow(JsonNode body, List<String> names) {
        for (Iterator<String> given = body.fieldNames(); given.hasNext(); ) {
            String name = given.next();
            if (!names.contains(name)) {
                throw Problem.badRequest(
                        "the body has '" + name + "', which means nothing here; it takes " + String.join(", ", names));
            }
        }
    }
}
