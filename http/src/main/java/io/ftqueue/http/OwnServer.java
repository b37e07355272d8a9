package io.ftqueue.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.StatusClient;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.List;

/** The server that the gateway speaks for, asked anew each time. */
final class OwnServer {

    /** It is on this host, so an answer that takes longer does not come. */
    private static final Duration PATIENCE = Duration.ofMillis(1_600);

    private final ClientConfig config;
    private final String address;

    OwnServer(HttpConfig config) {
        this.config = config.client().withServers(List.of(config.server()));
        this.address = Addresses.text(config.server());
    }

    /** Where it is. */
    String address() {
        return address;
    }

    /** What it tells of itself; a problem if it does not. */
    JsonNode status() {
        String json = StatusClient.askOnly(config, PATIENCE).get(0).json();
        if (json == null) {
            throw new Problem(HttpStatus.SERVICE_UNAVAILABLE, "the server at " + address + " does not answer");
        }
        try {
            return Json.read(json);
        } catch (JsonProcessingException e) {
            throw new Problem(HttpStatus.BAD_GATEWAY, "the server answers with something that is no JSON");
        }
    }
}
