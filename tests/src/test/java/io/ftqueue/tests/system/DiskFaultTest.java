package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.ClientException;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.client.ServerFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A server whose system calls to the disk fail. It is alone: nobody else holds what it acknowledges. */
@Timeout(120)
class DiskFaultTest {

    /** Ends a wait for an acknowledgement that is not to come. */
    private static final Duration SHORT = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int START_FAILED = 1;
    private static final int SERVER_FAILED = 70;

    @TempDir
    private Path folder;

    /**
     * After a failed sync the system takes what it could not write for written, and says so at the next one: there is
     * no second try.
     */
    @Test
    @ExtendWith(NeedsTracing.class)
    void aFailedSyncEndsTheServerAndNothingIsAcknowledgedAfterIt() throws IOException {
        try (Servers servers = start(folder.resolve("data"), "fdatasync:error=EIO:when=30")) {
            int acknowledged = pushUntilItFails(servers);
            assertEnded(servers, SERVER_FAILED, "the disk has failed");
            assertThat(syncsAfterTheFault()).isEmpty();
            assertThat(acknowledged).isBetween(1, 30);
            assertStillThere(servers, acknowledged);
        }
    }

    @Test
    @ExtendWith(NeedsTracing.class)
    void aFailedWriteEndsTheServerAndNothingIsAcknowledgedAfterIt() {
        try (Servers servers = start(folder.resolve("data"), "pwrite64:error=EIO:when=25")) {
            int acknowledged = pushUntilItFails(servers);
            assertEnded(servers, SERVER_FAILED, "the disk has failed");
            assertThat(acknowledged).isBetween(1, 25);
            assertStillThere(servers, acknowledged);
        }
    }

    @Test
    @ExtendWith(NeedsTracing.class)
    void aServerThatCannotForceItsDirectoryDoesNotStart() {
        try (Servers servers = start(folder.resolve("data"), "fsync:error=EIO:when=1+")) {
            assertEnded(servers, START_FAILED, "cannot use " + folder.resolve("data"));
        }
    }

    @Test
    @ExtendWith(NeedsTracing.class)
    void waitsForRoomAndGoesOn() {
        try (Servers servers = start(folder.resolve("data"), "pwrite64:error=ENOSPC:when=15..25")) {
            servers.awaitOneConfiguration();
            assertThat(pushAll(servers, 40)).isEqualTo(40);
            assertThat(servers.get(0).output()).contains("The disk is full", "There is room on the disk again");
            servers.get(0).kill();
            assertStillThere(servers, 40);
        }
    }

    /** What is left is for what makes the queues shorter, and to get over it. */
    @Test
    @ExtendWith(NeedsDisks.class)
    void aNearlyFullDiskRefusesPushesAndServesTheRest() throws IOException {
        try (TestDisk disk = TestDisk.memory(folder, "small", 200);
                Servers servers = start(disk.directory().resolve("data"), "")) {
            servers.awaitOneConfiguration();
            assertThat(pushAll(servers, 20)).isEqualTo(20);
            Path filler = disk.directory().resolve("filler");
            ChildProcess.run("dd", "if=/dev/zero", "of=" + filler, "bs=1M", "count=150");
            try (FtQueueClient client = FtQueueClient.connect(patient(servers))) {
                long queue = client.id("jobs").orElseThrow();
                Await.until("pushes are refused", PATIENCE, () -> isRefused(client, queue, 1_000, Integer.BYTES));
                assertThat(isRefused(client, queue, 1_001, Integer.BYTES)).isTrue();
                assertThatThrownBy(() -> client.create("more")).isInstanceOf(ServerFullException.class);
                long size = client.size(queue);
                assertThat(client.top(queue)).isPresent();
                assertThat(client.pop(queue)).isPresent();
                assertThat(client.size(queue)).isEqualTo(size - 1);
                Files.delete(filler);
                Duration soon = Duration.ofSeconds(10);
                Await.until("pushes are taken", soon, () -> !isRefused(client, queue, 1_002, Integer.BYTES));
                assertThat(client.size(queue)).isEqualTo(size);
            }
            assertThat(servers.get(0).output()).contains("The disk is nearly full", "pushes are taken again");
        }
    }

    private static boolean isRefused(FtQueueClient client, long queue, int number, int bytes) {
        try {
            client.push(queue, item(number, bytes));
            return false;
        } catch (ServerFullException full) {
            return true;
        }
    }

    /** Pushes an item when there is room for it. */
    private static void push(FtQueueClient client, long queue, int number, int bytes) {
        while (isRefused(client, queue, number, bytes)) {
            Await.pause(Duration.ofMillis(50));
        }
    }

