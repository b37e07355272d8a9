package io.ftqueue.server;

import io.ftqueue.group.GroupStatus;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.ReplicationStatus.Phase;
import io.ftqueue.queue.replica.Merge;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a server stands, for the application it runs in; {@link FtQueueServer#statusJson} tells more.
 *
 * @param name what people call it
 * @param address where it is reached
 * @param serving whether it holds the state of its configuration and executes operations
 * @param epoch the number of its configuration, which grows with every change; 0 before the first
 * @param members who is in it, this server included; empty before the first
 * @param stateHash a hash of all queues: servers that have executed the same have the same
 * @param queues the queues, by id ascending
 * @param merges the last merges it was part of, at most 16, newest last
 */
public record ServerStatus(
        String name,
        InetSocketAddress address,
        boolean serving,
        long epoch,
        List<Member> members,
        long stateHash,
        List<Queue> queues,
        List<Merge> merges) {

    public ServerStatus {
        members = List.copyOf(members);
        queues = List.copyOf(queues);
        merges = List.copyOf(merges);
    }

    /**
     * A server of the configuration.
     *
     * @param name what people call it; empty while nothing but its number is known
     * @param address where it is reached, as far as is known
     * @param ready whether it holds the state
     */
    public record Member(String name, InetSocketAddress address, boolean ready) {}

    /**
     * A queue.
     *
     * @param id the id that operations name it by
     * @param label its label's bytes, UTF-8 if it was made with a text; not to be changed
     * @param size how many items it has
     */
    public record Queue(long id, byte[] label, int size) {}

    static ServerStatus of(StatusJson.Snapshot snapshot) {
        var replication = snapshot.replica().replication();
        Configuration configuration = replication.group().configuration();
        return new ServerStatus(
                snapshot.name(),
                snapshot.address(),
                replication.phase() == Phase.SERVING,
                configuration == null ? 0 : configuration.id().epoch(),
                members(snapshot, configuration, replication.group()),
                replication.stateHash(),
                snapshot.replica().queues().stream()
                        .map(queue -> new Queue(queue.id(), queue.label(), queue.size()))
                        .toList(),
                snapshot.replica().merges());
    }

    private static List<Member> members(
            StatusJson.Snapshot snapshot, @Nullable Configuration configuration, GroupStatus group) {
        if (configuration == null) {
            return List.of();
        }
        Map<MemberId, String> names = Journal.namesOf(group);
        List<MemberId> ready = snapshot.replica().replication().ready();
        return configuration.members().stream()
                .map(member -> new Member(
                        names.getOrDefault(member, ""),
                        snapshot.addresses().getOrDefault(member, AddressBook.addressOf(member.server())),
                        ready.contains(member)))
                .toList();
    }
}
