package io.ftqueue.queue.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.model.Context;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ClientFrame.Echo;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.merge.FactSet.Destroy;
import io.ftqueue.queue.merge.FactSet.Pop;
import io.ftqueue.queue.merge.FactSet.Push;
import io.ftqueue.queue.state.Branch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A random history of components that fork, go on alone and join, with clients that retry in other components and say
 * which answers they took. After every step each queue is as a grow-only set of facts says, and every join is the same
 * whoever does it: a component itself, one that is behind, or one that has nothing.
 */
final class RandomHistory {

    private static final String[] LABELS = {"a", "b", "c"};

    /** What was delivered too often goes from the first to the second: of these there is no model, only joins. */
    private static final String JOBS = "jobs";

    private static final String DEAD = "dead";

    private static final String[] USED = {"a", "b", "c", JOBS, JOBS, DEAD};

    private final SplittableRandom random;
    private final String seed;
    private final List<Component> components = new ArrayList<>();
    private final List<Client> clients = List.of(new Client(1), new Client(2), new Client(3), new Client(4));
    private long epoch = 1;
    private int pushes;

    RandomHistory(int seed) {
        this.random = new SplittableRandom(seed);
        this.seed = "SEED=" + seed;
    }

    void run(int steps) {
        var first = new Component(new Branch(epoch));
        components.add(first);
        for (int step = 0; step < steps; step++) {
            int choice = random.nextInt(100);
            if (choice < 10 && components.size() < 4) {
                fork();
            } else if (choice < 20 && components.size() > 1) {
                join();
            } else if (choice < 24 && components.size() == 1) {
                forget();
            } else if (choice < 25 && components.size() < 4) {
                components.add(new Component(new Branch(++epoch)));
            } else if (choice < 30) {
                pass();
            } else {
                operate();
            }
        }
        while (components.size() > 1) {
            join();
        }
    }

    /** Leases end. */
    private void pass() {
        var component = components.get(random.nextInt(components.size()));
        component.pass(1 + random.nextInt(20));
        check(component);
    }

    private void fork() {
        var parent = components.get(random.nextInt(components.size()));
        components.add(parent.fork(++epoch));
        if (random.nextInt(10) < 6) {
            parent.branch.enter(++epoch);
        }
    }

    /** Everybody is here: what came before need not be told apart any more. */
    private void forget() {
        components.get(0).branch.forget(false);
        if (random.nextBoolean()) {
            operate();
        }
        components.get(0).branch.forget(true);
    }

    private void join() {
        var left = components.remove(random.nextInt(components.size()));
        var right = components.remove(random.nextInt(components.size()));
        var joined = joined(left, right);
        check(joined);
        List<byte[]> image = joined.branch.pieces();
        for (Component same : List.of(joined(right, left), left.joinedHere(right), right.joinedHere(left))) {
            assertThat(same.branch.state.stateHash()).as(seed).isEqualTo(joined.branch.state.stateHash());
            assertThat(same.branch.pieces()).as(seed).hasSameSizeAs(image);
        }
        assertThat(joined(joined, left).hash()).as("absorbing, " + seed).isEqualTo(joined.hash());
        var behind = left.fork(++epoch);
        behind.branch.become(List.of(joined.branch));
        assertThat(behind.branch.state.stateHash()).as("behind, " + seed).isEqualTo(joined.hash());
        assertThat(behind.branch.pieces()).as(seed).containsExactlyElementsOf(image);
        for (Component third : components) {
            assertThat(joined(joined, third).hash())
                    .as("associative, " + seed)
                    .isEqualTo(joined(left, joined(right, third)).hash());
            var atOnce = new Component(new Branch(++epoch));
            atOnce.branch.become(List.of(left.branch, right.branch, third.branch));
            assertThat(atOnce.hash())
                    .as("all at once, " + seed)
                    .isEqualTo(joined(joined, third).hash());
        }
        joined.branch.enter(++epoch);
        if (random.nextInt(4) == 0) {
            components.add(left);
        }
        components.add(joined);
    }

