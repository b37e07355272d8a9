package io.ftqueue.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.Decoded;
import io.ftqueue.storage.DataDirectory;
import io.ftqueue.storage.Life;
import io.ftqueue.storage.RecordStore;
import io.ftqueue.storage.StorageConfig;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that keeps what it knows in a directory. */
class PersistenceTest {

    @TempDir
    private Path folder;

    private Path data;
    private ServerConfig config;
    private DatagramSocket socket;

    @BeforeEach
    void open() throws IOException {
        data = folder.resolve("data");
        config = Loopback.config();
        socket = Loopback.socket();
        socket.setSoTimeout(200);
    }

    @AfterEach
    void close() {
        socket.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void hasAfterARestartWhatItHadBefore(boolean sync) throws Exception {
        long id;
        try (FtQueueServer server = start(sync)) {
            id = execute(server, 1, new Operation.Create("a".getBytes(UTF_8))).number();
            execute(server, 2, new Operation.Push(id, "one".getBytes(UTF_8)));
            execute(server, 3, new Operation.Push(id, "two".getBytes(UTF_8)));
            assertThat(execute(server, 4, new Operation.Pop(id)).item()).isEqualTo("one".getBytes(UTF_8));
        }
        try (FtQueueServer server = start(sync)) {
            assertThat(execute(server, 5, new Operation.Size(id)).number()).isEqualTo(1);
            // The same request as before the restart: answered, not executed again.
            assertThat(execute(server, 4, new Operation.Pop(id)).item()).isEqualTo("one".getBytes(UTF_8));
            assertThat(execute(server, 6, new Operation.Pop(id)).item()).isEqualTo("two".getBytes(UTF_8));
        }
    }

    @Test
    void saysInItsAnswersWhetherTheyAreOnDisk() throws Exception {
        try (FtQueueServer server = start(true)) {
            assertThat(ask(server, 1, new Operation.Create("a".getBytes(UTF_8))).holding())
                    .hasToString("held by 1 server, on disk");
        }
        try (FtQueueServer server = FtQueueServer.start(config)) {
            assertThat(ask(server, 1, new Operation.Create("a".getBytes(UTF_8))).holding())
                    .hasToString("held by 1 server, in memory only");
        }
    }

    @Test
    void everyLifeHasALaterIncarnationWhateverTheClockSays() throws StartException {
        ServerConfig.Storage storage = new ServerConfig.Storage(data, true);
        Persistence first = Persistence.open(storage, new MemberId(7, 1_000));
        assertThat(first.self()).isEqualTo(new MemberId(7, 1_000));
        first.abandon();
        Persistence second = Persistence.open(storage, new MemberId(7, 10));
        assertThat(second.self()).isEqualTo(new MemberId(7, 1_001));
        second.abandon();
    }

    @Test
    void filesAreForTheirOwnerOnly() throws Exception {
        try (FtQueueServer server = start(true)) {
            assertThat(server.address()).isNotNull();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(data)) {
                assertThat(files)
                        .isNotEmpty()
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void refusesADirectoryThatAnotherServerUses() throws Exception {
        try (FtQueueServer server = start(true)) {
            assertThat(server.address()).isNotNull();
            config = config.withBind(Loopback.ADDRESS, Loopback.freePort());
            assertThatThrownBy(() -> start(true))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("--data");
        }
    }

    @Test
    void refusesADirectoryThatIsNoDataDirectory() throws IOException {
        Files.createDirectory(data);
        Files.writeString(data.resolve("letter.txt"), "Dear Sir");
        assertThatThrownBy(() -> start(true)).isInstanceOf(StartException.class).hasMessageContaining("letter.txt");
        assertThat(Files.readString(data.resolve("letter.txt"))).isEqualTo("Dear Sir");
    }

    @Test
    void doesNotServeWhereWhatItHeldIsDamaged() throws Exception {
        try (FtQueueServer server = start(true)) {
            long id = execute(server, 1, new Operation.Create("a".getBytes(UTF_8)))
                    .number();
            execute(server, 2, new Operation.Push(id, "one".getBytes(UTF_8)));
        }
        damageLog();
        for (int life = 0; life < 2; life++) {
            try (FtQueueServer server = start(true)) {
                assertThat(statusPhase(server, "HOLLOW")).isEqualTo("HOLLOW");
                assertThat(tryAsk(server, 3, new Operation.Create("b".getBytes(UTF_8))))
                        .isEmpty();
            }
        }
        // Whoever takes the damaged files away accepts the loss.
        try (Stream<Path> files = Files.list(data)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".bad")).toList()) {
                Files.delete(file);
            }
        }
        try (FtQueueServer server = start(true)) {
            assertThat(statusPhase(server, "SERVING")).isEqualTo("SERVING");
        }
    }

    @Test
    void recordsThatMakeNoSenseAreDamageToo() throws Exception {
        var life = new Life(7, 0, 0);
        try (var store = new RecordStore(DataDirectory.open(data, StorageConfig.DEFAULT, life), 1 << 20)) {
            store.append(new byte[] {99}, 0, 1);
        }
        try (FtQueueServer server = start(true)) {
            assertThat(statusPhase(server, "HOLLOW")).isEqualTo("HOLLOW");
        }
    }

    private void damageLog() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            Path log = files.filter(path -> path.getFileName().toString().startsWith("log-"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(log);
            bytes[200] ^= 1;
            Files.write(log, bytes);
        }
    }

    private static String statusPhase(FtQueueServer server, String wanted) throws InterruptedException {
        long end = System.nanoTime() + 10_000_000_000L;
        String phase = "";
        while (!phase.equals(wanted) && System.nanoTime() - end < 0) {
            String json = server.statusJson();
            phase = json.replaceAll("(?s).*\"phase\":\"([A-Z]+)\".*", "$1");
            Thread.onSpinWait();
        }
        return phase;
    }

    private FtQueueServer start(boolean sync) throws StartException {
        return FtQueueServer.start(config.withStorage(new ServerConfig.Storage(data, sync)));
    }

    private Result execute(FtQueueServer server, long seq, Operation operation) throws IOException {
        return ask(server, seq, operation).answers().get(0).result();
    }

    private ClientFrame.Reply ask(FtQueueServer server, long seq, Operation operation) throws IOException {
        return tryAsk(server, seq, operation).stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no answer to " + operation));
    }

    private List<ClientFrame.Reply> tryAsk(FtQueueServer server, long seq, Operation operation) throws IOException {
        byte[] request = ClientCodec.encode(new ClientFrame.Request(7, 1, List.of(), seq, List.of(operation)));
        for (int attempt = 0; attempt < 25; attempt++) {
            Loopback.send(socket, request, server.address());
            var packet = new DatagramPacket(new byte[2_000], 2_000);
            try {
                socket.receive(packet);
                byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
                if (ClientCodec.decode(bytes) instanceof Decoded.Ok ok
                        && ok.frame() instanceof ClientFrame.Reply reply
                        && reply.answers().get(0).seq() == seq) {
                    return List.of(reply);
                }
            } catch (SocketTimeoutException e) {
                // Asked again: it may not serve yet.
                assertThat(e.bytesTransferred).isZero();
            }
        }
        return List.of();
    }
}
