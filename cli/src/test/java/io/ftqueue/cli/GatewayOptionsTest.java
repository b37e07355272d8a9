package io.ftqueue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class GatewayOptionsTest {

    private final StringWriter err = new StringWriter();

    /** None of these starts a server: the test would not end if one did. */
    private int server(String... options) {
        CommandLine ftqueue = Main.commandLine();
        ftqueue.setErr(new PrintWriter(err, true));
        String[] arguments = new String[options.length + 1];
        arguments[0] = "server";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return ftqueue.execute(arguments);
    }

    @Test
    void refusesAPortThatIsTakenBeforeAnythingIsStarted() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(server("--console", String.valueOf(taken.getLocalPort())))
                    .isEqualTo(ExitCode.FAILED);
            assertThat(err.toString().lines())
                    .containsExactly("ftqueue: --console: port " + taken.getLocalPort()
                            + " of 127.0.0.1 cannot be had; is it in use? Give another port, or none");
        }
    }

    @Test
    void refusesWhatIsNoPort() {
        assertThat(server("--console", "many")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("ftqueue: --console takes a port, not 'many'");
        assertThat(server("--console", "65536")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--console must be a port, 0 to 65535, not 65536");
    }

    @Test
    void refusesToServeOtherHosts() {
        assertThat(server("--console", "0", "--console-bind", "192.0.2.1")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--console-bind takes loopback addresses alone", "192.0.2.1");
    }

    @Test
    void refusesHalfOfTheOptions() {
        assertThat(server("--console-control")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--console-bind and --console-control need --console");
    }

    @Test
    void refusesAnUnknownLogFormat() {
        assertThat(server("--log-format", "xml")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--log-format", "TEXT", "JSON", "xml");
    }
}
