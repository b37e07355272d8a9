package io.ftqueue.tests.system;

import io.ftqueue.client.ClientConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Does at another host what tests do at this one: asks servers for their status, and puts load on them. A test has a
 * {@link Remote}, which tells the process what to do, a line at a time, and gets a line back.
 */
final class Agent {

    private static final String ANSWER = "answer ";
    private static final String FAILURE = "failure ";

    private final ClientConfig config;
    private final AgentClients clients;
    private @Nullable Load load;

    private Agent(ClientConfig config) {
        this.config = config;
        this.clients = new AgentClients(config);
    }

    /** The agent's process: its own address, the group, and the servers to use instead of the group, if any. */
    public static void main(String[] arguments) throws IOException {
        var agent = new Agent(ClientConfig.defaults()
                .withBind(Servers.address(arguments[0]))
                .withGroup(endpoint(arguments[1]))
                .withServers(endpoints(arguments.length > 2 ? arguments[2] : ""))
                .withTimeout(Duration.ofSeconds(30)));
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            try {
                System.out.println(ANSWER + agent.obey(line.split(" ", -1)));
            } catch (RuntimeException | AssertionError e) {
                System.out.println(FAILURE + e + Arrays.toString(e.getStackTrace()));
            }
        }
        // Also ends threads that still wait for an answer.
        System.exit(0);
    }

    private String obey(String[] words) {
        return switch (words[0]) {
            case "status" ->
                Servers.ask(config, endpoints(words[1])).stream()
                        .map(status -> status.json().toString())
                        .collect(Collectors.joining(",", "[", "]"));
            case "start" -> {
                load = Load.start(config, "load", Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                yield "started";
            }
            case "answers" -> String.valueOf(load == null ? 0 : load.answers());
            case "stop" -> load == null ? "no load" : report(load.longestGapMillis(), load.stop());
            default -> clients.obey(words);
        };
    }

    private static String report(long longestGapMillis, Ledger ledger) {
        return ledger.acknowledged() + " " + ledger.popped() + " " + ledger.inDoubt() + " " + longestGapMillis + " "
                + String.join(";", ledger.complaints());
    }

    static List<InetSocketAddress> endpoints(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(Agent::endpoint).toList();
    }

    private static InetSocketAddress endpoint(String text) {
        int colon = text.indexOf(':');
        return new InetSocketAddress(
                Servers.address(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    /** How a load has come out. */
    record Outcome(long acknowledged, long popped, long inDoubt, long longestGapMillis, String complaints) {}

    /** An agent, seen from the test. */
    static final class Remote implements AutoCloseable {

        private final ChildProcess process;
        private int answered;

        Remote(Namespaces network, int host, InetSocketAddress group, List<InetSocketAddress> servers) {
            List<String> command = ChildProcess.javaOfTests(
                    Agent.class.getName(), Namespaces.address(host), Servers.text(group), join(servers));
            this.process = ChildProcess.start(network.at(host, command));
        }

        List<Status> statuses(List<InetSocketAddress> servers) {
            return Status.parse(call("status " + join(servers)));
        }

        void startLoad(int producers, int consumers) {
            call("start " + producers + " " + consumers);
        }

        long answers() {
            return Long.parseLong(call("answers"));
        }

        Outcome stopLoad() {
            String[] report = call("stop").split(" ", 5);
            return new Outcome(
                    Long.parseLong(report[0]),
                    Long.parseLong(report[1]),
                    Long.parseLong(report[2]),
                    Long.parseLong(report[3]),
                    report[4]);
        }

        /** Has it do something and waits for its answer. */
        String call(String line) {
            process.tell(line);
            answered++;
            int mine = answered;
            Await.until(
                    "an answer to " + line,
                    Duration.ofSeconds(60),
                    () -> answers(mine).size() == mine || !process.isAlive());
            List<String> answers = answers(mine);
            if (answers.size() < mine || answers.get(mine - 1).startsWith(FAILURE)) {
                throw new AssertionError(line + ": " + process.output());
            }
            return answers.get(mine - 1).substring(ANSWER.length());
        }

        private List<String> answers(int atMost) {
            return process.lines().stream()
                    .map(ChildProcess.Line::text)
                    .filter(text -> text.startsWith(ANSWER) || text.startsWith(FAILURE))
                    .limit(atMost)
                    .toList();
        }

        @Override
        public void close() {
            process.close();
        }

        static String join(List<InetSocketAddress> endpoints) {
            return endpoints.stream().map(Servers::text).collect(Collectors.joining(","));
        }
    }
}
