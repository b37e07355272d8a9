package io.ftqueue.http;

import static io.ftqueue.http.Route.API;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.StatusClient;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.List;

/** How the servers are. */
final class StatusRoutes {

    private static final Duration PATIENCE = Duration.ofMillis(1_600);

    private final HttpConfig config;
    private final ClusterWatch watch;
    private final EventStreams events;

    StatusRoutes(HttpConfig config, ClusterWatch watch, EventStreams events) {
        this.config = config;
        this.watch = watch;
        this.events = events;
    }

    List<Route> routes() {
        return List.of(
                Route.get(API + "/capabilities", this::capabilities),
                Route.get(API + "/status", context -> Json.reply(context, status())),
                Route.get(API + "/cluster", context -> Json.reply(context, ClusterJson.of(watch.current()))),
                Route.get(API + "/events", events::handle),
                Route.get(
                        "/health/live",
                        context -> Json.reply(context, Json.object().put("status", "UP"))),
                Route.get("/health/ready", this::ready));
    }

    private void capabilities(Context context) {
        ObjectNode json = Json.object();
        json.put("control", config.control());
        json.put("write", config.control());
        json.put("version", version());
        json.put("server", Addresses.text(config.server()));
        Json.reply(context, json);
    }

    /** What this gateway's server tells of itself. */
    private JsonNode status() {
        ClientConfig own = config.client().withServers(List.of(config.server()));
        String json = StatusClient.askOnly(own, PATIENCE).get(0).json();
        if (json == null) {
            throw new Problem(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "the server at " + Addresses.text(config.server()) + " does not answer");
        }
        try {
            return Json.read(json);
        } catch (JsonProcessingException e) {
            throw new Problem(HttpStatus.BAD_GATEWAY, "the server answers with something that is no JSON");
        }
    }

    /** Whether requests would be served here: whoever shares out work may ask. */
    private void ready(Context context) {
        JsonNode status = status();
        String phase = status.path("phase").asText();
        boolean serving = phase.equals("SERVING");
        if (!serving) {
            throw new Problem(HttpStatus.SERVICE_UNAVAILABLE, "the server does not serve yet: its phase is " + phase);
        }
        ObjectNode json = Json.object().put("status", "UP");
        json.set(
                "members",
                json.numberNode(status.path("configuration").path("members").size()));
        Json.reply(context, json);
    }

    /** The version that the jar says it is. */
    static String version() {
        String version = StatusRoutes.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
