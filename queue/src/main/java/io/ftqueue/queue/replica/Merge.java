package io.ftqueue.queue.replica;

import java.util.List;

/**
 * A merge of components that had executed different things, and what became of their queues, for people.
 *
 * @param atMicros when, microseconds since 1970, by the clock of the server that tells it
 * @param sides the names of the servers of each component
 * @param queues the queues that were not the same everywhere
 */
public record Merge(long atMicros, List<List<String>> sides, List<Queue> queues) {

    public Merge {
        sides = sides.stream().map(List::copyOf).toList();
        queues = List.copyOf(queues);
    }

    /**
     * What became of a queue.
     *
     * @param id the lowest id that names it; 0 if it is gone
     * @param label its label's bytes; not to be changed
     * @param brought by side: items that are in the queue because this side had them
     * @param common items in the queue that all sides had
     * @param removed by side: items that this side had and that are gone, because another had popped or destroyed them
     * @param returned items that were popped and went back to the queue
     * @param returnedItems the pushes of those of them that are listed: client and number, or the id of a text request
     * @param duplicateCount items that were popped on several sides
     * @param atLeast whether there can be more of these: a side has popped more than it remembers
     * @param duplicates those of them that are listed
     */
    public record Queue(
            long id,
            byte[] label,
            List<Long> brought,
            long common,
            List<Long> removed,
            long returned,
            List<String> returnedItems,
            long duplicateCount,
            boolean atLeast,
            List<Duplicate> duplicates) {
        public Queue {
            brought = List.copyOf(brought);
            removed = List.copyOf(removed);
            returnedItems = List.copyOf(returnedItems);
            duplicates = List.copyOf(duplicates);
        }
    }

    /**
     * An item that was popped on several sides.
     *
     * @param item the push that brought it: client and number, or the id of a text request
     * @param poppers the pops, in the same form
     */
    public record Duplicate(String item, List<String> poppers) {
        public Duplicate {
            poppers = List.copyOf(poppers);
        }
    }
}
