package io.ftqueue.group;

import io.ftqueue.group.membership.Peers;
import io.ftqueue.group.message.MemberState;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a member stands, for people and checkers.
 *
 * @param self the member
 * @param name what people call it
 * @param state its membership state
 * @param configuration its regular configuration, or null before the first
 * @param receivedUpTo it has delivered all slots up to here
 * @param stableUpTo it knows all members to hold all slots up to here
 * @param peers what it knows of the other servers it hears
 * @param counters how often what happened since it started, by name
 */
public record GroupStatus(
        MemberId self,
        String name,
        MemberState state,
        @Nullable Configuration configuration,
        long receivedUpTo,
        long stableUpTo,
        List<Peer> peers,
        SortedMap<String, Long> counters) {

    /**
     * What a member knows of another.
     *
     * @param id the other
     * @param name what people call it
     * @param receivedUpTo it holds all slots of the common configuration up to here; -1 if it is none of its members
     * @param silentNanos how long nothing has been heard of it
     */
    public record Peer(MemberId id, String name, long receivedUpTo, long silentNanos) {

        static List<Peer> all(Peers peers, @Nullable ConfigurationOrder order, long nowNanos) {
            List<Peer> all = new ArrayList<>();
            for (MemberId peer : peers.known()) {
                int index = order == null ? -1 : order.configuration().indexOf(peer);
                long received = order == null || index < 0
                        ? -1
                        : order.acknowledgements().receivedUpTo(index);
                all.add(new Peer(peer, peers.name(peer), received, peers.silentNanos(peer, nowNanos)));
            }
            return all;
        }
    }
}
