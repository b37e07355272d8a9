package io.ftqueue.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;

/** Why a request was not done (RFC 9457); the message is one sentence for people. */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;

    /** Further members of the answer. */
    private final transient ObjectNode details = Json.object();

    Problem(HttpStatus status, String detail) {
        super(detail);
        this.status = status;
    }

    static Problem badRequest(String detail) {
        return new Problem(HttpStatus.BAD_REQUEST, detail);
    }

    static Problem notFound(String detail) {
        return new Problem(HttpStatus.NOT_FOUND, detail);
    }

    /** The same with one more member in the answer. */
    Problem with(String member, long value) {
        details.put(member, value);
        return this;
    }

    /** The same, after what is to be said before. */
    Problem after(String sentence) {
        return new Problem(status, sentence + "; " + getMessage());
    }

    HttpStatus status() {
        return status;
    }

    /** The answer's body. */
    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("type", "about:blank");
        json.put("title", status.getMessage());
        json.put("status", status.getCode());
        json.put("detail", getMessage());
        json.setAll(details);
        return json;
    }
}
