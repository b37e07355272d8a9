package io.ftqueue.queue.image;

import io.ftqueue.queue.codec.Hashing;
import java.util.List;

/**
 * What is remembered of a native client.
 *
 * @param clientId the client
 * @param answeredBelow it has the answers of all operations below this number
 * @param lastUsedMicros when an operation of it came last, by the clock of clients
 * @param keptFrom the number of the first operation whose outcomes are kept
 * @param outcomes the outcomes of the operations from there on, by tag ascending; at least one each
 * @param executed the numbers that were executed with effect
 * @param echoes which answers it has taken
 */
public record SessionImage(
        long clientId,
        long answeredBelow,
        long lastUsedMicros,
        long keptFrom,
        List<List<Outcome>> outcomes,
        NumberRanges executed,
        EchoRuns echoes) {

    /** The highest number that was executed or, having been answered elsewhere, skipped. */
    public long executedUpTo() {
        return keptFrom + outcomes.size() - 1;
    }

    /** Its share in the hash of the state. */
    public long stateHash() {
        return stateHash(clientId, executedUpTo(), keptFrom);
    }

    /** The share of a session in the hash of the state. */
    public static long stateHash(long clientId, long executedUpTo, long keptFrom) {
        return Hashing.then(Hashing.then(Hashing.mix(clientId), executedUpTo), keptFrom);
    }

    /** The outcomes of an operation, or none. */
    public List<Outcome> outcomesOf(long seq) {
        long index = seq - keptFrom;
        return index >= 0 && index < outcomes.size() ? outcomes.get((int) index) : List.of();
    }
}
