package io.ftqueue.server;

import io.ftqueue.queue.replica.Merge;
import io.ftqueue.queue.replica.Replica;
import io.ftqueue.queue.replica.ReplicaStatus.Partition;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people in the log of splits that are simulated, and what became of the queues when components merged. */
final class PartitionJournal {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionJournal.class);

    private static final long LOOK_AGAIN_NANOS = 20_000_000L;

    private long lookedAtNanos;
    private List<Long> blocked = List.of();
    private @Nullable Merge lastMerge;

    /** Logs what is new. Cheap where there is nothing. */
    void report(long nowNanos, Replica replica) {
        if (nowNanos - lookedAtNanos < LOOK_AGAIN_NANOS) {
            return;
        }
        lookedAtNanos = nowNanos;
        Partition partition = replica.partition();
        reportSplit(partition == null ? List.of() : partition.blocked());
        reportMerges(replica.merges());
    }

    private void reportSplit(List<Long> now) {
        if (now.equals(blocked)) {
            return;
        }
        if (now.isEmpty()) {
            LOG.info("The simulated split is healed: every server is heard again");
        } else {
            LOG.info(
                    "The group is split to try it out: this server does not hear {}",
                    now.stream()
                            .map(server -> ServerConfig.text(AddressBook.addressOf(server)))
                            .collect(Collectors.joining(", ")));
        }
        blocked = now;
    }

    private void reportMerges(List<Merge> merges) {
        if (merges.isEmpty()) {
            return;
        }
        int first = lastMerge == null ? 0 : merges.lastIndexOf(lastMerge) + 1;
        for (Merge merge : merges.subList(first, merges.size())) {
            LOG.info("{}", merged(merge));
            merge.queues().forEach(queue -> LOG.info("{}", words(queue, merge.sides())));
        }
        lastMerge = merges.get(merges.size() - 1);
    }

    private static String merged(Merge merge) {
        String queues = merge.queues().isEmpty() ? ": no queue differed" : "";
        return "Merged " + merge.sides().stream().map(PartitionJournal::side).collect(Collectors.joining(" with "))
                + queues;
    }

    /** What became of a queue, in one line. */
    static String words(Merge.Queue queue, List<List<String>> sides) {
        var words = new StringBuilder("  Queue ").append(StatusJson.label(queue.label()));
        if (queue.id() == 0) {
            words.append(" (gone)");
        }
        words.append(": ").append(queue.common()).append(" items of all sides");
        append(words, ", ", queue.brought(), sides);
        words.append("; removed by another side");
        append(words, " ", queue.removed(), sides);
        words.append("; ");
        words.append(queue.returned()).append(" returned, ").append(queue.atLeast() ? "at least " : "");
        return words.append(queue.duplicateCount())
                .append(" popped on several sides")
                .toString();
    }

    private static void append(StringBuilder words, String before, List<Long> counts, List<List<String>> sides) {
        String separator = before;
        for (int side = 0; side < counts.size(); side++) {
            words.append(separator).append(counts.get(side)).append(" of ");
            words.append(side < sides.size() ? side(sides.get(side)) : "side " + (side + 1));
            separator = ", ";
        }
    }

    private static String side(List<String> names) {
        return "[" + String.join(", ", names) + "]";
    }
}
