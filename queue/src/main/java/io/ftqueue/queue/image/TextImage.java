package io.ftqueue.queue.image;

import io.ftqueue.queue.codec.RequestKey;
import java.util.List;

/**
 * What is remembered of a text request.
 *
 * @param key names it
 * @param executedMicros when it was executed, by the clock of clients
 * @param outcomes what it came to, by tag ascending; at least one
 */
public record TextImage(RequestKey key, long executedMicros, List<Outcome> outcomes) {}
