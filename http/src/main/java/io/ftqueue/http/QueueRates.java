package io.ftqueue.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ftqueue.http.ClusterWatch.View;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How fast queues grow and shrink: what this gateway's server has counted from one picture to the next. */
final class QueueRates {

    private static final double NANOS = 1e9;

    private final Map<Long, JsonNode> now = new HashMap<>();
    private final Map<Long, JsonNode> before = new HashMap<>();
    private final double seconds;

    /** From the last two pictures, if there are some. */
    QueueRates(@Nullable View view) {
        Picture earlier = view == null ? null : view.before();
        if (view == null || earlier == null || !sameLife(view.picture().ownServer(), earlier.ownServer())) {
            seconds = 0;
            return;
        }
        seconds = (view.picture().nanos() - earlier.nanos()) / NANOS;
        collect(view.picture().ownServer(), now);
        collect(earlier.ownServer(), before);
    }

    private static boolean sameLife(Picture.@Nullable Server a, Picture.@Nullable Server b) {
        return a != null
                && b != null
                && a.answers()
                && b.answers()
                && a.status().path("member").equals(b.status().path("member"));
    }

    private static void collect(Picture.@Nullable Server server, Map<Long, JsonNode> into) {
        if (server != null) {
            server.status()
                    .path("queues")
                    .forEach(queue -> into.put(queue.path("id").asLong(), queue));
        }
    }

    /** Adds the rates of a queue; null where they are not known yet. */
    void describe(long id, ObjectNode json) {
        json.put("pushedPerSecond", rate(id, "pushed"));
        json.put("poppedPerSecond", rate(id, "popped"));
        JsonNode queue = now.get(id);
        json.set("oldestMillis", queue == null ? json.nullNode() : queue.path("oldestMillis"));
    }

    private @Nullable Double rate(long id, String counter) {
        JsonNode after = now.get(id);
        if (after == null || seconds <= 0) {
            return null;
        }
        JsonNode first = before.get(id);
        long from = first == null ? 0 : first.path(counter).asLong();
        return Math.round(Math.max(0, after.path(counter).asLong() - from) / seconds * 10) / 10.0;
    }
}
