package io.ftqueue.simulator;

import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.simulator.checker.Call;
import java.util.List;

/**
 * A cluster to which a test does one thing after the other. All checkers watch; {@link #reckon} heals everything and
 * demands what every run must come to.
 */
final class Scenario {

    private static final LoadOptions LOAD = new LoadOptions(6, 0, 2, 64, 5_000, 100, List.of(0, 0, 10, 6, 1, 1, 0), 0);

    final World world;
    private int clients;

    private Scenario(SimulationOptions options) {
        world = new World(options, ReplicaProgram::new, true);
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
        Call call = client.invoke(kind, 1, value);
        client.flush();
        for (int i = 0; i < 5_000 && call.result() == null; i++) {
            world.run(1);
        }
        return call;
    }

    Configuration configurationOf(int server) {
        return world.evs().configurationOf(world.server(server).self());
    }

    int configurations() {
        return world.evs().configurations();
    }

    /** Everything is healed; everything must come right. */
    void reckon() {
        world.mend();
        new Reckoning(world).run();
    }
}
