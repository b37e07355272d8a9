package io.ftqueue.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.server.FtQueueServer;
import io.ftqueue.server.ServerConfig;
import io.ftqueue.storage.DataDirectory;
import io.ftqueue.storage.Life;
import io.ftqueue.storage.SnapshotWriter;
import io.ftqueue.storage.StorageConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code inspect} says of the directory of a server that has worked with it, sound and damaged. */
@Timeout(60)
class InspectCommandTest {

    private static final String LOG = "log-000000000000000001";
    private static final Life LIFE = new Life(9, 4, 7);

    @TempDir
    private static Path made;

    private static ServerConfig config;
    private static long jobs;
    private static String stateHash;

    /** What the server says while it runs. */
    private static Outcome whileInUse;

    @TempDir
    private Path folder;

    private Path directory;

    private record Outcome(int exitCode, String out, String err) {}

    /** A server that has taken three items for one queue and given one out. */
    @BeforeAll
    static void makeADirectory() throws Exception {
        Path data = made.resolve("data");
        config = ServerConfig.defaults()
                .withBind(Endpoints.address("127.0.0.1"), freePort())
                .withGroups(
                        new InetSocketAddress(Endpoints.address("239.255.82.5"), freePort()),
                        new InetSocketAddress(Endpoints.address("239.255.82.6"), freePort()))
                .withCluster("inspect-test-" + ProcessHandle.current().pid())
                .withStorage(new ServerConfig.Storage(data, true));
        try (FtQueueServer server = FtQueueServer.start(config);
                FtQueueClient client = FtQueueClient.connect(ClientConfig.defaults()
                        .withGroup(config.clientGroup())
                        .withBind(Endpoints.address("127.0.0.1")))) {
            jobs = client.create("jobs");
            client.create(new String(new char[] {0x1b, '[', '2', 'J'}));
            for (String item : List.of("one", "two", "three")) {
                client.push(jobs, item.getBytes(StandardCharsets.UTF_8));
            }
            assertThat(client.pop(jobs)).isPresent();
            whileInUse = inspect(data);
            assertThat(server.address().getPort()).isEqualTo(config.port());
            stateHash = new ObjectMapper()
                    .readTree(run("status", "--json", "--group", LocalServers.text(config.clientGroup()))
                            .out())
                    .get(0)
                    .get("stateHash")
                    .asText();
        }
    }

    @BeforeEach
    void copyIt() throws IOException {
        directory = folder.resolve("data");
        Files.createDirectory(directory);
        try (Stream<Path> files = Files.list(made.resolve("data"))) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void saysWhatAServerWouldHave() {
        Outcome outcome = inspect(directory);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .contains("format 1, id ", "incarnation ", "no snapshots", "1 segment", " 0 torn")
                .contains("2 queues with 2 items, 1 client, state " + stateHash)
                .contains("1 configuration, the last entered ", " with 1 member")
                .containsPattern("last operation: \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ")
                .containsPattern("(?m)^" + jobs + " +jobs +2$")
                .contains("base64:G1sySg==")
                .endsWith("\nSound\n");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void saysTheSameAsJson() throws IOException {
        JsonNode json = new ObjectMapper()
                .readTree(run("inspect", "--json", directory.toString()).out());
        assertThat(json.get("sound").asBoolean()).isTrue();
        assertThat(json.get("log").get("firstRecord").asLong()).isEqualTo(1);
        assertThat(json.get("contents").get("stateHash").asText()).isEqualTo(stateHash);
        JsonNode queue = json.get("contents").get("queues").get(0);
        assertThat(queue.get("ids").get(0).asLong()).isEqualTo(jobs);
        assertThat(queue.get("label").asText()).isEqualTo("jobs");
        assertThat(queue.get("size").asInt()).isEqualTo(2);
        assertThat(json.get("problems")).isEmpty();
    }

    @Test
    void changesNothing() throws IOException {
        tear();
        Files.delete(directory.resolve("life-b"));
        List<String> before = everything();
        assertThat(inspect(directory).exitCode()).isEqualTo(ExitCode.DAMAGED);
        assertThat(everything()).isEqualTo(before);
    }

    /** As every crash may leave it. */
    @Test
    void aTornEndIsNoDamage() throws IOException {
        tear();
        Outcome outcome = inspect(directory);
        assertThat(outcome.out())
                .contains(" 40 torn", "state " + stateHash, "\nSound\n")
                .contains("the last 40 bytes of the log are torn", "a start cuts them off");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void namesADamagedRecord() throws IOException {
        flip(LOG, 300);
        Outcome outcome = inspect(directory);
        assertThat(outcome.out())
                .contains("\nDAMAGED\n")
                .containsPattern(LOG + ", offset \\d+, record \\d+: the (head|body) of the record")
                .contains("gets everything from the other servers")
                .doesNotContain("A start has");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.DAMAGED);
    }

    @Test
    void namesADamagedCopyOfTheLife() throws IOException {
        flip("life-a", 30);
        Outcome outcome = inspect(directory);
        assertThat(outcome.out()).contains("DAMAGED", "life-a, offset 0", "from its other copy", "state " + stateHash);
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.DAMAGED);
        flip("life-b", 30);
        assertThat(inspect(directory).out()).contains("no start is possible");
    }

    /** Sound bytes are not all: somebody may have put records there that no server writes. */
    @Test
    void namesARecordThatMakesNoSense() throws IOException {
        Path other = folder.resolve("other");
        try (DataDirectory data = DataDirectory.open(other, StorageConfig.DEFAULT, LIFE)) {
            data.log().append(0, new byte[] {99}, 0, 1);
        }
        Outcome outcome = inspect(other);
        assertThat(outcome.out())
                .contains("server 9, incarnation 4, epoch 7", "record 1 cannot follow: its kind, 99, is unknown");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.DAMAGED);
    }

