package io.ftqueue.server;

import io.ftqueue.group.Delivery;
import io.ftqueue.group.GroupObserver;
import io.ftqueue.group.GroupStatus;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.ReplicationStatus;
import io.ftqueue.group.replication.ReplicationStatus.Phase;
import io.ftqueue.queue.replica.Replica;
import io.ftqueue.queue.replica.ReplicaStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people in the log what happens to this server: who is with it, and whether it holds the state. */
final class Journal implements GroupObserver {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    /** A status walks all queues, so an unfinished exchange is not looked at on every turn of the loop. */
    private static final long LOOK_AGAIN_NANOS = 20_000_000L;

    private final ConfigurationLog configurations = new ConfigurationLog(System.nanoTime(), System.currentTimeMillis());

    private @Nullable Configuration configuration;
    private boolean changed;
    private boolean serving;
    private boolean transferring;
    private boolean hollow;
    private long lookedAtNanos;

    @Override
    public void configuration(Delivery change) {
        if (change instanceof Delivery.Regular regular) {
            configuration = regular.configuration();
            configurations.add(regular, System.nanoTime());
            changed = true;
            serving = false;
            transferring = false;
        }
    }

    /** The configuration that this server is in, or null before the first. */
    @Nullable
    Configuration configuration() {
        return configuration;
    }

    /** The configurations that this server was in, with the names of those whom a status of the group tells of. */
    ConfigurationLog.Told configurations(GroupStatus group) {
        configurations.learn(namesOf(group));
        return configurations.told();
    }

    /** Whether this server was seen to serve in that configuration. */
    boolean serving() {
        return serving;
    }

    /** Logs what is new. Cheap where there is nothing. */
    void report(long nowNanos, Replica replica) {
        if (configuration == null || (serving && !changed)) {
            return;
        }
        if (!changed && nowNanos - lookedAtNanos < LOOK_AGAIN_NANOS) {
            return;
        }
        lookedAtNanos = nowNanos;
        ReplicaStatus status = replica.status();
        if (changed) {
            changed = false;
            configurations.learn(namesOf(status.replication().group()));
            reportMembers(configuration, status.replication().group());
        }
        reportPhase(status);
    }

    private static void reportMembers(Configuration configuration, GroupStatus group) {
        Map<MemberId, String> names = namesOf(group);
        LOG.info(
                "Configuration {} with {} {}: {}",
                configuration.id().epoch(),
                configuration.size(),
                configuration.size() == 1 ? "member" : "members",
                configuration.members().stream()
                        .map(member -> names.getOrDefault(member, member.toString()))
                        .collect(Collectors.joining(", ")));
    }

    private void reportPhase(ReplicaStatus status) {
        ReplicationStatus replication = status.replication();
        if (replication.phase() == Phase.TRANSFER && !transferring) {
            transferring = true;
            LOG.info("Fetching the state from the other members");
        }
        if (replication.phase() == Phase.HOLLOW && !hollow) {
            LOG.error("All members of this configuration have lost what they held:"
                    + " none serves until one comes that has it");
        }
        hollow = replication.phase() == Phase.HOLLOW;
        if (replication.phase() == Phase.SERVING) {
            serving = true;
            long items = status.queues().stream()
                    .mapToLong(ReplicaStatus.QueueStatus::size)
                    .sum();
            LOG.info(
                    "Serving {} {} with {} {}, state {}",
                    status.queues().size(),
                    status.queues().size() == 1 ? "queue" : "queues",
                    items,
                    items == 1 ? "item" : "items",
                    StatusJson.hex(replication.stateHash()));
        }
    }

    /** What people call the members that a status speaks of. */
    static Map<MemberId, String> namesOf(GroupStatus group) {
        var names = new HashMap<MemberId, String>();
        names.put(group.self(), group.name());
        for (GroupStatus.Peer peer : group.peers()) {
            if (!peer.name().isEmpty()) {
                names.put(peer.id(), peer.name());
            }
        }
        return names;
    }
}
