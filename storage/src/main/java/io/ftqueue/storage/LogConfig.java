package io.ftqueue.storage;

/**
 * How a log is laid out.
 *
 * @param segmentBytes from this size on, in bytes, a segment is ended and the next begun; at least 1. A segment may be
 *     longer by what was handed to the file at once.
 * @param zeroedBytes so many zeros, at most, are put behind what is written, at least 0: a sync of what takes their
 *     place need not wait until the file system has noted that the file is longer
 */
public record LogConfig(long segmentBytes, int zeroedBytes) {

    /** Segments of 64 MiB, 1 MiB of zeros. */
    public static final LogConfig DEFAULT = new LogConfig(64L << 20, 1 << 20);

    /** Without zeros. */
    public LogConfig(long segmentBytes) {
        this(segmentBytes, 0);
    }

    /** Checks the ranges. */
    public LogConfig {
        if (segmentBytes < 1) {
            throw new IllegalArgumentException("a segment of " + segmentBytes + " bytes");
        }
        if (zeroedBytes < 0) {
            throw new IllegalArgumentException(zeroedBytes + " zeros");
        }
    }
}
