package io.ftqueue.http;

import static io.ftqueue.http.Route.API;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftqueue.client.ControlClient;
import io.ftqueue.queue.codec.ClientFrame.Control;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Tries out a broken network, where whoever started the server allows it. */
final class ControlRoutes {

    private final HttpConfig config;
    private final ClusterWatch watch;
    private final Workers workers;

    ControlRoutes(HttpConfig config, ClusterWatch watch, Workers workers) {
        this.config = config;
        this.watch = watch;
        this.workers = workers;
    }

    List<Route> routes() {
        return List.of(Route.post(API + "/partition", this::partition), Route.post(API + "/heal", this::heal));
    }

    private void partition(Context context) {
        requireAllowed();
        Params.allow(context);
        JsonNode body = Bodies.object(context);
        Bodies.allow(body, List.of("sides"));
        workers.reply(
                context,
                () -> workers.submit(() -> {
                    Picture picture = watch.current().picture();
                    List<List<InetSocketAddress>> sides = sides(body.path("sides"), picture);
                    List<String> silent = picture.servers().stream()
                            .filter(server -> !server.answers())
                            .map(Picture.Server::name)
                            .toList();
                    if (!silent.isEmpty()) {
                        throw new Problem(
                                HttpStatus.CONFLICT,
                                "nothing was done, because not all servers answer: " + String.join(", ", silent));
                    }
                    String sets = sides.stream()
                            .map(side -> side.stream().map(Addresses::text).collect(Collectors.joining(",")))
                            .collect(Collectors.joining("/"));
                    return send(picture, Control.PARTITION, sets);
                }));
    }

    private void heal(Context context) {
        requireAllowed();
        Params.allow(context);
        workers.reply(context, () -> workers.submit(() -> send(watch.current().picture(), Control.HEAL, "")));
    }

    private void requireAllowed() {
        if (!config.control()) {
            throw new Problem(
                    HttpStatus.FORBIDDEN, "this server was started without --console-control, so it only tells");
        }
    }

    /** The sides of a split; servers that are named nowhere are one more. */
    private static List<List<InetSocketAddress>> sides(JsonNode json, Picture picture) {
        if (!json.isArray()) {
            throw Problem.badRequest("say who goes together: {\"sides\":[[\"127.0.0.1:8080\"],[\"127.0.0.1:8081\"]]}");
        }
        Set<InetSocketAddress> named = new LinkedHashSet<>();
        List<List<InetSocketAddress>> sides = new ArrayList<>();
        for (JsonNode side : json) {
            if (!side.isArray() || side.isEmpty()) {
                throw Problem.badRequest("each side must be a list of addresses, with one at least");
            }
            List<InetSocketAddress> servers = new ArrayList<>();
            for (JsonNode entry : side) {
                InetSocketAddress server = Addresses.parse(entry.asText());
                if (server == null || picture.find(server) == null) {
                    throw Problem.badRequest("there is no server '" + entry.asText() + "'; there are "
                            + picture.servers().stream()
                                    .map(known -> Addresses.text(known.address()))
                                    .collect(Collectors.joining(", ")));
                }
                if (!named.add(server)) {
                    throw Problem.badRequest(entry.asText() + " is named twice; each server is on one side");
                }
                servers.add(server);
            }
            sides.add(servers);
        }
        if (sides.size() < 2) {
            throw Problem.badRequest("a split needs two sides or more");
        }
        List<InetSocketAddress> others = picture.servers().stream()
                .map(Picture.Server::address)
                .filter(server -> !named.contains(server))
                .toList();
        if (!others.isEmpty()) {
            sides.add(others);
        }
        return sides;
    }

    private ObjectNode send(Picture picture, Control control, String body) {
        List<InetSocketAddress> servers =
                picture.answering().stream().map(Picture.Server::address).toList();
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("servers");
        List<String> failures = new ArrayList<>();
        for (ControlClient.Outcome outcome : ControlClient.send(config.client(), servers, control, body)) {
            String address = Addresses.text(outcome.server());
            list.addObject().put("address", address).put("done", outcome.done()).put("text", outcome.text());
            if (!outcome.done()) {
                failures.add(address + ": " + outcome.text());
            }
        }
        if (!failures.isEmpty()) {
            throw new Problem(HttpStatus.BAD_GATEWAY, "not all servers have done it: " + String.join("; ", failures));
        }
        return json;
    }
}
