package io.ftqueue.storage;

/**
 * What a log holds.
 *
 * @param firstIndex the first record, one more than {@code lastIndex} if there is none
 * @param lastIndex the last record
 * @param segments how many files
 * @param bytes how long they are together, in bytes, without what is torn
 * @param tornBytes how many bytes a crash left unfinished at the end
 * @param syncedIndex the last record that is known to have been synced before the log was opened
 */
public record LogSummary(long firstIndex, long lastIndex, int segments, long bytes, long tornBytes, long syncedIndex) {

    static LogSummary of(LogScan scan) {
        LogScan.Segment last = scan.segments().get(scan.segments().size() - 1);
        long bytes = 0;
        for (LogScan.Segment segment : scan.segments()) {
            bytes += segment.soundBytes();
        }
        return new LogSummary(
                scan.segments().get(0).firstIndex(),
                last.lastIndex(),
                scan.segments().size(),
                bytes,
                last.bytes() - last.soundBytes(),
                scan.synced());
    }
}
