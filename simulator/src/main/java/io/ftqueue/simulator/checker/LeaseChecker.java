package io.ftqueue.simulator.checker;

import static io.ftqueue.simulator.checker.Violation.require;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.replication.Position;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.merge.MergeReport;
import io.ftqueue.simulator.checker.StateChecker.Regime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rules of leases, on a queue of jobs and one of dead letters that are used for nothing else. It sees what replicas
 * execute, each operation once a configuration, and at last what is left in the queues when all leases have ended.
 *
 * <ul>
 *   <li>L1: a job that was pushed and not acknowledged is in one of the queues.
 *   <li>L2: a job whose acknowledgement was answered is not among the jobs; if components never served apart, it is not
 *       among the dead letters either.
 *   <li>L3: no job is in a queue twice, and nothing is that was not pushed.
 *   <li>L4: within a configuration a job is not delivered while somebody has it under a lease.
 *   <li>L5: if components never served apart, no more deliveries are counted than there were, there are no more than
 *       allowed, and a dead letter has had so many.
 * </ul>
 */
public final class LeaseChecker {

    /** The label of the queue of jobs. */
    public static final long JOBS = 1_001;

    /** The label of the queue for jobs that were delivered too often. */
    public static final long DEAD = 1_002;

    /** How often a job is delivered at most. */
    public static final int MAX_DELIVERIES = 4;

    private static final long MICROS_PER_MILLI = 1_000;

    private final Consumer<String> counter;

    /** By configuration: what was executed there, by slot; the first replica that does it tells. */
    private final Map<ConfigurationId, Set<Call>> seen = new LinkedHashMap<>();

    /** By configuration and job: until when it is somebody's. */
    private final Map<ConfigurationId, Map<Long, Long>> heldUntil = new LinkedHashMap<>();

    /** By receipt: the job. */
    private final Map<Long, Long> jobs = new LinkedHashMap<>();

    /** By job: how often it was delivered. */
    private final Map<Long, Integer> deliveries = new TreeMap<>();

    private final Map<Long, Boolean> countedRight = new LinkedHashMap<>();
    private final Set<Long> acknowledged = new LinkedHashSet<>();

    /** Nothing has been seen; counts what must happen now and then. */
    public LeaseChecker(Consumer<String> counter) {
        this.counter = counter;
    }

    /** Whether it is these rules that a call on that label is held to. */
    public static boolean isConcerned(long label) {
        return label == JOBS || label == DEAD;
    }

    /** What a merge has done with all other queues: those of jobs are not held to what is said of pops. */
    public static MergeReport others(MergeReport report) {
        return new MergeReport(
                report.sides(),
                report.queues().stream()
                        .filter(queue -> !isConcerned(new String(queue.label(), StandardCharsets.US_ASCII)))
                        .toList());
    }

    private static boolean isConcerned(String label) {
        return label.equals(Long.toString(JOBS)) || label.equals(Long.toString(DEAD));
    }

    /** A replica has executed a call there. */
    public void executed(Call call, Position position, ResultCode code, long number, byte @Nullable [] item) {
        if (!seen.computeIfAbsent(position.configuration(), any -> new LinkedHashSet<>())
                .add(call)) {
            return;
        }
        if (code == ResultCode.OK && call.kind() == OperationKind.TAKE && item != null) {
            long job = Long.parseLong(new String(item, StandardCharsets.US_ASCII).trim());
            jobs.put(number, job);
            delivered(call, job, position, Operation.Take.deliveriesOf(number));
        } else if (code == ResultCode.OK && call.kind() != OperationKind.PUSH) {
            Long job = jobs.get(call.value());
            if (job != null) {
                finished(call, job, position);
            }
        }
        if (code == ResultCode.LEASE_ENDED) {
            counter.accept("leases ended before they were used");
        }
    }

    private void delivered(Call take, long job, Position position, int count) {
        Map<Long, Long> held = heldUntil.computeIfAbsent(position.configuration(), any -> new TreeMap<>());
        Long until = held.get(job);
        long now = position.timestampMicros();
        require(
                until == null || until <= now,
                "L4",
                "job %d is somebody's until %s, and at %d: %s",
                job,
                until,
                now,
                take);
        held.put(job, now + take.value() * MICROS_PER_MILLI);
        int before = deliveries.merge(job, 1, Integer::sum) - 1;
        // A delivery that was executed by somebody who crashed right then does not count, and was seen.
        countedRight.merge(job, count <= before + 1 && count <= MAX_DELIVERIES, Boolean::logicalAnd);
        if (count > 1) {
            counter.accept("jobs delivered again");
        }
    }

    private void finished(Call call, long job, Position position) {
        Map<Long, Long> held = heldUntil.computeIfAbsent(position.configuration(), any -> new TreeMap<>());
        switch (call.kind()) {
            case ACK -> {
                acknowledged.add(job);
                counter.accept("jobs acknowledged");
            }
            case NACK -> {
                held.remove(job);
                counter.accept("jobs given back");
            }
            // How long was asked for is not known here; it is not shorter than nothing.
            default -> held.remove(job);
        }
    }

    /**
     * Closes the books.
     *
     * @param calls of the whole run, on these two queues
     * @param leftJobs what is left in the queue of jobs, first to last
     * @param leftDead what is left in that of dead letters
     */
    public void check(Regime regime, List<Call> calls, List<Long> leftJobs, List<Long> leftDead) {
        Set<Long> pushed = new LinkedHashSet<>();
        Set<Long> left = new LinkedHashSet<>(leftJobs);
        left.addAll(leftDead);
        for (Call call : calls) {
            if (call.kind() == OperationKind.PUSH) {
                pushed.add(call.value());
                boolean kept = regime == Regime.LOSSY || !call.succeeded() || acknowledged.contains(call.value());
                require(kept || left.contains(call.value()), "L1", "job %d is lost", call.value());
            } else if (call.kind() == OperationKind.ACK && call.succeeded() && regime != Regime.LOSSY) {
                long job = jobs.getOrDefault(call.value(), 0L);
                require(!leftJobs.contains(job), "L2", "job %d was acknowledged, and is there: %s", job, call);
            }
        }
        require(pushed.containsAll(left), "L3", "nobody has pushed all of %s", left);
        require(new LinkedHashSet<>(leftJobs).size() == leftJobs.size(), "L3", "jobs are twice in %s", leftJobs);
        require(new LinkedHashSet<>(leftDead).size() == leftDead.size(), "L3", "letters are twice in %s", leftDead);
        if (regime == Regime.STRICT) {
            checkStrictly(leftDead);
        }
        leftDead.forEach(job -> counter.accept("dead letters"));
    }

    private void checkStrictly(List<Long> leftDead) {
        List<Long> wrong = new ArrayList<>();
        countedRight.forEach((job, right) -> {
            if (!right) {
                wrong.add(job);
            }
        });
        require(wrong.isEmpty(), "L5", "the deliveries of %s are counted wrongly", wrong);
        for (long job : leftDead) {
            require(!acknowledged.contains(job), "L2", "job %d was acknowledged, and is a dead letter", job);
            int times = deliveries.getOrDefault(job, 0);
            require(times >= MAX_DELIVERIES, "L5", "job %d is a dead letter after %d deliveries", job, times);
        }
    }
}
