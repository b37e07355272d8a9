package io.ftqueue.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.ControlClient;
import io.ftqueue.queue.codec.ClientFrame.Control;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The commands with which people try out partitions: they tell servers whom to hear. */
final class PartitionCommands {

    /** Members are missed after half a second, and a merge of large states takes longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long LOOK_AGAIN_MILLIS = 100;

    private PartitionCommands() {}

    /** What these commands have in common. */
    abstract static class ControlCommand extends CliCommand {

        @Mixin
        private ClientOptions options;

        /** For picocli, which sets the field. */
        @SuppressWarnings("NullAway.Init")
        ControlCommand() {}

        /** Does its work and returns the exit code; what makes no sense is an {@link IllegalArgumentException}. */
        abstract int run(ClientConfig config, Census census) throws InterruptedException;

        @Override
        int run() throws InterruptedException {
            ClientConfig config = options.config();
            Census census = Census.take(config);
            try {
                return run(config, census);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec().commandLine(), String.valueOf(e.getMessage()), e);
            }
        }

        int complain(String what) {
            return complain(what, ExitCode.FAILED);
        }

        /** Sends a control to servers and prints what they say; whether all have obeyed. */
        boolean send(ClientConfig config, List<Census.Server> servers, Control control, String body) {
            List<InetSocketAddress> addresses =
                    servers.stream().map(Census.Server::address).toList();
            List<ControlClient.Outcome> outcomes = ControlClient.send(config, addresses, control, body);
            boolean all = true;
            for (int i = 0; i < servers.size(); i++) {
                Census.Server server = servers.get(i);
                ControlClient.Outcome outcome = outcomes.get(i);
                String line = server.label() + ": " + outcome.text();
                output().json(result -> result.withArray("/servers")
                        .addObject()
                        .put("name", server.name())
                        .put("address", LocalServers.text(server.address()))
                        .put("done", outcome.done())
                        .put("says", outcome.text()));
                if (outcome.done()) {
                    output().line(line);
                } else {
                    complain(line);
                    all = false;
                }
            }
            return all;
        }