    @Test
    void namesADamagedSnapshot() throws IOException {
        try (DataDirectory data = DataDirectory.open(directory, StorageConfig.DEFAULT, LIFE)) {
            try (SnapshotWriter writer = data.beginSnapshot(2)) {
                writer.add(new byte[100], 0, 100);
                writer.commit();
            }
        }
        flip("snapshot-000000000000000002", 60);
        Outcome outcome = inspect(directory);
        assertThat(outcome.out())
                .contains("snapshot of record 2, 164 bytes", "snapshot-000000000000000002, offset 32")
                .contains("a start takes another snapshot, or none, and the log from there", "state " + stateHash);
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.DAMAGED);
    }

    @Test
    void tellsOfDamageBefore() throws IOException {
        flip(LOG, 300);
        DataDirectory.openEmptied(directory, StorageConfig.DEFAULT, LIFE).close();
        Outcome outcome = inspect(directory);
        assertThat(outcome.out())
                .contains(
                        "Damaged before:\n  " + LOG + ".bad\n",
                        "serves only when it has got the state from another",
                        "\nSound\n")
                .contains("no records, the next is 1", "0 queues with 0 items", "last operation: none");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void saysInOneLineWhyItCannotRead() throws IOException {
        assertThat(whileInUse.err())
                .isEqualTo("ftqueue: the data directory " + made.resolve("data") + " is in use by process "
                        + ProcessHandle.current().pid() + "\n");
        refuses(folder.resolve("none"), "there is no directory");
        refuses(folder, "is not a data directory");
        refuses(directory.resolve(LOG), "is not a directory");
        Files.delete(directory.resolve(LOG));
        Files.createSymbolicLink(directory.resolve(LOG), folder);
        assertThat(inspect(directory).out()).contains("the log has no segments");
        write("ftqueue data, format 2, id 0123456789abcdef, ready");
        refuses(directory, "the data has format 2, and this program knows none above 1");
        Files.writeString(directory.resolve("FORMAT"), "something else\n");
        assertThat(inspect(directory))
                .isEqualTo(new Outcome(
                        ExitCode.DAMAGED,
                        "",
                        "ftqueue: " + directory
                                + " is damaged: FORMAT, offset 0: this is not the line of a data directory\n"));
    }

    @Test
    void saysInOneLineWhatMayNotBeRead() throws IOException {
        Path log = directory.resolve(LOG);
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(log), "whoever runs this may read everything");
        refuses(directory, "no leave to read " + log);
    }

    private static void refuses(Path path, String why) {
        Outcome outcome = inspect(path);
        assertThat(outcome.err()).startsWith("ftqueue: ").contains(why).hasLineCount(1);
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.out()).isEmpty();
    }

    /** A FORMAT of any version, with the checksum that it must have. */
    private void write(String text) throws IOException {
        var crc = new java.util.zip.CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        Files.writeString(directory.resolve("FORMAT"), text + String.format(", crc %08x\n", crc.getValue()));
    }

    /** Puts parts of a record at the end of the log. */
    private void tear() throws IOException {
        byte[] begun = new byte[40];
        begun[0] = 1;
        begun[39] = 1;
        Files.write(directory.resolve(LOG), begun, StandardOpenOption.APPEND);
    }

    private void flip(String name, int position) throws IOException {
        Path file = directory.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 4;
        Files.write(file, bytes);
    }

    /** Names, bytes and times of all files, and the time of the directory. */
    private List<String> everything() throws IOException {
        List<String> all = new ArrayList<>();
        all.add(Files.getLastModifiedTime(directory).toString());
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                all.add(file.getFileName() + " " + Files.getLastModifiedTime(file) + " "
                        + Arrays.toString(Files.readAllBytes(file)));
            }
        }
        return all;
    }

    private static Outcome inspect(Path path) {
        return run("inspect", path.toString());
    }

    private static Outcome run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine command =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exitCode = command.execute(arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            return socket.getLocalPort();
        }
    }
}
