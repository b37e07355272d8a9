package io.ftqueue.http;

import static io.ftqueue.http.Route.API;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** How the servers are, and what can be asked here. */
final class StatusRoutes {

    private final HttpConfig config;
    private final OwnServer server;
    private final ClusterWatch watch;
    private final EventStreams events;
    private final Metrics metrics;

    StatusRoutes(HttpConfig config, OwnServer server, ClusterWatch watch, EventStreams events, Metrics metrics) {
        this.config = config;
        this.server = server;
        this.watch = watch;
        this.events = events;
        this.metrics = metrics;
    }

    List<Route> routes() {
        return List.of(
                Route.get(API + "/capabilities", this::capabilities),
                Route.get(API + "/status", context -> Json.reply(context, server.status())),
                Route.get(API + "/cluster", context -> Json.reply(context, ClusterJson.of(watch.current()))),
                Route.get(API + "/events", events::handle),
                Route.get(API + "/openapi.json", context -> description(context, "application/json")),
                // JSON is YAML, too.
                Route.get(API + "/openapi.yaml", context -> description(context, "application/yaml")),
                Route.get(
                        "/health/live",
                        context -> Json.reply(context, Json.object().put("status", "UP"))),
                Route.get("/health/ready", this::ready),
                Route.get("/metrics", this::metrics));
    }

    private void capabilities(Context context) {
        ObjectNode json = Json.object();
        json.put("control", config.control());
        json.put("write", config.control());
        json.put("version", version());
        json.put("server", server.address());
        Json.reply(context, json);
    }

    private static void description(Context context, String type) {
        context.contentType(type).result(description());
    }

    /** The description of this interface. */
    static byte[] description() {
        try (InputStream in = StatusRoutes.class.getResourceAsStream("/openapi/openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("the description of this interface is not in the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading the description of this interface", e);
        }
    }

    /** Whether requests would be served here: whoever shares out work may ask. */
    private void ready(Context context) {
        JsonNode status = server.status();
        String phase = status.path("phase").asText();
        if (!phase.equals("SERVING")) {
            throw new Problem(HttpStatus.SERVICE_UNAVAILABLE, "the server does not serve yet: its phase is " + phase);
        }
        ObjectNode json = Json.object().put("status", "UP");
        json.put("members", status.path("configuration").path("members").size());
        Json.reply(context, json);
    }

    private void metrics(Context context) {
        context.header("Cache-Control", "no-store").contentType(Metrics.TYPE).result(metrics.scrape());
    }

    /** The version that the jar says it is. */
    static String version() {
        String version = StatusRoutes.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
