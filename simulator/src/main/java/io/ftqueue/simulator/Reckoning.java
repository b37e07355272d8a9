package io.ftqueue.simulator;

import io.ftqueue.queue.OperationKind;
import io.ftqueue.simulator.checker.Call;
import io.ftqueue.simulator.checker.LeaseChecker;
import io.ftqueue.simulator.checker.MergeChecker;
import io.ftqueue.simulator.checker.QueueChecker;
import io.ftqueue.simulator.checker.Sometimes;
import io.ftqueue.simulator.checker.StateChecker.Regime;
import io.ftqueue.simulator.checker.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * The second phase of a run: nothing breaks any more. Within bounded time there must be one configuration of all, equal
 * states and no client that waits; then the queues are emptied and the clients' books closed.
 */
final class Reckoning {

    private static final long REUNION_MILLIS = 20_000;
    private static final int DRAIN_WINDOW = 24;

    private final World world;
    private final NativeClient drainer;

    Reckoning(World world) {
        this.world = world;
        this.drainer = world.add(new NativeClient(world, world.clients().size()));
    }

    /** Throws what is wrong; returns the calls that emptied the queues. */
    List<Call> run() {
        world.clients().forEach(SimulatedClient::stop);
        world.awaitCalm(REUNION_MILLIS);
        List<Call> calls = callsOn(false);
        List<Call> drained = drain();
        List<Call> jobs = callsOn(true);
        List<Long> leftJobs = leftOf(LeaseChecker.JOBS, jobs);
        List<Long> leftDead = leftOf(LeaseChecker.DEAD, jobs);
        world.awaitCalm(REUNION_MILLIS);
        world.checkEqual();
        Regime regime = world.states().regime();
        world.count(regime.toString());
        new MergeChecker(regime, world.histories(), calls, drained, world.merges(), world::count).check();
        if (regime == Regime.STRICT) {
            List<Call> all = new ArrayList<>(calls);
            all.addAll(drained);
            new QueueChecker(all).check();
        }
        world.leases().check(regime, jobs, leftJobs, leftDead);
        new Sometimes(world.histories(), calls).count(world::count);
        return drained;
    }

    /**
     * Takes everything out of all queues. One client does it alone and its operations are executed in order, so each
     * is given a time of its own although many are under way at once.
     */
    private List<Call> drain() {
        NativeClient client = drainer;
        long time = world.now() + 1;
        int most = world.history().size() + 2 * DRAIN_WINDOW;
        List<Call> drained = new ArrayList<>();
        for (long label = 1; label <= world.options().load().labels(); label++) {
            for (Call call : drain(client, label, most)) {
                drained.add(call.during(time, time + 1));
                time += 2;
            }
        }
        return drained;
    }

    private List<Call> drain(NativeClient client, long label, int most) {
        List<Call> calls = new ArrayList<>();
        calls.add(client.invoke(OperationKind.LOOKUP, label, 0));
        calls.add(client.invoke(OperationKind.CREATE, label, 0));
        client.flush();
        world.awaitCalm(REUNION_MILLIS);
        do {
            for (int i = 0; i < DRAIN_WINDOW; i++) {
                calls.add(client.invoke(OperationKind.POP, label, 0));
            }
            client.flush();
            world.awaitCalm(REUNION_MILLIS);
            Violation.require(calls.size() <= most, "M3", "queue %d does not become empty", label);
        } while (calls.get(calls.size() - 1).item() != null);
        return calls;
    }

    /** The calls on queues of jobs, or those on all others. */
    private List<Call> callsOn(boolean ofJobs) {
        return world.history().stream()
                .filter(call -> LeaseChecker.isConcerned(call.label()) == ofJobs)
                .toList();
    }

    /** What is in a queue of jobs when all leases have ended. */
    private List<Long> leftOf(long label, List<Call> jobs) {
        if (jobs.isEmpty()) {
            return List.of();
        }
        world.run(2L * LeaseWork.LONGEST_MILLIS);
        world.awaitCalm(REUNION_MILLIS);
        List<Long> left = new ArrayList<>();
        for (Call call : drain(drainer, label, world.history().size() + 2 * DRAIN_WINDOW)) {
            Long item = call.item();
            if (item != null) {
                left.add(item);
            }
        }
        return left;
    }
}
