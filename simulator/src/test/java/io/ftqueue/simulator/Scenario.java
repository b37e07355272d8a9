package io.ftqueue.simulator;

import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.replication.ReplicationStatus;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.simulator.checker.Call;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/**
 * A cluster to which a test does one thing after the other. All checkers watch; {@link #reckon} heals everything and
 * demands what every run must come to.
 */
final class Scenario {

    private static final LoadOptions LOAD =
            new LoadOptions(6, 0, 2, 64, 5_000, 100, List.of(0, 0, 10, 6, 1, 1, 0), 0, 0);

    final World world;
    private int clients;

    private Scenario(SimulationOptions options) {
        world = new World(options, ReplicaProgram::new, true);
    }

    static Scenario of(SimulationOptions options) {
        return new Scenario(options);
    }

    static Scenario of(int servers) {
        return new Scenario(SimulationOptions.calm(1, servers).with(LOAD));
    }

    static Scenario of(int servers, NetworkOptions network) {
        return new Scenario(SimulationOptions.calm(1, servers).with(LOAD).with(network));
    }

    static Scenario of(int servers, GroupConfig config) {
        return new Scenario(SimulationOptions.calm(1, servers).with(LOAD).with(config));
    }

    /** Of servers with disks that keep what is acknowledged. */
    static Scenario of(int servers, DiskOptions disk, long seed) {
        return new Scenario(SimulationOptions.calm(seed, servers).with(LOAD).with(disk));
    }

    static Scenario of(int servers, LoadOptions load) {
        return new Scenario(SimulationOptions.calm(1, servers).with(load));
    }

    /** All servers start at once and become one configuration. */
    Scenario up() {
        startAll();
        world.awaitCalm(2_000);
        return this;
    }

    void startAll() {
        for (int i = 0; i < world.servers().size(); i++) {
            world.start(i);
        }
    }

    void run(long millis) {
        world.run(millis);
    }

    /** A client that does what the test says; it speaks to that server first. */
    NativeClient client(int server) {
        var client = world.add(new NativeClient(world, clients++));
        client.use(server);
        return client;
    }

    /** A client that pushes, pops and looks all the time until the reckoning. */
    NativeClient busyClient() {
        var client = world.add(new NativeClient(world, clients++));
        client.start();
        return client;
    }

    /** Does one thing and waits for its answer. */
    Call call(NativeClient client, OperationKind kind, long value) {
        return await(ask(client, kind, 1, value));
    }

    /** Does one thing and lets it run; its answer may come or not. */
    Call ask(NativeClient client, OperationKind kind, long label, long value) {
        Call call = client.invoke(kind, label, value);
        client.flush();
        return call;
    }

    /** Does one thing on the queue with that id and waits for its answer. */
    Call call(NativeClient client, OperationKind kind, long label, long queueId, long value) {
        Call call = client.invoke(kind, label, queueId, value);
        client.flush();
        return await(call);
    }

    /** Waits for an answer. */
    Call await(Call call) {
        for (int i = 0; i < 5_000 && call.result() == null; i++) {
            world.run(1);
        }
        return call;
    }

    /** Pushes a new item to the queue with label 1, and returns its value. */
    long push(NativeClient client) {
        if (client.idOf(1) == 0) {
            call(client, OperationKind.CREATE, 0);
        }
        long value = world.newValue();
        Call call = call(client, OperationKind.PUSH, value);
        if (!call.succeeded()) {
            throw new AssertionError("not pushed: " + call);
        }
        return value;
    }

    /** The position of the server that issues the next slot; all agree on it as long as nothing is under way. */
    int nextIssuer() {
        Configuration configuration = configurationOf(0);
        long next = world.server(0).status().group().receivedUpTo() + 1;
        return (int) configuration.member(configuration.sequencerOf(next)).server() - 1;
    }

    /** How many slots that server has delivered. */
    long delivered(int server) {
        return world.server(server).status().group().receivedUpTo();
    }

    /** Whether the server's answers to that client get lost; what the client sends still arrives. */
    void mute(int server, NativeClient client, boolean mute) {
        world.network().cut(server, world.servers().size() + client.number(), mute);
    }

    /** Mends all links and waits until all servers serve in one configuration. */
    void reunite() {
        world.heal();
        until(() -> world.servers().stream()
                .allMatch(server -> server.isUp()
                        && configurationOf(world.servers().indexOf(server)) != null
                        && configurationOf(world.servers().indexOf(server)).size()
                                == world.servers().size()
                        && server.status().phase() == ReplicationStatus.Phase.SERVING));
    }

    /** Waits until something is so, 20 s at most. */
    void until(BooleanSupplier condition) {
        for (int i = 0; i < 20_000; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            world.run(1);
        }
        throw new AssertionError("it never came to that");
    }

    Configuration configurationOf(int server) {
        return world.evs().configurationOf(world.server(server).self());
    }

    int configurations() {
        return world.evs().configurations();
    }

    /** Everything is healed; everything must come right. Returns the items that were left, in order. */
    List<Long> reckon() {
        world.mend();
        return new Reckoning(world)
                .run().stream().map(Call::item).filter(Objects::nonNull).toList();
    }
}
