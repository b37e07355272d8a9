package io.ftqueue.group.membership;

import io.ftqueue.group.message.Heartbeat;
import io.ftqueue.group.message.Join;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is reachable. Reachability is a graph: a link counts only if both ends list each other. Membership is a clique in
 * it: a configuration in which some hear others who do not hear them never comes to rest.
 */
public final class Peers {

    /** After this many suspicion times of silence a server is forgotten, and may come back with any incarnation. */
    private static final int FORGET_AFTER = 60;

    private static final int MAX_HOLD_DOWN = 16;

    private final MemberId self;
    private final long leastSuspectAfterNanos;
    private long suspectAfterNanos;
    private final TreeMap<Long, Peer> peers = new TreeMap<>();

    /** Knows nobody yet. */
    public Peers(MemberId self, long suspectAfterNanos) {
        this.self = self;
        this.leastSuspectAfterNanos = suspectAfterNanos;
        this.suspectAfterNanos = suspectAfterNanos;
    }

    /** Takes the servers that meet a condition for silent at once, until something is heard of them. */
    public void lose(Predicate<MemberId> which) {
        peers.values().stream().filter(peer -> which.test(peer.id())).forEach(Peer::lose);
    }

    /** From now on silence is suspected only after that much more: this member, or its machine, is slow itself. */
    public void bePatient(long moreNanos) {
        suspectAfterNanos = leastSuspectAfterNanos + moreNanos;
    }

    /** The silence after which a member is suspected now. */
    public long suspectAfterNanos() {
        return suspectAfterNanos;
    }

    /** Notes a sign of life; false if it comes from a ghost: a life of a server that has since begun another. */
    public boolean admit(MemberId sender, long nowNanos) {
        Peer peer = peers.get(sender.server());
        if (peer == null) {
            peers.put(sender.server(), new Peer(sender, nowNanos));
            return true;
        }
        if (sender.incarnation() < peer.id().incarnation()) {
            return false;
        }
        if (!sender.equals(peer.id())) {
            peer.reborn(sender);
        }
        peer.heard(nowNanos);
        return true;
    }

    /** Notes what an admitted peer said of itself; false if it has said something newer before. */
    public boolean heartbeat(MemberId sender, ConfigurationId configuration, Heartbeat said) {
        Peer peer = find(sender);
        return peer != null && peer.heard(configuration, said);
    }

    /** The server that is alive under another identity than {@code member} though it has the same number, or null. */
    public @Nullable MemberId successorOf(MemberId member) {
        Peer peer = peers.get(member.server());
        return peer != null && !peer.id().equals(member) ? peer.id() : null;
    }

    /** Whether a member has been heard of lately. */
    public boolean alive(MemberId member, long nowNanos) {
        if (member.equals(self)) {
            return true;
        }
        Peer peer = find(member);
        return peer != null && !peer.lost() && peer.silentNanos(nowNanos) < suspectAfterNanos;
    }

    /** Whether two members hear each other, as far as is known. */
    public boolean mutual(MemberId a, MemberId b, long nowNanos) {
        return hears(a, b, nowNanos) && hears(b, a, nowNanos);
    }

    /**
     * The members heard lately, with this one, ascending. One that is held down is as good as not heard: so its links
     * are missing in everyone's view of the graph, and no agreement on hold-downs is needed.
     */
    public List<MemberId> heard(long nowNanos) {
        List<MemberId> heard = new ArrayList<>();
        heard.add(self);
        for (Peer peer : peers.values()) {
            if (heard.size() < Configuration.MAX_MEMBERS && hears(self, peer.id(), nowNanos)) {
                heard.add(peer.id());
            }
        }
        heard.sort(null);
        return heard;
    }

    /** A clique around this member, chosen greedily in ascending order, ascending. */
    public List<MemberId> candidates(long nowNanos) {
        List<MemberId> clique = new ArrayList<>();
        clique.add(self);
        for (Peer peer : peers.values()) {
            if (clique.size() < Configuration.MAX_MEMBERS
                    && alive(peer.id(), nowNanos)
                    && !peer.dropped()
                    && mutualWithAll(peer.id(), clique, nowNanos)) {
                clique.add(peer.id());
            }
        }
        clique.sort(null);
        return clique;
    }

    /**
     * What a configuration could grow to: itself and the whole configurations of candidates, as far as all of them
     * together are a clique.
     *
     * @return the union, ascending; the given members if it is not larger
     */
    public List<MemberId> growth(List<MemberId> members, long nowNanos) {
        List<MemberId> grown = members;
        for (MemberId candidate : candidates(nowNanos)) {
            Peer peer = find(candidate);
            if (peer != null && !grown.contains(candidate)) {
                TreeSet<MemberId> union = new TreeSet<>(grown);
                union.addAll(peer.company());
                List<MemberId> larger = List.copyOf(union);
                if (larger.size() <= Configuration.MAX_MEMBERS && clique(larger, nowNanos)) {
                    grown = larger;
                }
            }
        }
        return grown;
    }