    /** No byte is left, until somebody makes room. */
    @Test
    @ExtendWith(NeedsDisks.class)
    void nothingIsAcknowledgedWhileTheDiskIsFull() throws IOException {
        try (TestDisk disk = TestDisk.memory(folder, "small", 200);
                Servers servers = start(disk.directory().resolve("data"), "")) {
            servers.awaitOneConfiguration();
            assertThat(pushAll(servers, 20)).isEqualTo(20);
            Path filler = disk.directory().resolve("filler");
            Needs.succeeds("dd", "if=/dev/zero", "of=" + filler, "bs=64k");
            var acknowledged = new AtomicInteger(20);
            var enough = new AtomicBoolean();
            var pusher = new Thread(() -> pushOn(servers, acknowledged, enough));
            pusher.start();
            Await.until(
                    "the disk is full", PATIENCE, () -> servers.get(0).output().contains("The disk is "));
            // What was on its way.
            Await.pause(Duration.ofSeconds(1));
            int whileFull = acknowledged.get();
            Await.pause(SHORT);
            assertThat(acknowledged).hasValue(whileFull);
            assertThat(servers.get(0).isAlive()).isTrue();
            Files.delete(filler);
            Await.until("it goes on", Duration.ofSeconds(10), () -> acknowledged.get() > whileFull + 20);
            enough.set(true);
            join(pusher);
            servers.get(0).kill();
            assertStillThere(servers, acknowledged.get());
        }
    }

    /** A server alone, the first life of which meets the fault. */
    private Servers start(Path data, String fault) {
        Path trace = folder.resolve("trace");
        String tracer = "strace -D -f -o " + trace + " -e trace=fdatasync,fsync,pwrite64 -e inject=" + fault;
        String script = "if [ ! -e $0 ]; then touch $0; exec " + (fault.isEmpty() ? "" : tracer) + " \"$@\"; fi; "
                + "exec \"$@\"";
        return Servers.start(1, server -> List.of("--data", data.toString()), command -> {
            List<String> wrapped = new ArrayList<>(
                    List.of("sh", "-c", script, folder.resolve("lived").toString()));
            wrapped.addAll(command);
            return wrapped;
        });
    }

    private static ClientConfig patient(Servers servers) {
        return servers.clientConfig().withTimeout(PATIENCE);
    }

    /** Pushes 0, 1, 2 …, each when the one before was acknowledged; how many were. */
    private static int pushUntilItFails(Servers servers) {
        servers.awaitOneConfiguration();
        int acknowledged = 0;
        try (FtQueueClient client = FtQueueClient.connect(servers.clientConfig().withTimeout(SHORT))) {
            long queue = client.create("jobs");
            while (acknowledged < 1_000) {
                client.push(queue, item(acknowledged, Integer.BYTES));
                acknowledged++;
            }
            throw new AssertionError("the fault has not come");
        } catch (ClientException expected) {
            return acknowledged;
        }
    }

    private static int pushAll(Servers servers, int items) {
        try (FtQueueClient client = FtQueueClient.connect(patient(servers))) {
            long queue = client.create("jobs");
            for (int i = 0; i < items; i++) {
                push(client, queue, i, Integer.BYTES);
            }
            return items;
        }
    }

    /** Goes on to push, large items. */
    private static void pushOn(Servers servers, AtomicInteger acknowledged, AtomicBoolean enough) {
        try (FtQueueClient client = FtQueueClient.connect(patient(servers))) {
            long queue = client.id("jobs").orElseThrow();
            while (!enough.get()) {
                push(client, queue, acknowledged.get(), 10_000);
                acknowledged.incrementAndGet();
            }
        } catch (ClientException gaveUp) {
            System.out.println("the pusher ends: " + gaveUp);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(thread.isAlive()).isFalse();
    }

    private static byte[] item(int number, int bytes) {
        return ByteBuffer.allocate(bytes).putInt(number).array();
    }

    private static void assertEnded(Servers servers, int exitCode, String message) {
        ServerProcess server = servers.get(0);
        assertThat(server.awaitExit(PATIENCE)).as(server.output()).isEqualTo(exitCode);
        assertThat(server.output().lines().filter(line -> line.startsWith("ftqueue: ")))
                .singleElement()
                .asString()
                .contains(message);
    }

    /** What the server asked of the disk behind the call that failed. */
    private List<String> syncsAfterTheFault() throws IOException {
        List<String> calls = Files.readAllLines(folder.resolve("trace"));
        int fault = IntStream.range(0, calls.size())
                .filter(i -> calls.get(i).contains("(INJECTED)"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no call has failed"));
        return calls.subList(fault + 1, calls.size()).stream()
                .filter(call -> call.contains("sync("))
                .toList();
    }

    /** A server that starts from what is on disk has all that was acknowledged, and at most one more. */
    private static void assertStillThere(Servers servers, int acknowledged) {
        servers.get(0).restart();
        servers.awaitOneConfiguration();
        try (FtQueueClient client = FtQueueClient.connect(patient(servers))) {
            long queue = client.id("jobs").orElseThrow();
            int found = 0;
            for (Optional<byte[]> item = client.pop(queue); item.isPresent(); item = client.pop(queue)) {
                assertThat(ByteBuffer.wrap(item.get()).getInt()).isEqualTo(found);
                found++;
            }
            assertThat(found).isBetween(acknowledged, acknowledged + 1);
        }
    }
}
