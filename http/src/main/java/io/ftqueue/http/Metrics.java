package io.ftqueue.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftqueue.client.ClientException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server counts, for Prometheus. A scrape asks the server once; docs/http.md lists the names. */
final class Metrics implements AutoCloseable {

    /** The text format of Prometheus. */
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

    private static final double MICROS = 1e6;

    /** The counters that tell of datagrams that were not taken; what follows is the reason. */
    private static final Map<String, String> DROPS = Map.of(
            "server.frames_dropped.", "frame_", "queue.dropped.", "client_", "server.unknown_dropped", "unknown");

    private final OwnServer server;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final QueueMeters queues = new QueueMeters(registry);
    private final Set<String> drops = new HashSet<>();

    /** What the server has told last. */
    private volatile JsonNode status = Json.object();

    private volatile boolean up;

    Metrics(OwnServer server) {
        this.server = server;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        bindServer();
        bindTraffic();
        bindLatency();
    }

    /** All metrics as they are now, as text. */
    synchronized String scrape() {
        try {
            status = server.status();
            up = true;
            queues.show(status.path("queues"));
            bindDrops();
        } catch (Problem | ClientException e) {
            LOG.debug("The server does not tell how it is", e);
            up = false;
            queues.show(Json.array());
        }
        return registry.scrape();
    }

    private void bindServer() {
        gauge("ftqueue.up", "Whether the server answers", self -> self.up ? 1 : 0);
        gauge(
                "ftqueue.serving",
                "Whether the server holds the state and executes operations",
                self -> self.up && self.status.path("phase").asText().equals("SERVING") ? 1 : 0);
        gauge(
                "ftqueue.members",
                "Members of the server's configuration",
                self -> self.status.path("configuration").path("members").size());
        gauge(
                "ftqueue.storage.nearly.full",
                "Whether pushes are refused because the disk is nearly full",
                self -> self.status.path("storage").asText().endsWith("nearly full") ? 1 : 0);
        gauge("ftqueue.queues", "Queues", self -> self.status.path("queues").size());
        gauge("ftqueue.items", "Items in all queues that can be had", self -> self.sum("size"));
        gauge("ftqueue.items.leased", "Items in all queues that are out under a lease", self -> self.sum("leased"));
        counter("ftqueue.configuration.changes", "Configurations this server has come into", "group.configurations");
        counter("ftqueue.merges", "Merges of components that this server was part of", "group.state-joins");
    }

    private void bindTraffic() {
        counter("ftqueue.slots.delivered", "Slots of the total order delivered here", "group.slots-delivered");
        counter("ftqueue.slots.issued", "Slots issued by this server", "group.slots-issued");
        counter("ftqueue.payloads.executed", "Payloads executed here, of all servers", "queue.payloads.executed");
        operations("native", "queue.native.operations");
        operations("text", "queue.text.submitted");
        counter("ftqueue.naks.sent", "Requests of this server for what it missed", "group.naks-sent");
        counter("ftqueue.naks.received", "Requests to this server for what others missed", "group.naks-received");
        counter(
                "ftqueue.retransmissions",
                "Slots and payloads that this server has sent again",
                "group.slots-repeated",
                "group.payloads-repeated");
        counter("ftqueue.datagrams.received", "Datagrams received", "server.datagrams_received");
        counter("ftqueue.datagrams.sent", "Datagrams sent", "server.datagrams_sent");
        counter("ftqueue.sends.failed", "Datagrams that the system refused to send", "server.sends_failed");
        counter("ftqueue.pauses", "Times when this server was held up", "group.pauses");
    }

    private void bindLatency() {
        quantile("0.5", "p50");
        quantile("0.99", "p99");
        quantile("1.0", "max");
        FunctionCounter.builder(
                        "ftqueue.latency.payloads",
                        this,
                        self -> self.status.path("latencyMicros").path("count").asDouble())
                .description("Payloads of clients' operations that were answered here")
                .register(registry);
    }

    private void quantile(String quantile, String field) {
        Gauge.builder(
                        "ftqueue.latency",
                        this,
                        self -> self.status.path("latencyMicros").path(field).asDouble() / MICROS)
                .description("Time from the submission of a payload to its answers, of the last 10 to 20 seconds")
                .baseUnit("seconds")
                .tag("quantile", quantile)
                .register(registry);
    }

    private void operations(String protocol, String counter) {
        FunctionCounter.builder("ftqueue.operations", this, self -> self.count(counter))
                .description("Operations of clients submitted by this server")
                .tag("protocol", protocol)
                .register(registry);
    }

    private void gauge(String name, String description, ToDoubleFunction<Metrics> value) {
        Gauge.builder(name, this, value).description(description).register(registry);
    }

    private void counter(String name, String description, String... counters) {
        List<String> sources = List.of(counters);
        FunctionCounter.builder(
                        name,
                        this,
                        self -> sources.stream().mapToDouble(self::count).sum())
                .description(description)
                .register(registry);
    }

    /** Reasons show up as datagrams are dropped for them. */
    private void bindDrops() {
        for (Iterator<String> names = status.path("counters").fieldNames(); names.hasNext(); ) {
            String name = names.next();
            DROPS.forEach((prefix, kind) -> {
                if (name.startsWith(prefix) && drops.add(name)) {
                    String reason = kind + name.substring(prefix.length()).replace('-', '_');
                    FunctionCounter.builder("ftqueue.datagrams.dropped", this, self -> self.count(name))
                            .description("Datagrams that were not taken, by reason")
                            .tag("reason", reason)
                            .register(registry);
                }
            });
        }
    }

    private double count(String counter) {
        return status.path("counters").path(counter).asDouble();
    }

    private double sum(String field) {
        double sum = 0;
        for (JsonNode queue : status.path("queues")) {
            sum += queue.path(field).asDouble();
        }
        return sum;
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
