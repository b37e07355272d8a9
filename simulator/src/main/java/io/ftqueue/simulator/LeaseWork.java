package io.ftqueue.simulator;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.Result;
import io.ftqueue.simulator.checker.Call;
import io.ftqueue.simulator.checker.LeaseChecker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A producer and consumer of jobs that are taken under leases: it acknowledges most of them, gives some back, asks for
 * more time, and forgets some, as a consumer does that dies. The queues are of these clients alone.
 */
final class LeaseWork implements Demand {

    /** The longest lease, prolongation or delay. */
    static final int LONGEST_MILLIS = 800;

    private final World world;
    private final KeyedRandom random;
    private final List<Long> receipts = new ArrayList<>();

    LeaseWork(World world, KeyedRandom random) {
        this.world = world;
        this.random = random;
    }

    @Override
    public void invokeNext(NativeClient client) {
        if (client.idOf(LeaseChecker.JOBS) == 0) {
            create(client, LeaseChecker.JOBS);
        } else if (client.idOf(LeaseChecker.DEAD) == 0) {
            create(client, LeaseChecker.DEAD);
        } else {
            work(client);
        }
    }

    private void create(NativeClient client, long label) {
        byte[] name = Long.toString(label).getBytes(StandardCharsets.US_ASCII);
        client.invoke(OperationKind.CREATE, label, new Operation.Create(name), 0);
    }

    private void work(NativeClient client) {
        long jobs = client.idOf(LeaseChecker.JOBS);
        int choice = random.nextInt(receipts.isEmpty() ? 10 : 20);
        if (choice < 4) {
            long value = world.newValue();
            var push = new Operation.Push(jobs, NativeClient.item(value, 0));
            client.invoke(OperationKind.PUSH, LeaseChecker.JOBS, push, value);
        } else if (choice < 10) {
            long dead = client.idOf(LeaseChecker.DEAD);
            var take = new Operation.Take(jobs, millis(), LeaseChecker.MAX_DELIVERIES, dead);
            client.invoke(OperationKind.TAKE, LeaseChecker.JOBS, take, take.leaseMillis());
        } else {
            finish(client, jobs, receipts.remove(random.nextInt(receipts.size())), choice);
        }
    }

    private void finish(NativeClient client, long jobs, long receipt, int choice) {
        if (choice < 15) {
            client.invoke(OperationKind.ACK, LeaseChecker.JOBS, new Operation.Ack(jobs, receipt), receipt);
        } else if (choice < 17) {
            int delay = random.nextBoolean() ? 0 : millis();
            client.invoke(OperationKind.NACK, LeaseChecker.JOBS, new Operation.Nack(jobs, receipt, delay), receipt);
        } else if (choice < 18) {
            receipts.add(receipt);
            var extend = new Operation.Extend(jobs, receipt, millis());
            client.invoke(OperationKind.EXTEND, LeaseChecker.JOBS, extend, receipt);
        } else {
            world.count("jobs forgotten");
        }
    }

    private int millis() {
        return random.between(20, LONGEST_MILLIS);
    }

    @Override
    public void answered(Call call, Result result) {
        if (call.kind() == OperationKind.TAKE && call.succeeded()) {
            receipts.add(result.number());
        }
    }
}