    private void check(Component component) {
        for (String label : LABELS) {
            assertThat(component.branch.values(label)).as(label + ", " + seed).isEqualTo(component.facts.view(label));
        }
    }

    private Component joined(Component left, Component right) {
        var joined = new Component(new Branch(++epoch));
        joined.branch.become(List.of(left.branch, right.branch));
        joined.learn(left);
        joined.learn(right);
        return joined;
    }

    private void operate() {
        var client = clients.get(random.nextInt(clients.size()));
        if (client.open == null) {
            client.open = randomOperation();
            client.openLabel = USED[random.nextInt(USED.length)];
            client.seq++;
        }
        var component = components.get(random.nextInt(components.size()));
        component.execute(client, random.nextInt(10) < 6);
        check(component);
    }

    private Operation randomOperation() {
        return switch (random.nextInt(28)) {
            case 0, 1, 2 -> new Operation.Create(new byte[0]);
            case 3 -> new Operation.Lookup(new byte[0]);
            case 4 -> new Operation.Top(0);
            case 5 -> new Operation.Destroy(0);
            case 6, 7, 8, 9, 10, 11 -> new Operation.Pop(0);
            case 12, 13, 14, 15 -> new Operation.Take(0, 1_000 * (1 + random.nextInt(30)), random.nextInt(4), 0);
            case 16, 17, 18 -> new Operation.Ack(0, 0);
            case 19 -> new Operation.Nack(0, 0, 1_000 * random.nextInt(10));
            case 20 -> new Operation.Extend(0, 0, 1_000 * (1 + random.nextInt(30)));
            default -> new Operation.Push(0, StateJoinTest.bytes("item" + ++pushes));
        };
    }

    /** A client with one open operation, which it may send to several components. */
    private static final class Client {

        private final long id;
        private final List<Echo> echoes = new ArrayList<>();
        private final List<FactSet.Echo> told = new ArrayList<>();

        /** By label: some id that it was told. */
        private final TreeMap<String, Long> ids = new TreeMap<>();

        /** By label: the last receipt that it was given, and the item. */
        private final TreeMap<String, Long> receipts = new TreeMap<>();

        private final TreeMap<String, String> leased = new TreeMap<>();

        private long seq;
        private Operation open;
        private String openLabel = "";

        Client(long id) {
            this.id = id;
        }

        boolean isText() {
            return id == 4;
        }

        String operation() {
            return id + "/" + seq;
        }

        /** The open operation, on the queue with its label as far as this client knows it. */
        Operation real() {
            long queue = ids.getOrDefault(openLabel, 0L);
            byte[] label = StateJoinTest.bytes(openLabel);
            long receipt = receipts.getOrDefault(openLabel, 0L);
            return switch (open.kind()) {
                case CREATE -> new Operation.Create(label);
                case LOOKUP -> new Operation.Lookup(label);
                case PUSH -> new Operation.Push(queue, ((Operation.Push) open).item());
                case POP -> new Operation.Pop(queue);
                case TOP -> new Operation.Top(queue);
                case SIZE -> new Operation.Size(queue);
                case DESTROY -> new Operation.Destroy(queue);
                case TAKE -> take(queue, (Operation.Take) open);
                case ACK -> new Operation.Ack(queue, receipt);
                case NACK -> new Operation.Nack(queue, receipt, ((Operation.Nack) open).delayMillis());
                case EXTEND -> new Operation.Extend(queue, receipt, ((Operation.Extend) open).leaseMillis());
                case BROWSE, QUEUES -> throw new IllegalStateException("never asked for");
            };
        }

        private Operation take(long queue, Operation.Take like) {
            return openLabel.equals(JOBS)
                    ? new Operation.Take(queue, like.leaseMillis(), like.maxDeliveries(), ids.getOrDefault(DEAD, 0L))
                    : new Operation.Take(queue, like.leaseMillis(), 0, 0);
        }

