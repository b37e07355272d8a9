package io.ftqueue.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerConfigTest {

    private static final ServerConfig DEFAULTS = ServerConfig.defaults();

    @Test
    void servesLoopbackByDefault() {
        assertThat(DEFAULTS.bind().isLoopbackAddress()).isTrue();
        assertThat(DEFAULTS.port()).isEqualTo(ServerConfig.ANY_PORT);
        assertThat(ServerConfig.text(DEFAULTS.clientGroup())).isEqualTo("224.0.0.1:5050");
        assertThat(ServerConfig.text(DEFAULTS.memberGroup())).isEqualTo("239.255.80.80:5051");
        assertThat(DEFAULTS.failuresTolerated()).isEqualTo(1);
    }

    @Test
    void refusesAnAddressThatNobodyCouldAnswerTo() {
        refuses(() -> DEFAULTS.withBind(Loopback.ipv4("0.0.0.0"), 0), "--bind 0.0.0.0");
        refuses(() -> DEFAULTS.withBind(Loopback.ipv4("239.1.2.3"), 0), "--bind wants an address of this host");
    }

    @Test
    void refusesGroupsThatAreNone() {
        var unicast = new InetSocketAddress(Loopback.ipv4("10.0.0.1"), 5050);
        refuses(() -> DEFAULTS.withGroups(unicast, DEFAULTS.memberGroup()), "--group wants an IPv4 multicast address");
        refuses(() -> DEFAULTS.withGroups(DEFAULTS.clientGroup(), unicast), "--member-group wants");
        refuses(() -> DEFAULTS.withGroups(DEFAULTS.clientGroup(), DEFAULTS.clientGroup()), "must differ");
    }

    @Test
    void refusesPeersThatAreNoServers() {
        refuses(() -> DEFAULTS.withPeers(List.of(DEFAULTS.clientGroup())), "--peers wants");
        refuses(
                () -> DEFAULTS.withPeers(List.of(InetSocketAddress.createUnresolved("nowhere.invalid", 8080))),
                "no address found for nowhere.invalid");
    }

    @Test
    void refusesOtherNonsense() {
        refuses(() -> DEFAULTS.withBind(DEFAULTS.bind(), 70_000), "--port");
        refuses(() -> DEFAULTS.withName(" "), "--name");
        refuses(() -> DEFAULTS.withName("x".repeat(65)), "--name");
        refuses(() -> DEFAULTS.withFailuresTolerated(64), "--failures");
        refuses(() -> DEFAULTS.withMockHealAfter(-1), "--mock-heal-after");
    }

    private static void refuses(Runnable configuration, String because) {
        assertThatIllegalArgumentException()
                .isThrownBy(configuration::run)
                .withMessageContaining(because)
                .withMessageNotContaining("\n");
    }
}
