package io.ftqueue.queue.image;

import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.RequestKey;

/**
 * What is remembered of a text request.
 *
 * @param key names it
 * @param executedMicros when it was executed, by the clock of clients
 * @param result what it came to
 */
public record TextImage(RequestKey key, long executedMicros, Result result) {

    /** The same by a clock that is that much ahead. */
    public TextImage executedLater(long micros) {
        return new TextImage(key, executedMicros + micros, result);
    }
}