    /** Notes an offer to form a configuration. */
    public void joined(MemberId sender, Join said, long nowNanos) {
        Peer peer = find(sender);
        if (peer != null) {
            peer.joined(said, nowNanos);
        }
    }

    /** Whether all other candidates have recently offered to form a configuration of exactly these. */
    public boolean agreed(List<MemberId> candidates, long nowNanos, long freshNanos) {
        for (MemberId candidate : candidates) {
            Peer peer = find(candidate);
            if (!candidate.equals(self) && (peer == null || !peer.agreesOn(candidates, nowNanos, freshNanos))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a member has recently offered to form a configuration without this one. */
    public boolean refuses(MemberId member, long nowNanos, long freshNanos) {
        Peer peer = find(member);
        return peer != null && peer.refuses(self, nowNanos, freshNanos);
    }

    /** This member, and those of the candidates that have recently offered to form a configuration led by it. */
    public List<MemberId> followers(List<MemberId> candidates, long nowNanos, long freshNanos) {
        List<MemberId> followers = new ArrayList<>();
        for (MemberId candidate : candidates) {
            Peer peer = find(candidate);
            if (candidate.equals(self) || (peer != null && peer.follows(self, nowNanos, freshNanos))) {
                followers.add(candidate);
            }
        }
        return followers;
    }

    /** Whether all of these are alive and hear each other. */
    public boolean clique(List<MemberId> members, long nowNanos) {
        for (MemberId member : members) {
            if (!alive(member, nowNanos) || !mutualWithAll(member, members, nowNanos)) {
                return false;
            }
        }
        return true;
    }

    /** Leaves a peer out of the candidates until a configuration is installed. */
    public void drop(MemberId member) {
        Peer peer = find(member);
        if (peer != null) {
            peer.drop();
        }
    }

    /** Leaves out those of the candidates that are settled in a configuration without this member. */
    public void dropSettledWithout(List<MemberId> candidates) {
        for (MemberId candidate : candidates) {
            Peer peer = find(candidate);
            if (peer != null && peer.settledWithout(self)) {
                peer.drop();
            }
        }
    }

    /** Leaves a peer that held everyone up out of the candidates, each time for longer. */
    public void holdDown(MemberId member, long nowNanos) {
        Peer peer = find(member);
        if (peer != null) {
            peer.holdDown(nowNanos, 2 * suspectAfterNanos, MAX_HOLD_DOWN * suspectAfterNanos);
        }
    }

    /** Offers made before now count no more. */
    public void forgetJoins() {
        peers.values().forEach(Peer::forgetJoin);
    }

    /** An attempt has succeeded: nobody is left out any more for having disagreed. */
    public void forgetDrops() {
        peers.values().forEach(Peer::forgetDrop);
    }

    /** This member slept for {@code gapNanos}: the others' silence was not theirs. */
    public void credit(long nowNanos, long gapNanos) {
        peers.values().forEach(peer -> peer.credit(nowNanos, gapNanos, suspectAfterNanos));
    }

    /** Forgets servers not heard for long, so that memory is bounded and a clock set back does not lock one out. */
    public void prune(long nowNanos) {
        peers.values().removeIf(peer -> peer.silentNanos(nowNanos) > FORGET_AFTER * suspectAfterNanos);
    }

    /** The configuration that a member says it is in; {@link ConfigurationId#NONE} if it is in none, or this one. */
    public ConfigurationId configuration(MemberId member) {
        Peer peer = find(member);
        return peer == null ? ConfigurationId.NONE : peer.configuration();
    }

    /** How long a member has been silent; {@code Long.MAX_VALUE} if it is unknown. */
    public long silentNanos(MemberId member, long nowNanos) {
        Peer peer = find(member);
        return peer == null ? Long.MAX_VALUE : peer.silentNanos(nowNanos);
    }

    /** What people call a member. */
    public String name(MemberId member) {
        Peer peer = find(member);
        return peer == null ? member.toString() : peer.name();
    }

    /** The members known of, without this one, ascending. */
    public List<MemberId> known() {
        return peers.values().stream().map(Peer::id).toList();
    }

    private @Nullable Peer find(MemberId member) {
        Peer peer = peers.get(member.server());
        return peer != null && peer.id().equals(member) ? peer : null;
    }

    private boolean hears(MemberId a, MemberId b, long nowNanos) {
        if (a.equals(self)) {
            Peer other = find(b);
            return b.equals(self) || (other != null && alive(b, nowNanos) && !other.heldDown(nowNanos));
        }
        Peer peer = find(a);
        return peer != null && peer.hears(b);
    }

    private boolean mutualWithAll(MemberId member, List<MemberId> others, long nowNanos) {
        for (MemberId other : others) {
            if (!other.equals(member) && !mutual(member, other, nowNanos)) {
                return false;
            }
        }
        return true;
    }
}