        void take(Result result, long tag) {
            if (open instanceof Operation.Pop && !isText()) {
                if (echoes.isEmpty() || echoes.get(echoes.size() - 1).tag() != tag) {
                    echoes.add(new Echo(seq, tag));
                }
                told.add(new FactSet.Echo(operation(), tag));
            }
            boolean names = open instanceof Operation.Create || open instanceof Operation.Lookup;
            if (names && result.code() == ResultCode.OK) {
                ids.put(openLabel, result.number());
            }
            if (open instanceof Operation.Take && result.code() == ResultCode.OK) {
                receipts.put(openLabel, result.number());
                leased.put(openLabel, new String(result.item(), StandardCharsets.UTF_8));
            }
            open = null;
        }
    }

    /** A component, and what its history holds. */
    private static final class Component {

        private final Branch branch;
        private final FactSet facts = new FactSet();

        /** What it has executed, nothing forgotten. */
        private Context all = Context.BLANK;

        Component(Branch branch) {
            this.branch = branch;
        }

        long hash() {
            return branch.state.stateHash();
        }

        Component fork(long epoch) {
            var fork = new Component(branch.fork(epoch));
            fork.learn(this);
            return fork;
        }

        /** The join as this component itself would do it. */
        Component joinedHere(Component other) {
            var same = fork(branch.dot().configuration().epoch());
            same.branch.become(List.of(same.branch, other.branch));
            return same;
        }

        void learn(Component other) {
            facts.addAll(other.facts);
            all = all.join(other.all);
        }

        void pass(int seconds) {
            branch.pass(seconds);
            all = all.with(branch.dot().configuration(), branch.dot().slot());
        }

        void execute(Client client, boolean answerArrives) {
            var operation = client.real();
            long before = branch.state.executedUpTo(client.id);
            Result result;
            long tag = 0;
            boolean first;
            if (client.isText()) {
                var key = RequestKey.of(client.operation());
                first = branch.state.textResult(key) == null;
                result = branch.textReal(client.operation(), operation);
            } else {
                first = Math.max(before, client.seq - 1) < client.seq;
                int from = Math.max(0, client.echoes.size() - 8);
                var echoes = client.echoes.subList(from, client.echoes.size());
                client.told.forEach(facts::add);
                result = branch.nativeReal(client.id, client.seq, echoes, client.seq, operation);
                tag = branch.tags.get(0);
            }
            all = all.with(branch.dot().configuration(), branch.dot().slot());
            if (first) {
                note(
                        client,
                        operation,
                        result,
                        client.isText() ? branch.dot().configuration().epoch() : tag);
            }
            if (!client.isText() && operation instanceof Operation.Pop) {
                checkAnswer(client, result);
            }
            if (answerArrives) {
                client.take(result, tag);
            }
        }

        private void note(Client client, Operation operation, Result result, long tag) {
            boolean done = result.code() == ResultCode.OK;
            if (operation instanceof Operation.Push push && done) {
                String item = new String(push.item(), StandardCharsets.UTF_8);
                facts.add(new Push(client.operation(), client.openLabel, item, branch.micros, branch.dot()));
            } else if (operation instanceof Operation.Pop) {
                String item = done ? new String(result.item(), StandardCharsets.UTF_8) : null;
                facts.add(new Pop(client.operation(), tag, item, true));
            } else if (operation instanceof Operation.Ack && done) {
                facts.add(new FactSet.Ack(client.leased.get(client.openLabel)));
            } else if (operation instanceof Operation.Destroy && done) {
                facts.add(new Destroy(client.openLabel, all));
            }
        }

        /** One that has several outcomes is in conflict; else its answer is the outcome. */
        private void checkAnswer(Client client, Result result) {
            long items = facts.pops(client.operation()).stream()
                    .map(Pop::item)
                    .distinct()
                    .count();
            assertThat(result.code() == ResultCode.CONFLICT).isEqualTo(items > 1);
        }
    }
}
