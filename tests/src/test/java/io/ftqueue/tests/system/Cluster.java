package io.ftqueue.tests.system;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Servers and agents on hosts of their own. The servers are at the first hosts of the network, the agents at those
 * after them. Whoever asks them asks by way of the first agent.
 */
record Cluster(Namespaces network, Servers servers, List<Agent.Remote> agents) implements AutoCloseable {

    private static final int PORT = 8080;
    private static final InetSocketAddress CLIENT_GROUP = new InetSocketAddress(Servers.address("224.0.0.1"), 5050);
    private static final InetSocketAddress MEMBER_GROUP = new InetSocketAddress(Servers.address("239.255.80.80"), 5051);

    /** Starts them; without multicast they are told of each other. */
    static Cluster start(Namespaces network, int count, int agentCount, boolean multicast) {
        List<InetSocketAddress> addresses =
                IntStream.range(0, count).mapToObj(Cluster::address).toList();
        List<List<String>> commands = new ArrayList<>();
        for (int host = 0; host < count; host++) {
            String[] more = multicast ? new String[0] : new String[] {"--peers", Agent.Remote.join(addresses)};
            commands.add(network.at(
                    host, Servers.command(Namespaces.address(host), PORT, CLIENT_GROUP, MEMBER_GROUP, more)));
        }
        List<Agent.Remote> agents = IntStream.range(count, count + agentCount)
                .mapToObj(host -> new Agent.Remote(network, host, CLIENT_GROUP, multicast ? List.of() : addresses))
                .toList();
        var servers = new Servers(
                ServerProcess.startAll(addresses, commands), CLIENT_GROUP, MEMBER_GROUP, agents.get(0)::statuses);
        return new Cluster(network, servers, agents);
    }

    /** Where the server of a host is reached. */
    static InetSocketAddress address(int host) {
        return new InetSocketAddress(Servers.address(Namespaces.address(host)), PORT);
    }

    /** The agent, where there is one. */
    Agent.Remote agent() {
        return agents.get(0);
    }

    @Override
    public void close() {
        agents.forEach(Agent.Remote::close);
        servers.close();
        network.close();
    }
}
