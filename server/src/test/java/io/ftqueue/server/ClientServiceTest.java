package io.ftqueue.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.Decoded;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientServiceTest {

    private final List<InetSocketAddress> addresses = List.of(endpoint(8080), endpoint(8081), endpoint(8082));
    private final List<MemberId> members = addresses.stream()
            .map(address -> new MemberId(AddressBook.serverNumber(address), 1))
            .toList();
    private final Configuration configuration = new Configuration(new ConfigurationId(1, members.get(0)), members, 1);

    @Test
    void oneMemberAnswersTheGroupAndAnotherTheNextAttempt() throws IOException {
        for (int port = 20_000; port < 20_050; port++) {
            var client = ClientEndpoint.of(endpoint(port));
            var answering = new ArrayList<Integer>();
            for (int attempt = 0; attempt < 3; attempt++) {
                List<Integer> now = answering(client, attempt, true, configuration);
                assertThat(now).hasSize(1);
                answering.addAll(now);
            }
            assertThat(answering).containsExactlyInAnyOrder(0, 1, 2);
        }
    }

    @Test
    void allAnswerWhenAskedThemselvesOrWhileThereIsNoConfiguration() throws IOException {
        var client = ClientEndpoint.of(endpoint(20_000));
        assertThat(answering(client, 0, false, configuration)).containsExactly(0, 1, 2);
        assertThat(answering(client, 0, true, null)).containsExactly(0, 1, 2);
    }

    @Test
    void namesItselfFirstAndThenTheOthers() throws IOException {
        byte[] welcome = welcome(1, ClientEndpoint.of(endpoint(20_000)), 0, false, configuration);
        var frame = (ClientFrame.Welcome) ((Decoded.Ok) ClientCodec.decode(welcome)).frame();
        assertThat(frame.servers()).extracting(ClientFrame.ServerAddress::port).containsExactly(8081, 8080, 8082);
        assertThat(frame.servers().get(0).name()).isEqualTo("server 1");
    }

    private List<Integer> answering(ClientEndpoint client, int attempt, boolean toGroup, Configuration known)
            throws IOException {
        var answering = new ArrayList<Integer>();
        for (int i = 0; i < members.size(); i++) {
            if (welcome(i, client, attempt, toGroup, known) != null) {
                answering.add(i);
            }
        }
        return answering;
    }

    private byte[] welcome(int index, ClientEndpoint client, int attempt, boolean toGroup, Configuration known)
            throws IOException {
        InetSocketAddress self = addresses.get(index);
        try (DatagramChannel channel = DatagramChannel.open();
                var service = new ClientService(
                        self,
                        "server " + index,
                        members.get(index),
                        new AddressBook(self, List.of()),
                        new Refusals(),
                        new Counters(),
                        channel)) {
            return service.welcome(new ClientFrame.Discover(1, attempt), client, toGroup, known);
        }
    }

    private static InetSocketAddress endpoint(int port) {
        return new InetSocketAddress(Loopback.ADDRESS, port);
    }
}
