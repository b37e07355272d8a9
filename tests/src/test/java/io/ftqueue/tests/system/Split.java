package io.ftqueue.tests.system;

import java.util.List;
import java.util.stream.IntStream;

/** A way to cut a network of servers into sides. */
enum Split {
    TWO_AND_TWO("abab", false),
    TWO_AND_THREE("aabbb", false),
    TWO_TWO_AND_ONE("abbac", false),
    /** The first side does not hear the second, which hears it. */
    ONE_WAY("aabb", true);

    /** The side of each server, a letter a server. */
    private final String letters;

    private final boolean oneWay;

    Split(String letters, boolean oneWay) {
        this.letters = letters;
        this.oneWay = oneWay;
    }

    int servers() {
        return letters.length();
    }

    int sides() {
        return (int) letters.chars().distinct().count();
    }

    /** What people call a side. */
    String name(int side) {
        return String.valueOf((char) ('a' + side));
    }

    /** The servers of a side, by their hosts. */
    List<Integer> servers(int side) {
        return IntStream.range(0, servers())
                .filter(server -> letters.charAt(server) == 'a' + side)
                .boxed()
                .toList();
    }

    /** Cuts it. At the host after those of the servers are the clients of the first side, and so on. */
    void cut(Namespaces network) {
        for (int receiver = 0; receiver < (oneWay ? 1 : sides()); receiver++) {
            int deaf = receiver;
            List<Integer> unheard = IntStream.range(0, sides())
                    .filter(side -> side != deaf)
                    .boxed()
                    .flatMap(side -> hosts(side).stream())
                    .toList();
            network.cut(hosts(deaf), unheard);
        }
    }

    private List<Integer> hosts(int side) {
        return IntStream.range(0, servers() + sides())
                .filter(host -> host < servers() ? servers(side).contains(host) : host == servers() + side)
                .boxed()
                .toList();
    }
}
