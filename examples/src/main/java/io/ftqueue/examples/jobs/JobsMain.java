package io.ftqueue.examples.jobs;

import io.ftqueue.server.ServerConfig;
import io.ftqueue.server.ServerListener;
import io.ftqueue.server.ServerStatus;
import io.ftqueue.server.StartException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Runs an instance in a terminal: every line of the standard input is a job, and doing a job is to print it. */
public final class JobsMain {

    /** Not the usual groups and cluster: no client of another queue on this host is to find these servers. */
    private static final ServerConfig CONFIG = ServerConfig.defaults()
            .withCluster("jobs")
            .withGroups(new InetSocketAddress("239.255.80.81", 5_060), new InetSocketAddress("239.255.80.82", 5_061));

    private JobsMain() {}

    /** Starts it; the first argument is its name, if there is one. */
    public static void main(String[] arguments) throws IOException {
        try (JobRunner runner = JobRunner.start(
                arguments.length == 0 ? CONFIG : CONFIG.withName(arguments[0]),
                new Printer(),
                job -> System.out.println("done: " + job))) {
            var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                if (!line.isBlank()) {
                    runner.submit(line);
                }
            }
        } catch (StartException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** Says who is there. */
    private static final class Printer implements ServerListener {
        @Override
        public void serving(ServerStatus status) {
            System.out.println("instances: "
                    + status.members().stream().map(ServerStatus.Member::name).collect(Collectors.joining(", ")));
        }
    }
}
