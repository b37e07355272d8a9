package io.ftqueue.simulator.checker;

import static io.ftqueue.simulator.checker.Violation.require;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.merge.MergeReport;
import io.ftqueue.queue.merge.MergeReport.QueueReport;
import io.ftqueue.simulator.checker.Call.Identity;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/**
 * What replicas report of merges. M5: all who join their states in one configuration, however far behind each was, come
 * to the same state and report the same. Keeps the reports, each merge once, for {@link MergeChecker}.
 */
public final class MergeReports {

    private final ObjLongConsumer<String> counter;
    private final Map<ConfigurationId, Told> told = new LinkedHashMap<>();
    private final List<Merge> merges = new ArrayList<>();

    /** What the first replica said of a merge. */
    private record Told(MemberId by, long stateHash, String words) {}

    /**
     * Of a run that has not begun.
     *
     * @param counter is told what was reported, by name, and how often
     */
    public MergeReports(ObjLongConsumer<String> counter) {
        this.counter = counter;
    }

    /** A replica has joined states in that configuration; its own has that hash now. */
    public void heard(MemberId by, ConfigurationId in, long stateHash, MergeReport report) {
        var said = new Told(by, stateHash, inWords(report));
        Told first = told.putIfAbsent(in, said);
        if (first == null) {
            report.queues().forEach(this::keep);
            return;
        }
        require(
                first.stateHash == stateHash,
                "M5",
                "%s and %s have joined the same in %s and come to different states",
                first.by,
                by,
                in);
        require(
                first.words.equals(said.words),
                "M5",
                "%s and %s report different things of the merge in %s: %s and %s",
                first.by,
                by,
                in,
                first.words,
                said.words);
    }

    private void keep(QueueReport queue) {
        counter.accept("duplicates reported", queue.duplicateCount());
        counter.accept("items returned by merges", queue.returnedCount());
        counter.accept("merges that may not list all", queue.atLeast() ? 1 : 0);
        merges.add(new Merge(
                queue.duplicates().stream().map(MergeReports::duplicate).toList(),
                queue.returned().stream().map(MergeReports::identity).toList(),
                queue.atLeast()));
    }

    private static Merge.Duplicate duplicate(MergeReport.Duplicate duplicate) {
        return new Merge.Duplicate(
                identity(duplicate.item()),
                duplicate.poppers().stream()
                        .map(popper -> identity(popper.operation()))
                        .toList());
    }

    private static Identity identity(RequestKey key) {
        return new Identity(key.high(), key.low());
    }

    /** All that a report says, for comparing and for reading. */
    private static String inWords(MergeReport report) {
        var words = new StringBuilder().append(report.sides());
        for (QueueReport queue : report.queues()) {
            words.append("; ").append(HexFormat.of().formatHex(queue.label()));
            words.append(' ').append(queue.id());
            words.append(", brought ").append(queue.brought());
            words.append(", common ").append(queue.common());
            words.append(", removed ").append(queue.removed());
            words.append(", returned ")
                    .append(queue.returnedCount())
                    .append(' ')
                    .append(queue.returned());
            words.append(", twice ").append(queue.duplicateCount()).append(queue.atLeast() ? " or more " : " ");
            words.append(queue.duplicates());
        }
        return words.toString();
    }

    /** What was reported, queue by queue. */
    public List<Merge> merges() {
        return List.copyOf(merges);
    }
}
