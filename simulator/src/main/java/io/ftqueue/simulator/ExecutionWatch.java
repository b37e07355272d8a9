package io.ftqueue.simulator;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.replication.Position;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.merge.MergeReport;
import io.ftqueue.queue.state.ExecutionListener;
import io.ftqueue.simulator.checker.Call;
import io.ftqueue.simulator.checker.Merge;
import io.ftqueue.simulator.checker.Place;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hears what every replica executes, and enters it in the books of the calls: where each took effect, and what of.
 * Keeps what replicas report of merges.
 */
final class ExecutionWatch {

    private final Map<Call.Identity, Call> calls = new LinkedHashMap<>();
    /** By the tag of an answer: the configuration it names. Nothing is told again before it has been told first. */
    private final Map<Long, ConfigurationId> tags = new LinkedHashMap<>();

    private final Set<Merge> merges = new LinkedHashSet<>();
    private boolean on;

    /** Replicas can be heard from now on. */
    void on() {
        on = true;
    }

    /** A call begins. */
    void enter(Call call) {
        calls.put(call.identity(), call);
        if (on) {
            call.watch();
        }
    }

    /** What replicas reported, each merge once; null if they cannot be heard. */
    @Nullable
    List<Merge> merges() {
        return on ? List.copyOf(merges) : null;
    }

    private static Merge.Duplicate duplicate(MergeReport.Duplicate duplicate) {
        return new Merge.Duplicate(
                identity(duplicate.item()),
                duplicate.poppers().stream()
                        .map(popper -> identity(popper.operation()))
                        .toList());
    }

    private static Call.Identity identity(RequestKey key) {
        return new Call.Identity(key.high(), key.low());
    }

    /** The ears in one replica. */
    final class Ear implements ExecutionListener {

        private @Nullable Position position;
        private @Nullable ConfigurationId fresh;

        /** Whether it has begun to execute in another configuration since it was last asked. */
        boolean hasMoved() {
            boolean moved = fresh != null;
            fresh = null;
            return moved;
        }

        @Override
        public void payload(Position next) {
            Position before = position;
            if (before == null || !before.configuration().equals(next.configuration())) {
                fresh = next.configuration();
            }
            position = next;
        }

        @Override
        public void executed(long clientId, long seq, long tag, ResultCode code, long number, byte @Nullable [] item) {
            Position here = position;
            if (here == null || tag == 0 || code == ResultCode.STALE) {
                return;
            }
            tags.putIfAbsent(tag, here.configuration());
            if (here.configuration().equals(tags.get(tag))) {
                enter(new Call.Identity(clientId, seq), here, code, item);
            }
        }

        @Override
        public void executedText(
                long keyHigh, long keyLow, boolean repeated, ResultCode code, long number, byte @Nullable [] item) {
            Position here = position;
            if (here != null && !repeated) {
                enter(new Call.Identity(keyHigh, keyLow), here, code, item);
            }
        }

        private void enter(Call.Identity identity, Position here, ResultCode code, byte @Nullable [] item) {
            Call call = calls.get(identity);
            if (call != null) {
                call.executed(new Place(here.configuration(), here.slot(), here.slot()), code, item);
            }
        }

        @Override
        public void merged(MergeReport report) {
            for (MergeReport.QueueReport queue : report.queues()) {
                merges.add(new Merge(
                        queue.duplicates().stream()
                                .map(ExecutionWatch::duplicate)
                                .toList(),
                        queue.returned().stream().map(ExecutionWatch::identity).toList(),
                        queue.atLeast()));
            }
        }

        @Override
        public void partition(Position where) {}

        @Override
        public void gap(long clientId, long executedUpTo) {}
    }
}
