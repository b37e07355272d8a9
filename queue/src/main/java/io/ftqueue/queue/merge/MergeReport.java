package io.ftqueue.queue.merge;

import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.codec.RequestKey;
import java.util.List;

/**
 * What a merge did, for people. Every server of the group makes the same report of the same merge.
 *
 * @param sides the members of each component that went into it
 * @param queues what became of each queue that was not the same everywhere, by label ascending
 */
public record MergeReport(List<List<MemberId>> sides, List<QueueReport> queues) {

    /** The most duplicates and returned items that are listed of one queue; all are counted. */
    public static final int MAX_LISTED = 1_000;

    public MergeReport {
        sides = List.copyOf(sides);
        queues = List.copyOf(queues);
    }

    /**
     * What became of a queue.
     *
     * @param id the lowest id that names it; 0 if it is gone
     * @param label its label's bytes; not to be changed
     * @param brought by side: the items that are in the queue now, that this side had and not all had
     * @param common items in the queue that all sides had
     * @param removed by side: the items that this side had and that are gone, because another had popped or destroyed
     *     them
     * @param returnedCount items that a side had popped and that this pop does not have any more: sides have executed
     *     it with different outcomes, and its client took another one, or has not said which and may have the item.
     *     It is back in the queue unless others have it or have destroyed the queue
     * @param returned which they are, at most {@link #MAX_LISTED}
     * @param duplicateCount items that were popped on several sides by different pops
     * @param atLeast whether there can be more of these: a side has popped more than it remembers
     * @param duplicates which they are, at most {@link #MAX_LISTED}
     */
    public record QueueReport(
            long id,
            byte[] label,
            List<Long> brought,
            long common,
            List<Long> removed,
            long returnedCount,
            List<RequestKey> returned,
            long duplicateCount,
            boolean atLeast,
            List<Duplicate> duplicates) {

        public QueueReport {
            brought = List.copyOf(brought);
            removed = List.copyOf(removed);
            returned = List.copyOf(returned);
            duplicates = List.copyOf(duplicates);
        }
    }

    /**
     * An item that was popped on several sides.
     *
     * @param item the push that brought it: its client and number, or the key of its text request
     * @param poppers the pops, first to last
     */
    public record Duplicate(RequestKey item, List<Popper> poppers) {

        public Duplicate {
            poppers = List.copyOf(poppers);
        }
    }

    /**
     * A pop.
     *
     * @param operation its client and number, or the key of its text request
     * @param text whether it was a text request
     */
    public record Popper(RequestKey operation, boolean text) {}
}
