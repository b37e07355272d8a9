package io.ftqueue.queue.replica;

import io.ftqueue.group.GroupStatus;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.merge.MergeReport;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The last merges, told for people. Servers are named at once: later nobody may know any more what one was called. */
final class MergeHistory {

    /** Newest last. */
    private final ArrayDeque<Merge> merges = new ArrayDeque<>();

    private List<Merge> told = List.of();

    /** The last merges, newest last. */
    List<Merge> merges() {
        return told;
    }

    /** Notes a merge of that time, in microseconds since 1970. */
    void add(MergeReport report, long atMicros, GroupStatus group) {
        Map<MemberId, String> names = new TreeMap<>();
        group.peers().forEach(peer -> names.put(peer.id(), peer.name()));
        names.put(group.self(), group.name());
        List<List<String>> sides = report.sides().stream()
                .map(side -> side.stream()
                        .map(member -> names.getOrDefault(member, member.toString()))
                        .toList())
                .toList();
        merges.addLast(new Merge(
                atMicros,
                sides,
                report.queues().stream().map(MergeHistory::queue).toList()));
        if (merges.size() > ReplicaStatus.MAX_MERGES) {
            merges.removeFirst();
        }
        told = List.copyOf(merges);
    }

    private static Merge.Queue queue(MergeReport.QueueReport queue) {
        return new Merge.Queue(
                queue.id(),
                queue.label(),
                queue.brought(),
                queue.common(),
                queue.removed(),
                queue.returnedCount(),
                queue.returned().stream().map(MergeHistory::push).toList(),
                queue.duplicateCount(),
                queue.atLeast(),
                queue.duplicates().stream().map(MergeHistory::duplicate).toList());
    }

    private static Merge.Duplicate duplicate(MergeReport.Duplicate duplicate) {
        return new Merge.Duplicate(
                push(duplicate.item()),
                duplicate.poppers().stream()
                        .map(popper -> name(popper.operation(), popper.text()))
                        .toList());
    }

    /** A push is not marked as text or native. A number of a client is small; the last half of a UUID is not. */
    private static String push(RequestKey item) {
        return name(item, item.low() < 1 || item.low() > ClientFrame.MAX_SEQ);
    }

    /** The client and the number of a native operation, or the message id of a text request. */
    private static String name(RequestKey operation, boolean text) {
        HexFormat hex = HexFormat.of();
        if (!text) {
            return hex.toHexDigits(operation.high()) + "/" + operation.low();
        }
        String digits = hex.toHexDigits(operation.high()) + hex.toHexDigits(operation.low());
        return String.join(
                "-",
                digits.substring(0, 8),
                digits.substring(8, 12),
                digits.substring(12, 16),
                digits.substring(16, 20),
                digits.substring(20));
    }
}
