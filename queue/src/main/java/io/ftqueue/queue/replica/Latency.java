package io.ftqueue.queue.replica;

/**
 * How long it took from the submission of a payload here until what it did could be answered. The figures but the first
 * are of the last 10 to 20 seconds, and 0 where nothing was answered in them.
 *
 * @param count how many payloads were answered since the start
 * @param recent how many of late
 * @param p50Nanos half of them took at most so long, to within an eighth
 * @param p99Nanos 99 of a hundred took at most so long, to within an eighth
 * @param maxNanos the longest took so long
 */
public record Latency(long count, long recent, long p50Nanos, long p99Nanos, long maxNanos) {}
