package io.ftqueue.queue.image;

import io.ftqueue.queue.Result;
import java.util.List;

/**
 * What is remembered of a native client.
 *
 * @param clientId the client
 * @param answeredBelow it has the answers of all operations below this number
 * @param executedUpTo the highest number that was executed or, having been answered elsewhere, skipped
 * @param lastUsedMicros when an operation of it came last, by the clock of clients
 * @param keptFrom the number of the first result that is kept, at most {@code executedUpTo + 1}
 * @param results the results from there to {@code executedUpTo}
 * @param executed the numbers that were executed with effect
 */
public record SessionImage(
        long clientId,
        long answeredBelow,
        long executedUpTo,
        long lastUsedMicros,
        long keptFrom,
        List<Result> results,
        NumberRanges executed) {

    /** The same by a clock that is that much ahead. */
    public SessionImage usedLater(long micros) {
        return new SessionImage(
                clientId, answeredBelow, executedUpTo, lastUsedMicros + micros, keptFrom, results, executed);
    }
}
