package io.ftqueue.storage;

/**
 * How a data directory is kept.
 *
 * @param log how its log is laid out
 * @param reserveBytes with less room than this on the disk the directory counts as full, though it can still be written
 *     to; at least 0
 */
public record StorageConfig(LogConfig log, long reserveBytes) {

    /** Reserves two segments of the default size. */
    public static final StorageConfig DEFAULT =
            new StorageConfig(LogConfig.DEFAULT, 2 * LogConfig.DEFAULT.segmentBytes());

    /** Checks the ranges. */
    public StorageConfig {
        if (reserveBytes < 0) {
            throw new IllegalArgumentException("a reserve of " + reserveBytes + " bytes");
        }
    }
}
