package io.ftqueue.simulator.checker;

import io.ftqueue.simulator.checker.Call.Identity;
import java.util.List;

/**
 * What the servers reported of one merge.
 *
 * @param duplicates items that were popped in several components
 * @param returned items, by their pushes, whose pop came to different outcomes and which went back to their queues
 * @param mayHaveMore whether the servers say that there may be more than they list
 */
public record Merge(List<Duplicate> duplicates, List<Identity> returned, boolean mayHaveMore) {

    public Merge {
        duplicates = List.copyOf(duplicates);
        returned = List.copyOf(returned);
    }

    /**
     * An item that several pops have taken.
     *
     * @param item the identity of its push
     * @param poppers the identities of the pops
     */
    public record Duplicate(Identity item, List<Identity> poppers) {
        public Duplicate {
            poppers = List.copyOf(poppers);
        }
    }
}
