package io.ftqueue.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ftqueue.cli.LocalServers.Keeping;
import io.ftqueue.cli.LocalServers.ServerProcess;
import io.ftqueue.client.ClientException;
import io.ftqueue.client.FtQueueClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/** Shows on three real servers what this is about: everything works, one or all may die, and the network may break. */
@Command(
        name = "demo",
        description =
                "Start three servers, use them, kill one under load, bring it back, kill all at once, split them, "
                        + "and balance the books.")
final class DemoCommand extends CliCommand {

    static final Duration PATIENCE = Duration.ofSeconds(15);

    /** An outage longer than this would make the claim that operations go on a hollow one. */
    private static final long LONGEST_OUTAGE_MILLIS = 5_000;

    /** Something did not come out as it should. */
    static final class ClaimException extends Exception {
        private static final long serialVersionUID = 1L;

        ClaimException(String message) {
            super(message);
        }
    }

    @Override
    int run() throws IOException, InterruptedException {
        say("Starting three servers on loopback…");
        long started = System.nanoTime();
        try (var servers = new LocalServers(3, List.of(), Keeping.FSYNC)) {
            say("  logs in %s", servers.folder());
            List<JsonNode> statuses = servers.awaitOneConfiguration(PATIENCE);
            say(
                    "One configuration of three after %d ms: %s",
                    millisSince(started),
                    String.join(
                            ", ", statuses.stream().map(DemoCommand::describe).toList()));
            try (FtQueueClient client = FtQueueClient.connect(servers.clientConfig())) {
                useNatively(client);
                useAsText(servers);
                loadAndKill(servers, client);
                new DemoTotalCrash(servers, output()).run(client);
                new DemoSplit(servers, output()).run(client);
            }
            say("All of it held.");
            output().json(result -> result.put("held", true));
            return ExitCode.OK;
        } catch (ClaimException | TimeoutException | ClientException e) {
            output().json(result -> result.put("held", false));
            return complain("the demo failed: " + e.getMessage(), ExitCode.FAILED);
        }
    }

    private void useNatively(FtQueueClient client) throws ClaimException {
        long id = client.create("demo");
        claim("create the same label again", client.create("demo") == id);
        claim("find the label", client.id("demo").equals(OptionalLong.of(id)));
        client.push(id, bytes("one"));
        client.push(id, bytes("two"));
        claim("size of two", client.size(id) == 2);
        claim("top", text(client.top(id)).equals("one"));
        claim("pop the first", text(client.pop(id)).equals("one"));
        claim("pop the second", text(client.pop(id)).equals("two"));
        claim("pop of an empty queue", client.pop(id).isEmpty());
        client.destroy(id);
        claim("find a destroyed label", client.id("demo").isEmpty());
        say("Native client: create, id, push, size, top, pop and destroy answered as they should.");
    }

    private void useAsText(LocalServers servers) throws IOException, ClaimException {
        try (var client = new TextClient(Endpoints.address("127.0.0.1"), servers.clientGroup())) {
            String id = client.ask("qCreate,12");
            claim("qCreate gives a number, not " + id, id.matches("[1-9][0-9]*"));
            claimEqual("qId", client.ask("qId,12"), id);
            client.tell("qPush," + id + ",12");
            client.tell("qPush," + id + ",-7");
            claimEqual("qTop", client.ask("qTop," + id), "12");
            claimEqual("qPop", client.ask("qPop," + id), "12");
            claimEqual("qSize", client.ask("qSize," + id), "1");
            claimEqual("qPop", client.ask("qPop," + id), "-7");
            claimEqual("qPop of an empty queue", client.ask("qPop," + id), "-1");
            client.tell("qDestroy," + id);
            claimEqual("qId of a destroyed label", client.ask("qId,12"), "-1");
        }
        say("Text protocol over multicast: the same, in words.");
    }

    private void loadAndKill(LocalServers servers, FtQueueClient client)
            throws ClaimException, IOException, InterruptedException, TimeoutException {
        long id = client.create("load");
        var ledger = new Ledger();
        var load = new DemoLoad(servers.clientConfig(), id, ledger);
        load.start(4, 4);
        TimeUnit.SECONDS.sleep(3);
        say("Load: four clients push, four pop; %,d operations answered in 3 s.", load.operations());

        ServerProcess victim = servers.servers().get(1);
        load.resetGap();
        long before = load.operations();
        servers.kill(victim);
        say("Killed server %s (SIGKILL, process %d) under load.", victim.name, victim.pid());
        TimeUnit.SECONDS.sleep(3);
        long outage = TimeUnit.NANOSECONDS.toMillis(load.longestGapNanos());
        say(
                "  longest time without any answer: %d ms; %,d operations since the kill.",
                outage, load.operations() - before);
        claim("operations go on without one server", load.operations() > before && outage < LONGEST_OUTAGE_MILLIS);

        long restarted = System.nanoTime();
        servers.restart(victim);
        servers.awaitOneConfiguration(PATIENCE);
        say(
                "Started server %s again, with what was on its disk; it serves after %d ms, under load.",
                victim.name, millisSince(restarted));
        TimeUnit.SECONDS.sleep(2);
        load.stop();
        ClientException failure = load.failure();
        claim("every client goes on (" + (failure == null ? "" : failure.getMessage()) + ")", failure == null);
        new DemoBooks(servers, output()).balance(client, id, ledger);
    }

    static String describe(JsonNode status) {
        return status.path("name").asText() + " at " + status.path("address").asText() + " state "
                + status.path("stateHash").asText();
    }

    static void claim(String what, boolean holds) throws ClaimException {
        if (!holds) {
            throw new ClaimException(what);
        }
    }

    private static void claimEqual(String what, String actual, String expected) throws ClaimException {
        claim(what + " is " + expected + ", not " + actual, actual.equals(expected));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Optional<byte[]> item) {
        return item.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse("nothing");
    }

    static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private void say(String format, Object... values) {
        output().say(String.format(Locale.ROOT, format, values));
    }
}
