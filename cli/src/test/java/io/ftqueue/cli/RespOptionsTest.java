package io.ftqueue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.resp.RespConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class RespOptionsTest {

    @TempDir
    Path directory;

    @Test
    void asksForNoGatewayUnlessTold() {
        assertThat(config()).isNull();
    }

    @Test
    void takesThePortOfRedisWhereNoneIsGiven() {
        assertThat(config("--resp").listen()).isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 6379));
        assertThat(config("--resp").password()).isNull();
        assertThat(config("--resp", "7000").listen().getPort()).isEqualTo(7000);
        assertThat(config("--resp", "--resp-bind", "127.0.0.2").listen())
                .isEqualTo(new InetSocketAddress(Endpoints.address("127.0.0.2"), 6379));
    }

    @Test
    void readsThePassword() throws IOException {
        Path file = directory.resolve("password");
        Files.writeString(file, "s3cret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(config("--resp", "--resp-password-file", file.toString()).password())
                .isNotNull();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(complaint("--resp", "--resp-password-file", file.toString()))
                .startsWith("2 ftqueue: others can read or write " + file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--resp 65536 | --resp must be 1 to 65535, or 0 for any port, not 65536",
                "--resp -1 | --resp must be 1 to 65535, or 0 for any port, not -1",
                "--resp-bind 127.0.0.1 | --resp-bind and --resp-password-file need --resp",
                "--resp --resp-bind 192.0.2.1 | 192.0.2.1 can be reached by others, and nothing is encrypted: the"
                        + " gateway listens on loopback only",
                "--resp --resp-password-file /no/such/file | there is no file /no/such/file to read the password from"
            })
    void saysWhatIsWrongAndStartsNothing(String options, String message) {
        assertThat(complaint(options.split(" ", -1))).startsWith("2 ftqueue: " + message);
    }

    @Test
    void leavesNothingRunningIfThePortIsTaken() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            String group = String.valueOf(freePort());
            String own = String.valueOf(freePort());
            assertThat(complaint(
                            "--resp",
                            port,
                            "--port",
                            own,
                            "--group",
                            "239.255.81.7:" + group,
                            "--member-group",
                            "239.255.81.8:" + group))
                    .isEqualTo("1 ftqueue: the RESP gateway cannot listen at 127.0.0.1:" + port
                            + ": the port is in use; give another port with --resp PORT\n");
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("ftqueue-loop"));
    }

    private static int freePort() throws IOException {
        try (var socket = new DatagramSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static RespConfig config(String... options) {
        var resp = new RespOptions();
        var command = new CommandLine(new Holder());
        command.addMixin("resp", resp);
        command.parseArgs(options);
        return resp.config();
    }

    /** What a server says and how it ends that is started like that. */
    private static String complaint(String... options) {
        var said = new StringWriter();
        String[] command = new String[options.length + 1];
        command[0] = "server";
        System.arraycopy(options, 0, command, 1, options.length);
        int code = Main.commandLine().setErr(new PrintWriter(said, true)).execute(command);
        return code + " " + said;
    }

    @CommandLine.Command
    private static final class Holder {}
}
