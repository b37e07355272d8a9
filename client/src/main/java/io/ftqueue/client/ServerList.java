package io.ftqueue.client;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The servers a client knows, the one it is with, and when that one has been silent for too long. Never empty. It does
 * no I/O and knows no clock but the one it is told.
 *
 * <p>A server that is silent is left for one that answers the question who is there. So it does not matter how many
 * others have gone with it. One that answers this question but no operation has others tried before it again: it may
 * be cut off from the group.
 */
final class ServerList {

    private static final long MILLI = 1_000_000L;

    /**
     * A server that has let two timeouts pass without a word is left, though not before a group could have agreed on
     * a new configuration: while it does, the other servers are as silent.
     */
    private static final int SILENT_TIMEOUTS = 2;

    private static final long SILENCE_NANOS = 300 * MILLI;

    private List<InetSocketAddress> servers;
    private int index;

    /** Since one was last heard. */
    private final Set<InetSocketAddress> givenUp = new LinkedHashSet<>();

    private int silentTimeouts;

    /** When the server was last heard, turned to, or asked while nothing was under way. */
    private long heardNanos;

    /** How many servers in a row have been found gone. */
    private int refusals;

    ServerList(List<InetSocketAddress> servers, long nowNanos) {
        this.servers = List.copyOf(servers);
        this.heardNanos = nowNanos;
    }

    InetSocketAddress current() {
        return servers.get(index);
    }

    /** All of them, the current one first. */
    List<InetSocketAddress> all() {
        var all = new ArrayList<InetSocketAddress>(servers.size());
        for (int i = 0; i < servers.size(); i++) {
            all.add(servers.get((index + i) % servers.size()));
        }
        return all;
    }

    /** Something is asked of the server after nothing was under way: whether it is silent counts from here. */
    void onFirstRequest(long nowNanos) {
        heardNanos = nowNanos;
    }

    /** The server has said something. */
    void onHeard(long nowNanos) {
        silentTimeouts = 0;
        heardNanos = nowNanos;
        refusals = 0;
        givenUp.clear();
    }

    /**
     * The server has not answered in time. Returns whether it should be left; then {@link #giveUp} and {@link #turn}
     * are to follow.
     */
    boolean onTimeout(long nowNanos) {
        refusals = 0;
        silentTimeouts++;
        return silentTimeouts >= SILENT_TIMEOUTS && nowNanos - heardNanos > SILENCE_NANOS;
    }

    /** Nobody listens at the server's address. Returns as {@link #onTimeout}; false once all are found to be gone. */
    boolean onRefusal() {
        return refusals++ < servers.size();
    }

    /** Gives the server up. Returns all that were given up since one was heard: whoever else answers is preferred. */
    Set<InetSocketAddress> giveUp() {
        givenUp.add(current());
        return Set.copyOf(givenUp);
    }

    /**
     * Turns to another server, or stays where no other one answers.
     *
     * @param answered those that have said that they are there, in the order of their answers
     * @param told those that these have told of
     */
    void turn(List<InetSocketAddress> answered, List<InetSocketAddress> told, long nowNanos) {
        silentTimeouts = 0;
        heardNanos = nowNanos;
        if (answered.isEmpty()) {
            index = (index + 1) % servers.size();
            return;
        }
        if (givenUp.containsAll(answered)) {
            // Everybody has had a turn.
            givenUp.clear();
            givenUp.add(current());
        }
        var found = new LinkedHashSet<InetSocketAddress>();
        answered.stream().filter(server -> !givenUp.contains(server)).forEach(found::add);
        found.addAll(answered);
        found.addAll(told);
        servers = List.copyOf(found);
        index = 0;
    }
}
