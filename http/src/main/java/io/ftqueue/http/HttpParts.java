package io.ftqueue.http;

import io.javalin.config.RoutesConfig;
import java.util.ArrayList;
import java.util.List;

/** What a gateway consists of besides the HTTP server, and where in it everything is. */
final class HttpParts implements AutoCloseable {

    private final ClusterWatch watch;
    private final EventStreams events;
    private final Metrics metrics;
    private final QueueService queues;
    private final Workers workers = new Workers();
    private final Guard guard;
    private final ConsoleFiles files = new ConsoleFiles();
    private final List<Route> routes = new ArrayList<>();

    HttpParts(HttpConfig config) {
        watch = new ClusterWatch(config);
        events = new EventStreams(watch);
        guard = new Guard(config.bind());
        queues = new QueueService(config.client());
        var server = new OwnServer(config);
        metrics = new Metrics(server);
        routes.addAll(new StatusRoutes(config, server, watch, events, metrics).routes());
        routes.addAll(new QueueRoutes(queues, watch, workers).routes());
        routes.addAll(new ItemRoutes(queues, workers).routes());
        routes.addAll(new DeliveryRoutes(queues, workers).routes());
        routes.addAll(new ControlRoutes(config, watch, workers).routes());
    }

    /** What is done where; the console's files are at all other paths. */
    List<Route> routes() {
        return List.copyOf(routes);
    }

    void register(RoutesConfig config) {
        config.before(guard::check);
        for (Route route : routes) {
            config.addHttpHandler(route.method(), route.path(), route.handler());
        }
        config.get("/", files::index);
        config.get("/<file>", files::file);
        Problems.register(config);
    }

    @Override
    public void close() {
        events.close();
        watch.close();
        queues.close();
        workers.close();
        metrics.close();
    }
}
