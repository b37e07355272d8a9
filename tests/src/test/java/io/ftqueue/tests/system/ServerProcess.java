package io.ftqueue.tests.system;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server, as it is started by hand; it can be killed, stopped for a while, and started again. */
final class ServerProcess implements AutoCloseable {

    /** A JVM starts in less than a second, and in much more where several start at once on few processors. */
    static final Duration START_PATIENCE = Duration.ofSeconds(30);

    private static final Pattern CONFIGURATION = Pattern.compile("Configuration (\\d+) with (\\d+) member");

    private final InetSocketAddress address;
    private final List<String> command;
    private ChildProcess process;

    ServerProcess(InetSocketAddress address, List<String> command) {
        this.address = address;
        this.command = List.copyOf(command);
        this.process = ChildProcess.start(command);
    }

    /** Where it is reached. */
    InetSocketAddress address() {
        return address;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Waits for its end; its exit code. */
    int awaitExit(Duration patience) {
        return process.awaitExit(patience);
    }

    String output() {
        return process.output();
    }

    /** When its start-up line was there. */
    long awaitStartNanos() {
        return process.awaitLine("the start-up line", START_PATIENCE, line -> line.contains("FTQueue "))
                .nanos();
    }

    /** When it said, for the last time so far, that it is in a configuration of so many. */
    long configuredNanos(int members) {
        // Its status can be ahead of its log.
        process.awaitLine("a configuration of " + members, START_PATIENCE, line -> membersIn(line) == members);
        return process.lines().stream()
                .filter(line -> membersIn(line.text()) == members)
                .mapToLong(ChildProcess.Line::nanos)
                .max()
                .orElseThrow(() -> new AssertionError("never in a configuration of " + members + ": " + output()));
    }

    /** How many configurations it has told of since it was started. */
    long configurations() {
        return process.lines().stream()
                .filter(line -> membersIn(line.text()) > 0)
                .count();
    }

    /** Ends it without a chance to say goodbye (SIGKILL). */
    void kill() {
        process.close();
    }

    /** Starts it again where it was. Without a data directory it has forgotten everything. */
    void restart() {
        process = ChildProcess.start(command);
    }

    /** Stops it for a while (SIGSTOP, then SIGCONT). */
    void freeze(Duration time) {
        // In one process, so that starting another one does not add to the time.
        String seconds = String.valueOf(time.toMillis() / 1_000.0);
        ChildProcess.run("sh", "-c", "kill -STOP $0; sleep $1; kill -CONT $0", String.valueOf(pid()), seconds);
    }

    @Override
    public void close() {
        process.close();
    }

    private static int membersIn(String line) {
        Matcher found = CONFIGURATION.matcher(line);
        return found.find() ? Integer.parseInt(found.group(2)) : 0;
    }

    /** Starts something for each of several addresses; nothing is left running if that fails halfway. */
    static List<ServerProcess> startAll(List<InetSocketAddress> addresses, List<List<String>> commands) {
        List<ServerProcess> started = new ArrayList<>();
        try {
            for (int i = 0; i < addresses.size(); i++) {
                started.add(new ServerProcess(addresses.get(i), commands.get(i)));
            }
            return started;
        } catch (RuntimeException e) {
            started.forEach(ServerProcess::close);
            throw e;
        }
    }
}
