package io.ftqueue.group.membership;

import io.ftqueue.group.message.Heartbeat;
import io.ftqueue.group.message.Join;
import io.ftqueue.group.message.MemberState;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of another server. */
final class Peer {

    private MemberId id;
    private long lastHeardNanos;
    /** Silent whatever the time, because what it sends is not looked at any more. */
    private boolean lost;

    private ConfigurationId configuration = ConfigurationId.NONE;
    private @Nullable Heartbeat heartbeat;
    private @Nullable Join join;
    private long joinedAtNanos;
    /** No candidate because an attempt failed for it; forgotten when one succeeds. */
    private boolean dropped;
    /** Not a candidate before this time, because it held everyone up. */
    private long heldDownUntilNanos;

    private boolean heldDown;
    private long holdDownNanos;

    Peer(MemberId id, long nowNanos) {
        this.id = id;
        this.lastHeardNanos = nowNanos;
    }

    MemberId id() {
        return id;
    }

    /** Another life of the same server: nothing said by the one before counts. */
    void reborn(MemberId newId) {
        id = newId;
        configuration = ConfigurationId.NONE;
        heartbeat = null;
        join = null;
        dropped = false;
        heldDown = false;
        holdDownNanos = 0;
    }

    void heard(long nowNanos) {
        lastHeardNanos = nowNanos;
        lost = false;
    }

    void lose() {
        lost = true;
    }

    boolean lost() {
        return lost;
    }

    /**
     * Takes a heartbeat unless it was overtaken by a later one: what a peer heard a second ago, or the configuration it
     * was in, would look like a one-way link or like being left behind.
     */
    boolean heard(ConfigurationId current, Heartbeat said) {
        Heartbeat last = heartbeat;
        if (last != null && said.number() <= last.number()) {
            return false;
        }
        configuration = current;
        heartbeat = said;
        return true;
    }

    long silentNanos(long nowNanos) {
        return nowNanos - lastHeardNanos;
    }

    /** Takes back part of the peer's silence, during which it was the observer that slept. */
    void credit(long nowNanos, long gapNanos, long suspectAfterNanos) {
        if (silentNanos(nowNanos) < gapNanos + suspectAfterNanos) {
            lastHeardNanos = Math.max(lastHeardNanos, nowNanos - suspectAfterNanos / 2);
        }
    }

    boolean hears(MemberId member) {
        Heartbeat last = heartbeat;
        return last != null && last.heard().contains(member);
    }

    String name() {
        Heartbeat last = heartbeat;
        return last == null ? id.toString() : last.name();
    }

    /** The members that come along if this peer is added: those of its configuration while that is operational. */
    List<MemberId> company() {
        Heartbeat last = heartbeat;
        if (last == null
                || last.state() != MemberState.OPERATIONAL
                || !last.members().contains(id)) {
            return List.of(id);
        }
        return last.members();
    }

    ConfigurationId configuration() {
        return configuration;
    }

    void joined(Join said, long nowNanos) {
        join = said;
        joinedAtNanos = nowNanos;
    }

    void forgetJoin() {
        join = null;
    }

    /** Whether the peer recently offered to form a configuration of exactly these members. */
    boolean agreesOn(List<MemberId> candidates, long nowNanos, long freshNanos) {
        Join last = join;
        return last != null
                && nowNanos - joinedAtNanos < freshNanos
                && last.candidates().equals(candidates);
    }

    /** Whether the peer recently offered to form a configuration that {@code leader} would lead. */
    boolean follows(MemberId leader, long nowNanos, long freshNanos) {
        Join last = join;
        return last != null
                && nowNanos - joinedAtNanos < freshNanos
                && last.candidates().get(0).equals(leader);
    }

    /** Whether the peer recently offered to form a configuration without {@code member}. */
    boolean refuses(MemberId member, long nowNanos, long freshNanos) {
        Join last = join;
        return last != null
                && nowNanos - joinedAtNanos < freshNanos
                && !last.candidates().contains(member);
    }

    void drop() {
        dropped = true;
    }

    /** Whether the peer is at rest in a configuration that {@code member} is not part of. */
    boolean settledWithout(MemberId member) {
        Heartbeat last = heartbeat;
        return last != null
                && last.state() == MemberState.OPERATIONAL
                && !last.members().contains(member);
    }

    void forgetDrop() {
        dropped = false;
    }

    /** Keeps the peer out for a while; twice as long as the last time, unless that is long ago. */
    void holdDown(long nowNanos, long firstNanos, long maxNanos) {
        boolean again = holdDownNanos > 0 && nowNanos - heldDownUntilNanos < maxNanos;
        holdDownNanos = again ? Math.min(maxNanos, holdDownNanos * 2) : firstNanos;
        heldDown = true;
        heldDownUntilNanos = nowNanos + holdDownNanos;
    }

    boolean heldDown(long nowNanos) {
        if (heldDown && heldDownUntilNanos - nowNanos <= 0) {
            heldDown = false;
        }
        return heldDown;
    }

    boolean dropped() {
        return dropped;
    }
}
