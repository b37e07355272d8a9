package io.ftqueue.simulator;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.replication.Position;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.merge.MergeReport;
import io.ftqueue.queue.state.ExecutionListener;
import io.ftqueue.simulator.checker.Call;
import io.ftqueue.simulator.checker.LeaseChecker;
import io.ftqueue.simulator.checker.Place;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hears what every replica executes, and enters it in the books of the calls: where each took effect, and what of. */
final class ExecutionWatch {

    private final Map<Call.Identity, Call> calls = new LinkedHashMap<>();
    /** By the tag of an answer: the configuration it names. Nothing is told again before it has been told first. */
    private final Map<Long, ConfigurationId> tags = new LinkedHashMap<>();

    private final LeaseChecker leases;
    private boolean on;

    /** Hears nothing yet. */
    ExecutionWatch(LeaseChecker leases) {
        this.leases = leases;
    }

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

    /** Whether replicas can be heard. */
    boolean isOn() {
        return on;
    }

    /** The ears in one replica. */
    final class Ear implements ExecutionListener {

        private final Consumer<MergeReport> reports;
        private @Nullable Position position;
        private @Nullable ConfigurationId fresh;

        /** Ears that pass on what is reported of merges. */
        Ear(Consumer<MergeReport> reports) {
            this.reports = reports;
        }

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
                enter(new Call.Identity(clientId, seq), here, code, number, item);
            }
        }

        @Override
        public void executedText(
                long keyHigh, long keyLow, boolean repeated, ResultCode code, long number, byte @Nullable [] item) {
            Position here = position;
            if (here != null && !repeated) {
                enter(new Call.Identity(keyHigh, keyLow), here, code, number, item);
            }
        }

        private void enter(
                Call.Identity identity, Position here, ResultCode code, long number, byte @Nullable [] item) {
            Call call = calls.get(identity);
            if (call != null && LeaseChecker.isConcerned(call.label())) {
                leases.executed(call, here, code, number, item);
            }
            if (call != null) {
                call.executed(new Place(here.configuration(), here.slot(), here.slot()), code, item);
            }
        }

        @Override
        public void merged(MergeReport report) {
            reports.accept(report);
        }

        @Override
        public void partition(Position where) {}

        @Override
        public void gap(long clientId, long executedUpTo) {}
    }
}
