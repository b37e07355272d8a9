package io.ftqueue.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftqueue.cli.DemoCommand.ClaimException;
import io.ftqueue.cli.LocalServers.ServerProcess;
import io.ftqueue.client.ControlClient;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.queue.codec.ClientFrame.Control;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The part of the demo in which the servers are split, used on both sides, and become one group again. */
final class DemoSplit {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String LABEL = "split";

    private final LocalServers servers;
    private final Output output;

    /** All items whose push was acknowledged. */
    private final Set<String> pushed = new HashSet<>();

    /** A side of the split and what its client was told. */
    private static final class Side {
        private final List<ServerProcess> members;
        private final List<String> pushed = new ArrayList<>();
        private final List<String> popped = new ArrayList<>();

        Side(List<ServerProcess> members) {
            this.members = List.copyOf(members);
        }

        String names() {
            return String.join(", ", members.stream().map(server -> server.name).toList());
        }
    }

    DemoSplit(LocalServers servers, Output output) {
        this.servers = servers;
        this.output = output;
    }

    /** Splits the servers, the last against the others; throws if what comes out is not what went in. */
    void run(FtQueueClient client) throws ClaimException, TimeoutException, InterruptedException {
        int last = servers.servers().size() - 1;
        var large = new Side(servers.servers().subList(0, last));
        var small = new Side(servers.servers().subList(last, last + 1));
        long id = client.create(LABEL);
        for (int i = 1; i <= 6; i++) {
            push(client, id, "before-" + i);
        }
        split(large, small);
        use(large, id, 5, 3);
        use(small, id, 4, 3);
        JsonNode merge = heal();
        balance(client, id, large, small, merge);
    }

    private void split(Side large, Side small) throws ClaimException, TimeoutException, InterruptedException {
        control(Control.PARTITION, addresses(large) + "/" + addresses(small));
        long started = System.nanoTime();
        servers.await(
                "two components",
                PATIENCE,
                statuses -> statuses.stream().allMatch(status -> {
                    boolean alone = status.path("name").asText().equals(small.members.get(0).name);
                    int size = status.path("configuration").path("members").size();
                    return status.path("phase").asText().equals("SERVING")
                            && size == (alone ? 1 : large.members.size());
                }));
        say(
                "Split the group after 6 pushes: %s against %s, two components after %d ms.",
                large.names(), small.names(), millisSince(started));
    }

    /** A client that is bound to a side does what clients do. */
    private void use(Side side, long id, int pushes, int pops) throws ClaimException {
        List<InetSocketAddress> bound = List.of(servers.address(side.members.get(0)));
        try (FtQueueClient client = FtQueueClient.connect(servers.clientConfig().withServers(bound))) {
            for (int i = 1; i <= pushes; i++) {
                String item = "by-" + side.members.get(0).name + "-" + i;
                push(client, id, item);
                side.pushed.add(item);
            }
            for (int i = 0; i < pops; i++) {
                Optional<byte[]> item = client.pop(id);
                DemoCommand.claim("side " + side.names() + " has an item to pop", item.isPresent());
                side.popped.add(text(item));
            }
        }
        say("  side %s: pushed %d, popped %s", side.names(), pushes, String.join(", ", side.popped));
    }

    /** Returns what the servers tell of the merge. */
    private JsonNode heal() throws ClaimException, TimeoutException, InterruptedException {
        control(Control.HEAL, "");
        long started = System.nanoTime();
        List<JsonNode> statuses = servers.awaitEqualStates(PATIENCE);
        say("Healed: one group with one state again after %d ms.", millisSince(started));
        JsonNode merges = statuses.get(0).path("merges");
        JsonNode merge = merges.path(merges.size() - 1);
        DemoCommand.claim("the servers tell of the merge", !merge.isMissingNode());
        output.lines(out -> MergeText.print(merge, out));
        return merge;
    }

    private void balance(FtQueueClient client, long id, Side large, Side small, JsonNode merge) throws ClaimException {
        var drained = new ArrayList<String>();
        for (Optional<byte[]> item = client.pop(id); item.isPresent(); item = client.pop(id)) {
            drained.add(text(item));
        }
        Set<String> both = new HashSet<>(large.popped);
        both.retainAll(small.popped);
        Set<String> seen = new HashSet<>(large.popped);
        seen.addAll(small.popped);
        long again = drained.stream().filter(item -> !seen.add(item)).count();
        Set<String> lost = new HashSet<>(pushed);
        lost.removeAll(seen);
        say("Ledger of both sides:");
        say("  acknowledged  %,12d pushes, %d before the split", pushed.size(), 6);
        say(
                "  popped        %,12d by %s, %d by %s",
                large.popped.size(), large.names(), small.popped.size(), small.names());
        say("  popped after  %,12d", drained.size());
        say("  lost          %,12d", lost.size());
        say("  popped on both%,12d", both.size());
        DemoCommand.claim("nothing acknowledged is lost in a split", lost.isEmpty());
        DemoCommand.claim("nothing that was popped comes again after a merge", again == 0);
        DemoCommand.claim("nothing comes that was not pushed", pushed.containsAll(seen));
        compare(merge, both, large, small);
    }

    /** The servers must know what the ledger knows. */
    private static void compare(JsonNode merge, Set<String> both, Side large, Side small) throws ClaimException {
        for (JsonNode queue : merge.path("queues")) {
            if (queue.path("label").asText().equals(LABEL)) {
                int first = sideOf(merge, large);
                long byLarge = queue.path("brought").path(first).asLong();
                long bySmall = queue.path("brought").path(1 - first).asLong();
                DemoCommand.claim(
                        "the report counts what was popped on both sides: " + both.size(),
                        queue.path("duplicateCount").asLong() == both.size()
                                && queue.path("duplicates").size() == both.size());
                DemoCommand.claim(
                        "the report counts what each side brought",
                        byLarge == large.pushed.size() && bySmall == small.pushed.size());
                return;
            }
        }
        throw new ClaimException("the report of the merge tells of the queue");
    }

    private static int sideOf(JsonNode merge, Side side) {
        String name = side.members.get(0).name;
        for (JsonNode member : merge.path("sides").path(0)) {
            if (member.asText().equals(name)) {
                return 0;
            }
        }
        return 1;
    }

    private void control(Control control, String body) throws ClaimException {
        List<InetSocketAddress> addresses =
                servers.servers().stream().map(servers::address).toList();
        for (ControlClient.Outcome outcome : ControlClient.send(servers.clientConfig(), addresses, control, body)) {
            DemoCommand.claim("every server obeys " + control + ": " + outcome.text(), outcome.done());
        }
    }

    private String addresses(Side side) {
        return String.join(
                ",",
                side.members.stream()
                        .map(server -> LocalServers.text(servers.address(server)))
                        .toList());
    }

    private void push(FtQueueClient client, long id, String item) {
        client.push(id, item.getBytes(StandardCharsets.UTF_8));
        pushed.add(item);
    }

    private static String text(Optional<byte[]> item) {
        return item.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse("nothing");
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private void say(String format, Object... values) {
        output.say(String.format(Locale.ROOT, format, values));
    }
}
