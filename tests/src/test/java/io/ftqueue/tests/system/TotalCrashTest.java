package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All servers are killed at the same moment, under load, and come back with what is on their disks. */
@Timeout(150)
class TotalCrashTest {

    private static final int SERVERS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FIRST_SEGMENT = "log-000000000000000001";

    private final Random random = new Random(System.nanoTime());

    @TempDir
    private Path folder;

    private Servers servers;
    private Load load;

    @BeforeEach
    void start() {
        servers =
                Servers.start(SERVERS, server -> List.of("--data", data(server).toString()));
        servers.awaitOneConfiguration();
        load = Load.start(servers.clientConfig().withTimeout(PATIENCE), "load", 3, 2);
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void whateverTheOrderInWhichTheyComeBackNothingIsLost() {
        for (int crash = 0; crash < 3; crash++) {
            killAll();
            List<ServerProcess> order = new ArrayList<>(servers.all());
            Collections.shuffle(order, random);
            for (ServerProcess server : order) {
                server.restart();
                Await.pause(Duration.ofMillis(random.nextInt(2_000)));
            }
            servers.awaitOneConfiguration();
        }
        balance();
    }

    /** The two others hold everything that was acknowledged. */
    @Test
    void oneThatComesBackWithoutItsDiskGetsEverythingFromTheOthers() throws IOException {
        killAll();
        try (Stream<Path> files = Files.walk(data(0))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        servers.all().forEach(ServerProcess::restart);
        servers.awaitOneConfiguration();
        balance();
    }

    @Test
    void oneWhoseLogIsDamagedSaysSoAndGetsEverythingFromTheOthers() throws IOException {
        killAll();
        Path log = data(0).resolve(FIRST_SEGMENT);
        byte[] bytes = Files.readAllBytes(log);
        int written = bytes.length;
        while (bytes[written - 1] == 0) {
            written--;
        }
        bytes[written / 2] ^= 16;
        Files.write(log, bytes);
        assertThat(inspect(0)).contains("DAMAGED", FIRST_SEGMENT + ", offset ");
        servers.all().forEach(ServerProcess::restart);
        servers.awaitOneConfiguration();
        balance();
        assertThat(servers.get(0).output()).contains(data(0) + " is damaged: " + FIRST_SEGMENT);
        killAllAtRest();
        assertThat(inspect(0)).contains("Damaged before:", FIRST_SEGMENT + ".bad", "they may be deleted", "\nSound\n");
        assertThat(inspect(1)).doesNotContain("Damaged before:").contains("\nSound\n");
        assertThat(stateIn(inspect(0))).isEqualTo(stateIn(inspect(1)));
    }

    private Path data(int server) {
        return folder.resolve("s" + server);
    }

    /** In the middle of work. */
    private void killAll() {
        long answers = load.answers();
        Await.until("operations go on", PATIENCE, () -> load.answers() > answers + 200);
        killAllAtRest();
    }

    private void killAllAtRest() {
        servers.stopAll();
        servers.all().forEach(ServerProcess::kill);
    }

    private void balance() {
        Ledger ledger = load.stop();
        System.out.println(ledger.acknowledged() + " pushes acknowledged, " + ledger.popped() + " items popped");
        assertThat(ledger.complaints()).isEmpty();
        assertThat(ledger.inDoubt()).isZero();
        assertThat(ledger.acknowledged()).isGreaterThan(50).isEqualTo(ledger.popped());
        assertThat(servers.awaitEqualStates()).allMatch(status -> status.items() == 0);
    }

    private String inspect(int server) {
        List<String> command =
                ChildProcess.java(Servers.MAIN, "inspect", data(server).toString());
        try (ChildProcess child = ChildProcess.start(command)) {
            child.awaitExit(PATIENCE);
            return child.output() + "\n";
        }
    }

    private static String stateIn(String inspection) {
        return inspection
                .lines()
                .filter(line -> line.contains(", state "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(inspection));
    }
}
