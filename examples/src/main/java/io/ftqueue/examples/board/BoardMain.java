package io.ftqueue.examples.board;

import io.ftqueue.examples.udp.UdpGroup;
import io.ftqueue.examples.udp.UdpGroupConfig;
import io.ftqueue.group.Delivery;
import io.ftqueue.group.GroupObserver;
import io.ftqueue.group.GroupStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/** A board in a terminal. Started several times, on one host, the boards are one. */
public final class BoardMain {

    private static final InetSocketAddress MULTICAST = new InetSocketAddress("239.255.80.83", 5_062);

    private static final String HELP = """
            put HEADING TEXT   puts up a note
            down HEADING       takes it down
            show               shows the board
            who                shows who is there
            cut                hears nobody any more, as if the network were cut
            mend               hears everybody again
            quit               leaves""";

    private final UdpGroup<Board> group;
    private final PrintStream out;

    private BoardMain(UdpGroup<Board> group, PrintStream out) {
        this.group = group;
        this.out = out;
    }

    /** Reads commands; the first argument is the member's name. */
    public static void main(String[] arguments) throws IOException {
        String name = arguments.length == 0 ? "somebody" : arguments[0];
        var config = UdpGroupConfig.onLoopback(name, "board", MULTICAST);
        PrintStream out = System.out;
        var announcer = new Announcer(out);
        try (UdpGroup<Board> group = UdpGroup.start(config, new Board(), announcer)) {
            out.println(HELP);
            new BoardMain(group, out)
                    .obey(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        }
    }

    private void obey(BufferedReader input) throws IOException {
        for (String line = input.readLine(); line != null && !line.strip().equals("quit"); line = input.readLine()) {
            try {
                obey(line.strip().split("\\s+", 3));
            } catch (IllegalArgumentException e) {
                out.println(e.getMessage());
            } catch (CompletionException e) {
                out.println("not done: " + e.getCause());
                return;
            }
        }
    }

    private void obey(String[] words) {
        switch (words[0]) {
            case "" -> {}
            case "put" -> put(words);
            case "down" -> takeDown(words);
            case "show" -> show();
            case "who" -> who();
            case "cut" -> {
                group.block(others()).join();
                out.println("cut off; to go on hearing the others, mend");
            }
            case "mend" -> group.block(Set.of()).join();
            default -> out.println(HELP);
        }
    }

    private void put(String[] words) {
        if (words.length < 3) {
            throw new IllegalArgumentException("put HEADING TEXT, e.g. put fridge we are out of milk");
        }
        group.submit(Board.put(words[1], words[2])).join();
        show();
    }

    private void takeDown(String[] words) {
        if (words.length != 2) {
            throw new IllegalArgumentException("down HEADING, e.g. down fridge");
        }
        group.submit(Board.takeDown(words[1])).join();
        show();
    }

    private void show() {
        var notes = group.read(Board::notes).join();
        notes.forEach((heading, texts) -> out.println("  " + heading + ": " + String.join("  |  ", texts)));
        if (notes.isEmpty()) {
            out.println("  (nothing)");
        }
    }

    private void who() {
        GroupStatus status = group.status().join().group();
        List<String> names = new ArrayList<>(List.of(status.name()));
        var configuration = status.configuration();
        status.peers().stream()
                .filter(peer -> configuration != null && configuration.indexOf(peer.id()) >= 0)
                .forEach(peer -> names.add(peer.name()));
        out.println("  " + String.join(", ", names));
    }

    private Set<Long> others() {
        return group.status().join().group().peers().stream()
                .map(peer -> peer.id().server())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Says how many there are, whenever that changes. */
    private record Announcer(PrintStream out) implements GroupObserver {
        @Override
        public void configuration(Delivery change) {
            if (change instanceof Delivery.Regular regular) {
                out.println("(" + regular.configuration().size() + " here)");
            }
        }
    }
}
