package io.ftqueue.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftqueue.http.ClusterWatch.View;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Tells everybody who listens of every picture of the servers, and before it of what is new in it. */
final class EventStreams implements AutoCloseable {

    /** Each takes a connection, and a thread while something is sent. */
    static final int MAX_STREAMS = 32;

    private static final long IDLE_SECONDS = 10;

    private final ClusterWatch watch;
    private final List<EventStream> streams = new CopyOnWriteArrayList<>();
    /** Each listener has one at most, so that those who are slow do not keep the others waiting. */
    private final ExecutorService senders = new ThreadPoolExecutor(
            0, 2 * MAX_STREAMS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), EventStreams::newThread);

    private final SseHandler handler = new SseHandler(this::open);
    private final BiConsumer<View, @Nullable View> listener = this::onView;
    private final AtomicLong lastId = new AtomicLong(System.currentTimeMillis());

    EventStreams(ClusterWatch watch) {
        this.watch = watch;
    }

    /** Begins a stream. */
    void handle(Context context) {
        String accept = context.header("Accept");
        if (accept == null || !accept.contains("text/event-stream")) {
            throw new Problem(
                    HttpStatus.NOT_ACCEPTABLE, "these are server-sent events: ask with 'Accept: text/event-stream'");
        }
        if (streams.size() >= MAX_STREAMS) {
            throw new Problem(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    MAX_STREAMS + " listeners are here already, and more are not served; close one");
        }
        handler.handle(context);
    }

    private void open(SseClient client) {
        client.keepAlive();
        var stream = new EventStream(client, senders);
        client.onClose(() -> remove(stream));
        stream.send("cluster", nextId(), Json.text(ClusterJson.of(watch.current())));
        synchronized (streams) {
            if (streams.isEmpty()) {
                watch.listen(listener);
            }
            streams.add(stream);
        }
    }

    private void remove(EventStream stream) {
        synchronized (streams) {
            if (streams.remove(stream) && streams.isEmpty()) {
                watch.stopListening(listener);
            }
        }
    }

    private void onView(View view, @Nullable View before) {
        streams.forEach(stream -> {
            if (stream.isClosed()) {
                remove(stream);
            }
        });
        if (streams.isEmpty()) {
            return;
        }
        if (before != null) {
            for (ObjectNode change : Changes.between(before.picture(), view.picture())) {
                sendAll("change", Json.text(change));
            }
        }
        sendAll("cluster", Json.text(ClusterJson.of(view)));
    }

    private void sendAll(String event, String data) {
        String id = nextId();
        streams.forEach(stream -> stream.send(event, id, data));
    }

    private String nextId() {
        return Long.toString(lastId.incrementAndGet());
    }

    @Override
    public void close() {
        streams.forEach(EventStream::close);
        senders.shutdownNow();
    }

    private static Thread newThread(Runnable task) {
        var thread = new Thread(task, "ftqueue-http-events");
        thread.setDaemon(true);
        return thread;
    }
}