        /** Asks until the servers are as they should be, or too long. */
        Census await(ClientConfig config, Census known, Predicate<Census> suits) throws InterruptedException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            Census census = known.again(config);
            while (!suits.test(census) && end - System.nanoTime() > 0) {
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
                census = known.again(config);
            }
            return census;
        }

        void printComponents(Census census) {
            Map<String, List<Census.Server>> components = census.components();
            output().line(components.size() == 1 ? "One component:" : components.size() + " components:");
            output().json(result -> result.putArray("components"));
            for (List<Census.Server> servers : components.values()) {
                output().line("  " + labels(servers));
                output().json(result -> {
                    ArrayNode component = result.withArray("/components").addArray();
                    servers.forEach(server -> component.add(LocalServers.text(server.address())));
                });
            }
        }

        static String labels(List<Census.Server> servers) {
            return servers.stream().map(Census.Server::label).collect(Collectors.joining(", "));
        }

        static boolean allServe(Census census, int servers) {
            int serving =
                    census.components().values().stream().mapToInt(List::size).sum();
            return serving == servers && census.servers().size() == servers;
        }
    }

    /** Splits the servers. */
    @Command(
            name = "partition",
            description = {
                "Have the servers behave as if the network were split, to try it out.",
                "Servers that are named nowhere form one more set. See also: ftqueue heal."
            })
    static final class Partition extends ControlCommand {

        @Parameters(
                paramLabel = "SETS",
                description =
                        "Servers that go together, like 1,2/3: numbers, names or addresses as 'status' shows them.")
        private String sets = "";

        @Override
        int run(ClientConfig config, Census census) throws InterruptedException {
            List<List<Census.Server>> split = census.sets(sets);
            List<Census.Server> silent = census.servers().stream()
                    .filter(server -> !server.answers())
                    .toList();
            if (!silent.isEmpty()) {
                return complain("nothing was done, because not all servers answer: " + labels(silent)
                        + "; start it again, or wait until 'status' does not show it any more");
            }
            String body = split.stream()
                    .map(set -> set.stream().map(Census.Server::id).collect(Collectors.joining(",")))
                    .collect(Collectors.joining("/"));
            if (!send(config, census.servers(), Control.PARTITION, body)) {
                return complain("not all servers have done it; 'heal' takes it back");
            }
            int servers = census.servers().size();
            Census after = await(
                    config,
                    census,
                    now -> allServe(now, servers)
                            && isSplit(now, split)
                            && now.components().size() == split.size());
            printComponents(after);
            return allServe(after, servers) && isSplit(after, split)
                    ? ExitCode.OK
                    : complain("the components are not there yet; see 'status'");
        }

        /** Whether no component holds servers of two sets. */
        static boolean isSplit(Census census, List<List<Census.Server>> split) {
            for (List<Census.Server> component : census.components().values()) {
                List<InetSocketAddress> members =
                        component.stream().map(Census.Server::address).toList();
                long sides = split.stream()
                        .filter(set -> set.stream().anyMatch(server -> members.contains(server.address())))
                        .count();
                if (sides > 1) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Ends a split. */
    @Command(
            name = "heal",
            description = "End a split by 'partition' or by a text client: all servers hear each other again.")
    static final class Heal extends ControlCommand {

        @Override
        int run(ClientConfig config, Census census) throws InterruptedException {
            JsonNode known = lastMerge(census);
            boolean all = send(config, census.servers(), Control.HEAL, "");
            int servers = (int)
                    census.servers().stream().filter(Census.Server::answers).count();
            Census after = await(
                    config,
                    census,
                    now -> allServe(now, servers) && now.components().size() == 1);
            printComponents(after);
            JsonNode merge = lastMerge(after);
            if (!merge.isMissingNode() && !merge.equals(known)) {
                output().lines(out -> MergeText.print(merge, out));
                output().json(result -> result.set("merge", merge));
            }
            if (after.components().size() != 1) {
                return complain("the servers are not one group yet; see 'status' for whom each of them hears");
            }
            return all ? ExitCode.OK : ExitCode.FAILED;
        }

        /** The newest merge that the first server tells of. */
        private static JsonNode lastMerge(Census census) {
            JsonNode merges = census.servers().get(0).status().path("merges");
            return merges.path(merges.size() - 1);
        }
    }

    /** Has a server that will not come back forgotten. */
    @Command(
            name = "forget",
            description = {
                "Do not wait any more for what a server may know that is gone for good.",
                "Should it come back after all, it begins with nothing."
            })
    static final class Forget extends ControlCommand {

        @Parameters(paramLabel = "SERVER", description = "Its address, or its number or name while 'status' shows it.")
        private String server = "";

        @Override
        int run(ClientConfig config, Census census) {
            String body = id(census, server.strip());
            boolean all = true;
            for (List<Census.Server> component : census.components().values()) {
                all &= askOneOf(config, component, body);
            }
            if (census.components().isEmpty()) {
                return complain("no server serves just now; try again");
            }
            return all ? ExitCode.OK : ExitCode.FAILED;
        }

        /** What one member of a component submits, all of it execute. */
        private boolean askOneOf(ClientConfig config, List<Census.Server> component, String body) {
            var answering = new ArrayList<>(component);
            answering.removeIf(member -> !member.answers());
            return !answering.isEmpty() && send(config, answering.subList(0, 1), Control.FORGET, body);
        }

        private static String id(Census census, String text) {
            boolean shown = !census.matches(text).isEmpty();
            boolean address = text.matches("\\d+\\.\\d+\\.\\d+\\.\\d+:\\d+") || text.matches("[0-9a-f]+\\.[0-9a-f]+");
            return shown || !address ? census.find(text).id() : text;
        }
    }
}
