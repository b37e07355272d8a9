package io.ftqueue.queue.image;

import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.RequestKey;

/**
 * What is remembered of a text request.
 *
 * @param key names it
 * @param executedMicros the time of the slot in which it was executed
 * @param result what it came to
 */
public record TextImage(RequestKey key, long executedMicros, Result result) {}
