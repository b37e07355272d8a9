package io.ftqueue.tests.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A small network in network namespaces: hosts on one switch, which a test can make lossy and cut. Nothing of it is in
 * the namespace of the machine, and all of it goes with {@link #close}.
 */
final class Namespaces implements AutoCloseable {

    private static final AtomicInteger NETWORKS = new AtomicInteger();

    private final String prefix = "ftq-" + ProcessHandle.current().pid() + "-" + NETWORKS.incrementAndGet() + "-";
    private final List<String> names = new ArrayList<>();
    private final Thread hook = new Thread(this::removeAll, "remove-namespaces");
    private final int hosts;

    private Namespaces(int hosts) {
        this.hosts = hosts;
    }

    /** Whether this machine lets us do that, and has what it takes. */
    static boolean areAvailable() {
        return exitCodeOf("sh", "-c", "test \"$(id -u)\" = 0 && command -v ip && command -v nft") == 0
                && exitCodeOf("unshare", "--net", "nft", "list", "ruleset") == 0;
    }

    /** Makes a network of so many hosts, numbered from 0. */
    static Namespaces create(int hosts) {
        var network = new Namespaces(hosts);
        Runtime.getRuntime().addShutdownHook(network.hook);
        try {
            network.build();
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /** A host's address. */
    static String address(int host) {
        return "10.80.0." + (host + 1);
    }

    /** A command, run at a host. */
    List<String> at(int host, List<String> command) {
        List<String> there = new ArrayList<>(List.of("ip", "netns", "exec", name(host)));
        there.addAll(command);
        return there;
    }

    /** Has every host lose so many of a hundred datagrams that reach it. */
    void loseEverywhere(int percent) {
        atAll(everywhere(), "nft", faults("numgen random mod 100 < " + percent + " counter drop"));
    }

    /** Has hosts drop what comes from others; the other way stays open. */
    void cut(List<Integer> receivers, List<Integer> senders) {
        String addresses = senders.stream().map(Namespaces::address).collect(Collectors.joining(", "));
        atAll(receivers, "nft", faults("ip saddr { " + addresses + " } counter drop"));
    }

    /** Has every host drop all multicast. */
    void dropMulticast() {
        atAll(everywhere(), "nft", faults("ip daddr 224.0.0.0/4 counter drop"));
    }

    /** Takes all that away. */
    void heal() {
        atAll(everywhere(), "nft", "flush ruleset");
    }

    /** How many datagrams the filters of a host have dropped. */
    long dropped(int host) {
        String rules =
                ChildProcess.run(at(host, List.of("nft", "list", "ruleset")).toArray(String[]::new));
        var packets = java.util.regex.Pattern.compile("counter packets (\\d+)").matcher(rules);
        return packets.find() ? Long.parseLong(packets.group(1)) : 0;
    }

    /** What adds a rule for all that comes in, of UDP alone, or addresses could not be resolved. */
    private static String faults(String rule) {
        return "add table ip faults; add chain ip faults input { type filter hook input priority 0; }; "
                + "add rule ip faults input meta l4proto udp " + rule;
    }

    private List<Integer> everywhere() {
        return IntStream.range(0, hosts).boxed().toList();
    }

    /** Runs a command at several hosts at the same time: one after the other they would be cut, or healed, in turns. */
    private void atAll(List<Integer> some, String... command) {
        List<ChildProcess> running = new ArrayList<>();
        try {
            some.forEach(host -> running.add(ChildProcess.start(at(host, List.of(command)))));
            for (ChildProcess child : running) {
                if (child.awaitExit(Duration.ofSeconds(20)) != 0) {
                    throw new IllegalStateException(String.join(" ", command) + ": " + child.output());
                }
            }
        } finally {
            running.forEach(ChildProcess::close);
        }
    }

    private void build() {
        add("switch");
        String sw = prefix + "switch";
        ChildProcess.run("ip", "-n", sw, "link", "add", "br0", "type", "bridge", "mcast_snooping", "0");
        ChildProcess.run("ip", "-n", sw, "link", "set", "br0", "up");
        for (int host = 0; host < hosts; host++) {
            add(String.valueOf(host));
            String port = "port" + host;
            ChildProcess.run(
                    "ip", "-n", sw, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", name(host));
            ChildProcess.run("ip", "-n", sw, "link", "set", port, "master", "br0", "up");
            exec(host, "ip", "link", "set", "lo", "up");
            exec(host, "ip", "address", "add", address(host) + "/24", "dev", "eth0");
            exec(host, "ip", "link", "set", "eth0", "up");
            exec(host, "ip", "route", "add", "224.0.0.0/4", "dev", "eth0");
        }
    }

    private void add(String name) {
        ChildProcess.run("ip", "netns", "add", prefix + name);
        names.add(prefix + name);
    }

    private String name(int host) {
        return prefix + host;
    }

    private void exec(int host, String... command) {
        ChildProcess.run(at(host, List.of(command)).toArray(String[]::new));
    }

    @Override
    public void close() {
        removeAll();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private synchronized void removeAll() {
        for (String name : names) {
            exitCodeOf("ip", "netns", "delete", name);
        }
        names.clear();
    }

    private static int exitCodeOf(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }
}
