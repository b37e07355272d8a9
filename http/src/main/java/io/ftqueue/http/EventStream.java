package io.ftqueue.http;

import io.javalin.http.sse.SseClient;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** One listener's events. They are sent in order by other threads, so that a slow listener holds up nobody else. */
final class EventStream {

    /** Who lags behind that far does not listen any more. */
    private static final int MAX_WAITING = 64;

    private final SseClient client;
    private final Executor senders;

    // Guarded by this.
    private final ArrayDeque<Event> waiting = new ArrayDeque<>();
    private boolean sending;
    private boolean closed;

    private record Event(String name, String id, String data) {}

    EventStream(SseClient client, Executor senders) {
        this.client = client;
        this.senders = senders;
    }

    /** Sends an event when those before it are sent. */
    void send(String name, String id, String data) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (waiting.size() >= MAX_WAITING) {
                closed = true;
                waiting.clear();
            } else {
                waiting.add(new Event(name, id, data));
            }
            if (sending) {
                return;
            }
            sending = true;
        }
        try {
            senders.execute(this::drain);
        } catch (RejectedExecutionException e) {
            // The gateway is closing, and with it this stream.
            close();
        }
    }

    private void drain() {
        Event event = next();
        while (event != null) {
            client.sendEvent(event.name, event.data, event.id);
            if (client.terminated()) {
                close();
            }
            event = next();
        }
    }

    private synchronized @Nullable Event next() {
        Event event = closed ? null : waiting.poll();
        sending = event != null;
        return event;
    }

    synchronized boolean isClosed() {
        return closed || client.terminated();
    }

    void close() {
        synchronized (this) {
            closed = true;
            waiting.clear();
        }
        client.close();
    }
}
