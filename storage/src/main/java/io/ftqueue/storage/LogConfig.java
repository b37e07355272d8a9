package io.ftqueue.storage;

/**
 * How a log is laid out.
 *
 * @param segmentBytes from this size on, in bytes, a segment is ended and the next begun; at least 1. A segment may be
 *     longer by what was handed to the file at once.
 */
public record LogConfig(long segmentBytes) {

    /** Segments of 64 MiB. */
    public static final LogConfig DEFAULT = new LogConfig(64L << 20);

    /** Checks the ranges. */
    public LogConfig {
        if (segmentBytes < 1) {
            throw new IllegalArgumentException("a segment of " + segmentBytes + " bytes");
        }
    }
}
