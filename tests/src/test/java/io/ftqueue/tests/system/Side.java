package io.ftqueue.tests.system;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One side of a cut, as its clients see it: its servers, and an agent that lives on this side. It keeps the ids that
 * queues have here, and enters into the books what its clients were told.
 */
final class Side {

    /** The client that uses whatever server the group offers. */
    private static final String CLIENT = "client";

    private final String name;
    private final Agent.Remote agent;
    private final List<InetSocketAddress> servers;
    private final Map<String, Long> ids = new HashMap<>();
    private final Map<String, Integer> pushes = new HashMap<>();

    Side(String name, Agent.Remote agent, List<Integer> hosts) {
        this.name = name;
        this.agent = agent;
        this.servers = hosts.stream().map(Cluster::address).toList();
        agent.call("connect " + CLIENT + " ");
    }

    String name() {
        return name;
    }

    int size() {
        return servers.size();
    }

    /** What the servers of this side say, to a client of this side. */
    List<Status> statuses() {
        return agent.statuses(servers);
    }

    /** Makes a queue, or finds it. */
    void create(Books books) {
        ids.put(books.label(), Long.parseLong(agent.call("create " + CLIENT + " " + books.label())));
    }

    /** The id that the queue has here. */
    long id(Books books) {
        return ids.getOrDefault(books.label(), 0L);
    }

    /** The id that the servers have for the label, 0 if none. */
    long look(Books books) {
        return Long.parseLong(agent.call("id " + CLIENT + " " + books.label()));
    }

    /** How many items that id's queue has, -1 if there is none. */
    long size(long id) {
        return Long.parseLong(agent.call("size " + CLIENT + " " + id));
    }

    /** Pushes what all sides are to have. */
    void pushBefore(Books books, int count) {
        List<String> items = IntStream.range(0, count)
                .mapToObj(number -> item(books, Books.BEFORE, number))
                .toList();
        push(CLIENT, books, items);
        items.forEach(item -> books.pushed(item, Books.BEFORE, true));
    }

    /** Pushes what this side alone is to have. */
    void push(Books books, int count) {
        int first = pushes.merge(books.label(), count, Integer::sum) - count;
        List<String> items = IntStream.range(first, first + count)
                .mapToObj(number -> item(books, name, number))
                .toList();
        push(CLIENT, books, items);
        items.forEach(item -> books.pushed(item, name, false));
    }

    /** Pops as many. */
    void pop(Books books, int count) {
        pop(CLIENT, books, count).forEach(item -> books.popped(item, name, false));
    }

    /** Removes the queue with all that was pushed so far. */
    void destroy(Books books) {
        agent.call("destroy " + CLIENT + " " + id(books));
        books.destroyed();
    }

    /** Pops all there is, by each of the ids in turn. */
    List<String> drain(List<Long> all) {
        return items(agent.call("pop " + CLIENT + " " + join(all) + " " + Integer.MAX_VALUE));
    }

    /** Has a client that is with a server of another side. */
    void connectStray(String client, Side other) {
        agent.call("connect " + client + " " + Servers.text(other.servers.get(0)));
    }

    /** Has that client pop an item. */
    void popAstray(String client, Books books) {
        pop(client, books, 1).forEach(item -> books.popped(item, name, false));
    }

    /** Has that client do anything else: with that it says what it has got. */
    void confirm(String client, Books books) {
        agent.call("size " + client + " " + id(books));
    }

    /** Has that client push an item. */
    void pushAstray(String client, Books books) {
        String item = item(books, client, 0);
        push(client, books, List.of(item));
        books.pushed(item, client, true);
    }

    void startTrickle(Books books) {
        agent.call("trickle " + id(books) + " " + name);
    }

    Trickle.Mark mark() {
        return Trickle.Mark.parse(agent.call("mark"));
    }

    /**
     * Lets the trickle run dry, and enters it.
     *
     * @param settled when this side served by itself: what was pushed or popped later was on this side alone. Before,
     *     its client can have been with a server of another side, and that side alone may know of it
     * @param merged when all were one again: nobody else has popped what was popped later
     */
    void stopTrickle(Books books, Trickle.Mark settled, Trickle.Mark merged) {
        List<String> popped = items(agent.call("dry"));
        for (int number = 0; number < mark().pushes(); number++) {
            books.pushed(Trickle.item(name, number), name, number <= settled.pushes());
        }
        for (int i = 0; i < popped.size(); i++) {
            // The one under way at a mark may have been executed before.
            String by = i > settled.popped() ? name : name + " before it was alone";
            books.popped(popped.get(i), by, i > merged.popped());
        }
    }

    private static String item(Books books, String origin, int number) {
        return books.label() + "." + origin + "." + number;
    }

    private void push(String client, Books books, List<String> items) {
        agent.call("push " + client + " " + id(books) + " " + String.join(",", items));
    }

    private List<String> pop(String client, Books books, int count) {
        return items(agent.call("pop " + client + " " + id(books) + " " + count));
    }

    private static List<String> items(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(",", -1));
    }

    private static String join(List<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
