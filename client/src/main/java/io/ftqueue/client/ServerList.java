package io.ftqueue.client;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The servers a client knows, and the one it is with. Never empty. */
final class ServerList {

    private List<InetSocketAddress> servers;
    private int index;

    ServerList(List<InetSocketAddress> servers) {
        this.servers = List.copyOf(servers);
    }

    InetSocketAddress current() {
        return servers.get(index);
    }

    /** Moves on to the next. Returns whether all have had their turn, so that it may be time to ask who is there. */
    boolean next() {
        index = (index + 1) % servers.size();
        return index == 0;
    }

    int size() {
        return servers.size();
    }

    /** Takes over what a new question has found, and begins with its first. */
    void replace(List<InetSocketAddress> found) {
        servers = List.copyOf(found);
        index = 0;
    }

    /** All of them, the current one first. */
    List<InetSocketAddress> all() {
        var all = new ArrayList<InetSocketAddress>(servers.size());
        for (int i = 0; i < servers.size(); i++) {
            all.add(servers.get((index + i) % servers.size()));
        }
        return all;
    }
}
