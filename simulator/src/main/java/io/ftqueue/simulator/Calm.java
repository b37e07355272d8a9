package io.ftqueue.simulator;

import io.ftqueue.group.message.MemberState;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.ReplicationStatus;
import io.ftqueue.group.replication.ReplicationStatus.Phase;
import io.ftqueue.simulator.checker.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a cluster comes to when nothing goes wrong any more: one configuration of all, equal states, nobody waits. */
final class Calm {

    private final World world;

    Calm(World world) {
        this.world = world;
    }

    /** Whether all servers are members of one configuration, serve, hold the same, and no client waits. */
    boolean isThere() {
        return unrest() == null;
    }

    /** What keeps {@link #isThere} from being true, or null. */
    @Nullable
    String unrest() {
        ReplicationStatus first = null;
        for (SimulatedServer server : world.servers()) {
            if (!server.isUp()) {
                return server.name() + " is down";
            }
            ReplicationStatus status = server.status();
            if (status.group().state() != MemberState.OPERATIONAL) {
                return server.name() + " is in " + status.group().state();
            }
            Configuration configuration = status.group().configuration();
            if (configuration == null || configuration.size() != world.servers().size()) {
                return server.name() + " is in " + configuration;
            }
            if (status.phase() != Phase.SERVING) {
                return server.name() + " is in " + status.phase();
            }
            if (status.group().receivedUpTo() != status.group().stableUpTo()) {
                return server.name() + " holds slots up to "
                        + status.group().receivedUpTo() + ", knows as stable those up to "
                        + status.group().stableUpTo();
            }
            if (first == null) {
                first = status;
            }
            String other = difference(first, status);
            if (other != null) {
                return server.name() + " differs from " + world.server(0).name() + ": " + other;
            }
        }
        for (SimulatedClient client : world.clients()) {
            if (!client.isIdle()) {
                return client + " waits";
            }
        }
        return null;
    }

    private static @Nullable String difference(ReplicationStatus one, ReplicationStatus other) {
        Configuration configuration = one.group().configuration();
        if (configuration == null || !configuration.equals(other.group().configuration())) {
            return configuration + " and " + other.group().configuration();
        }
        if (one.group().receivedUpTo() != other.group().receivedUpTo()) {
            return "slots up to " + one.group().receivedUpTo() + " and "
                    + other.group().receivedUpTo();
        }
        return null;
    }

    /** Runs until the cluster is calm, at most so long. */
    void await(long millis) {
        long deadline = world.now() + millis * SimulationOptions.MILLI;
        while (!isThere()) {
            if (world.now() >= deadline) {
                throw new Violation("LIVE", "after " + millis + " ms without faults: " + unrest());
            }
            world.run(10);
        }
    }

    /** All replicas hold the same state. */
    void checkEqual() {
        List<MemberId> alive = new ArrayList<>();
        for (SimulatedServer server : world.servers()) {
            alive.add(server.self());
            world.sample(server, server.status());
            Violation.require(
                    server.status().stateHash() == world.server(0).status().stateHash(),
                    "A2",
                    "the states of %s and %s differ",
                    server.self(),
                    world.server(0).self());
        }
        world.evs().checkReunited(alive);
    }
}
