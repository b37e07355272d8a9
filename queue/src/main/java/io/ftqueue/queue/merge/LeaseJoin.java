package io.ftqueue.queue.merge;

import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.LeaseImage;
import io.ftqueue.queue.image.QueueImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The leases of one queue of all components. Those of items that are gone go with them. */
final class LeaseJoin {

    private final Map<RequestKey, List<LeaseImage>> byItem = new LinkedHashMap<>();
    private final List<LeaseImage> kept = new ArrayList<>(0);

    /** What the components know; each lease lasts as long by the joined clock as by the component's own. */
    LeaseJoin(List<BranchImage> branches, Label label) {
        long clockMicros = 0;
        for (BranchImage branch : branches) {
            clockMicros = Math.max(clockMicros, branch.head().clientClockMicros());
        }
        for (BranchImage branch : branches) {
            QueueImage queue = branch.queues().get(label);
            if (queue != null) {
                long later = clockMicros - branch.head().clientClockMicros();
                for (LeaseImage lease : queue.leases()) {
                    byItem.computeIfAbsent(lease.item(), item -> new ArrayList<>(1))
                            .add(lease.later(later));
                }
            }
        }
    }

    /** The item stays. */
    void keep(Item item) {
        if (!byItem.isEmpty()) {
            byItem.getOrDefault(item.identity(), List.of()).stream()
                    .filter(lease -> lease.isOf(item))
                    .reduce(LeaseImage::join)
                    .ifPresent(lease -> kept.add(lease.at(item.timestampMicros())));
        }
    }

    /** The leases of items that stay, in the order of these. */
    List<LeaseImage> kept() {
        return kept;
    }
}
