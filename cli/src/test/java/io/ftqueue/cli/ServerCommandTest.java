package io.ftqueue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.server.ServerConfig;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ServerCommandTest {

    @Test
    void needsNoOptions() {
        assertThat(config()).isEqualTo(ServerConfig.defaults());
    }

    @Test
    void takesAllOptions() {
        ServerConfig config = config(
                "--bind",
                "127.0.0.2",
                "--port",
                "9000",
                "--group",
                "239.1.1.1:6000",
                "--member-group",
                "239.1.1.2:6001",
                "--peers",
                "127.0.0.3:1,127.0.0.4:2",
                "--name",
                "a",
                "--cluster",
                "c",
                "-F",
                "2",
                "--mock-heal-after",
                "7");
        assertThat(config.bind().getHostAddress()).isEqualTo("127.0.0.2");
        assertThat(config.port()).isEqualTo(9000);
        assertThat(config.clientGroup()).isEqualTo(endpoint("239.1.1.1", 6000));
        assertThat(config.memberGroup()).isEqualTo(endpoint("239.1.1.2", 6001));
        assertThat(config.peers()).containsExactly(endpoint("127.0.0.3", 1), endpoint("127.0.0.4", 2));
        assertThat(config.name()).isEqualTo("a");
        assertThat(config.cluster()).isEqualTo("c");
        assertThat(config.failuresTolerated()).isEqualTo(2);
        assertThat(config.mockHealAfter()).isEqualTo(7);
    }

    @Test
    void takesTheOptionsOfTheOriginal() {
        ServerConfig config =
                config("--uniAddr", "127.0.0.2", "--multiAddr", "224.0.0.9", "--multiPort", "5060", "--IS_MACOS", "1");
        assertThat(config.bind().getHostAddress()).isEqualTo("127.0.0.2");
        assertThat(config.clientGroup()).isEqualTo(endpoint("224.0.0.9", 5060));
        assertThat(config("--multiPort", "5060", "--IS_MACOS").clientGroup()).isEqualTo(endpoint("224.0.0.1", 5060));
    }

    private static ServerConfig config(String... options) {
        var command = new ServerCommand();
        new CommandLine(command).parseArgs(options);
        return command.config();
    }

    private static InetSocketAddress endpoint(String address, int port) {
        return new InetSocketAddress(Endpoints.address(address), port);
    }
}
