package io.ftqueue.resp;

import static io.ftqueue.resp.TestClient.encode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthTest {

    private static final String NOAUTH = "-NOAUTH Authentication required.\r\n";
    private static final String WRONG = "-WRONGPASS invalid username-password pair or user is disabled.\r\n";

    private final TestClient.Host host =
            new TestClient.Host(TestClient.Host.config().withPassword(Password.of("s3cret")));

    @TempDir
    Path directory;

    @Test
    void letsNobodyInWithoutThePassword() {
        try (TestClient client = host.connect()) {
            assertThat(client.call("PING")).isEqualTo(NOAUTH);
            assertThat(client.call("RPUSH", "k", "a")).isEqualTo(NOAUTH);
            assertThat(client.call("HELLO", "3")).startsWith("-NOAUTH HELLO must be called with the client already");
            assertThat(client.call("AUTH", "wrong")).isEqualTo(WRONG);
            assertThat(client.call("AUTH", "s3cret ")).isEqualTo(WRONG);
            assertThat(client.call("AUTH", "somebody", "s3cret")).isEqualTo(WRONG);
            assertThat(client.call("AUTH", "a", "b", "c")).isEqualTo("-ERR syntax error\r\n");
            assertThat(client.call("LLEN", "k")).isEqualTo(NOAUTH);
            assertThat(host.queues.asked).isEmpty();
            assertThat(client.call("AUTH", "s3cret")).isEqualTo("+OK\r\n");
            assertThat(client.call("RPUSH", "k", "a")).isEqualTo(":1\r\n");
            assertThat(client.call("RESET")).isEqualTo("+RESET\r\n");
            assertThat(client.call("RPUSH", "k", "a")).isEqualTo(NOAUTH);
            assertThat(client.call("AUTH", "default", "s3cret")).isEqualTo("+OK\r\n");
            assertThat(client.call("LLEN", "k")).isEqualTo(":1\r\n");
            assertThat(client.call("QUIT")).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void letsInByHello() {
        try (TestClient client = host.connect()) {
            assertThat(client.call("HELLO", "3", "AUTH", "default", "wrong")).isEqualTo(WRONG);
            assertThat(client.call("PING")).isEqualTo(NOAUTH);
            assertThat(client.call("HELLO", "3", "AUTH", "default", "s3cret")).startsWith("%7");
            assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void holdsLittleForStrangers() {
        try (TestClient many = host.connect();
                TestClient large = host.connect()) {
            assertThat(many.send("*11\r\n")).isEqualTo("-ERR Protocol error: unauthenticated multibulk length\r\n");
            assertThat(large.send("*2\r\n$4\r\nAUTH\r\n$16385\r\n"))
                    .isEqualTo("-ERR Protocol error: unauthenticated bulk length\r\n");
            assertThat(large.isOpen()).isFalse();
        }
    }

    @Test
    void takesMuchRightBehindThePassword() {
        String[] values = new String[20];
        java.util.Arrays.fill(values, "v");
        values[0] = "RPUSH";
        values[1] = "k";
        try (TestClient client = host.connect()) {
            assertThat(client.send(encode("AUTH", "s3cret") + encode(values))).isEqualTo("+OK\r\n:18\r\n");
        }
    }

    @Test
    void saysThatNoPasswordIsNeeded() {
        try (TestClient client = new TestClient.Host().connect()) {
            assertThat(client.call("AUTH", "x"))
                    .startsWith("-ERR AUTH <password> called without any password configured for the default user.");
            assertThat(client.call("AUTH", "default", "x")).isEqualTo("+OK\r\n");
            assertThat(client.call("AUTH", "other", "x")).isEqualTo(WRONG);
        }
    }

    @Test
    void readsTheFirstLineOfAFile() throws IOException {
        Password password = Password.ofFile(file("s3cret\nmore\n", "rw-------"));
        assertThat(password.is("s3cret".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(password.is("s3cret\n".getBytes(StandardCharsets.UTF_8))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"})
    void refusesAFileOfOthers(String permissions) throws IOException {
        Path file = file("s3cret", permissions);
        assertThatThrownBy(() -> Password.ofFile(file))
                .hasMessage("others can read or write " + file + "; keep it to yourself: chmod 600 " + file);
    }

    @Test
    void refusesAFileWithoutAPassword() throws IOException {
        Path empty = file("\nx", "rw-------");
        Path none = directory.resolve("none");
        assertThatThrownBy(() -> Password.ofFile(empty))
                .hasMessage("the first line of " + empty + " is empty: it must be the password");
        assertThatThrownBy(() -> Password.ofFile(none))
                .hasMessage("there is no file " + none + " to read the password from");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        assertThatThrownBy(() -> Password.ofFile(directory)).hasMessageContaining("is no file");
    }

    private Path file(String content, String permissions) throws IOException {
        Path file = directory.resolve("password");
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
