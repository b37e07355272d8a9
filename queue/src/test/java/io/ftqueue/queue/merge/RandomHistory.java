package io.ftqueue.queue.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.state.Branch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * A random history of components that fork, go on alone and join, with clients that retry in other components. After
 * every join the items are exactly those that were pushed somewhere and neither popped nor destroyed anywhere.
 *
 * <p>Queues are created anew under one label only, so that no id is drawn for two labels: joins of three components
 * agree only then.
 */
final class RandomHistory {

    private static final String[] LABELS = {"a", "b", "c"};

    private final SplittableRandom random;
    private final String seed;
    private final List<Component> components = new ArrayList<>();
    private final List<Client> clients = List.of(new Client(1), new Client(2), new Client(3));
    private long epoch = 1;
    private int pushes;

    RandomHistory(int seed) {
        this.random = new SplittableRandom(seed);
        this.seed = "SEED=" + seed;
    }

    void run() {
        var first = new Component(new Branch(epoch));
        components.add(first);
        for (String label : LABELS) {
            first.branch.text("create " + label, StateJoinTest.create(label));
        }
        for (int step = 0; step < 80; step++) {
            int choice = random.nextInt(100);
            if (choice < 10 && components.size() < 4) {
                fork();
            } else if (choice < 20 && components.size() > 1) {
                join();
            } else {
                operate();
            }
        }
        while (components.size() > 1) {
            join();
        }
    }

    private void fork() {
        var parent = components.get(random.nextInt(components.size()));
        components.add(parent.fork(++epoch));
        parent.branch.enter(++epoch);
    }

    private void join() {
        var left = components.remove(random.nextInt(components.size()));
        var right = components.remove(random.nextInt(components.size()));
        var joined = joined(left, right);
        assertThat(joined.items()).as(seed).isEqualTo(joined.expectedItems());
        for (String label : LABELS) {
            assertKeepsOrder(left, joined, label);
            assertKeepsOrder(right, joined, label);
        }
        long hash = hash(joined);
        assertThat(hash(joined(right, left))).as("commutative, " + seed).isEqualTo(hash);
        assertThat(hash(joined(left, left))).as("idempotent, " + seed).isEqualTo(hash(left));
        assertThat(hash(joined(joined, left))).as("absorbing, " + seed).isEqualTo(hash);
        for (Component third : components) {
            assertThat(hash(joined(joined, third)))
                    .as("associative, " + seed)
                    .isEqualTo(hash(joined(left, joined(right, third))));
        }
        components.add(joined);
    }

    private static long hash(Component component) {
        return component.branch.state.stateHash();
    }

    private Component joined(Component left, Component right) {
        var joined = new Component(new Branch(++epoch));
        joined.branch.become(List.of(left.branch, right.branch));
        joined.learn(left);
        joined.learn(right);
        return joined;
    }

    /** A push that two components executed may move to its earlier place; all others stay in order. */
    private void assertKeepsOrder(Component part, Component joined, String label) {
        var before = StateJoinTest.values(part.branch, label);
        var after = StateJoinTest.values(joined.branch, label);
        before.removeAll(joined.pushedTwice);
        before.retainAll(after);
        after.retainAll(before);
        assertThat(after).as(seed).isEqualTo(before);
    }

    private void operate() {
        var client = clients.get(random.nextInt(clients.size()));
        if (client.open == null) {
            client.open = randomOperation();
            client.seq++;
        }
        components.get(random.nextInt(components.size())).execute(client);
        if (random.nextInt(10) < 6) {
            client.open = null;
        }
    }

    private Operation randomOperation() {
        long queue = random.nextLong(1, 6);
        return switch (random.nextInt(16)) {
            case 0 -> StateJoinTest.create("a");
            case 1 -> new Operation.Lookup(StateJoinTest.bytes("a"));
            case 2, 3, 4, 5, 6 -> new Operation.Pop(queue);
            case 7 -> new Operation.Top(queue);
            case 8 -> new Operation.Destroy(random.nextBoolean() ? 1 : 4 + random.nextInt(3));
            default -> StateJoinTest.push(queue, "item" + ++pushes);
        };
    }

    /** A client with one open operation, which it may send to several components. */
    private static final class Client {

        private final long id;
        private long seq;
        private Operation open;

        Client(long id) {
            this.id = id;
        }
    }

    /** A component and what its history holds, in the simplest form. */
    private static final class Component {

        private final Branch branch;
        private final TreeSet<String> pushed = new TreeSet<>();
        private final TreeSet<String> pushedTwice = new TreeSet<>();
        private final TreeSet<String> taken = new TreeSet<>();

        /** Pushes by the component that executed them first. */
        private final TreeSet<String> executions = new TreeSet<>();

        Component(Branch branch) {
            this.branch = branch;
        }

        Component fork(long epoch) {
            var fork = new Component(branch.fork(epoch));
            fork.learn(this);
            return fork;
        }

        void learn(Component other) {
            pushed.addAll(other.pushed);
            taken.addAll(other.taken);
            pushedTwice.addAll(other.pushedTwice);
            for (String execution : other.executions) {
                String item = execution.substring(0, execution.indexOf('@'));
                boolean known = executions.contains(execution);
                if (!known && executions.stream().anyMatch(mine -> mine.startsWith(item + "@"))) {
                    pushedTwice.add(item);
                }
                executions.add(execution);
            }
        }

        void execute(Client client) {
            boolean text = client.seq % 3 == 0;
            String messageId = client.id + "/" + client.seq;
            var before = items();
            var result = text
                    ? branch.text(messageId, client.open)
                    : branch.nativeEntry(client.id, client.seq, client.seq, client.open)
                            .get(0);
            var after = items();
            var lost = new TreeSet<>(before);
            lost.removeAll(after);
            taken.addAll(lost);
            checkPop(client.open, result, lost);
            var gained = new TreeSet<>(after);
            gained.removeAll(before);
            for (String item : gained) {
                pushed.add(item);
                executions.add(item + "@" + branch.context);
            }
        }

        private static void checkPop(Operation operation, Result result, TreeSet<String> lost) {
            if (operation instanceof Operation.Pop && result.code() == ResultCode.OK && !lost.isEmpty()) {
                assertThat(lost).containsExactly(new String(result.item(), StandardCharsets.UTF_8));
            }
        }

        TreeSet<String> items() {
            var items = new TreeSet<String>();
            for (String label : LABELS) {
                var values = StateJoinTest.values(branch, label);
                assertThat(values).doesNotHaveDuplicates();
                items.addAll(values);
            }
            return items;
        }

        TreeSet<String> expectedItems() {
            var expected = new TreeSet<>(pushed);
            expected.removeAll(taken);
            return expected;
        }
    }
}
