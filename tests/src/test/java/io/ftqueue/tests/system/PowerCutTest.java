package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power fails for all servers at once, under load. What the system has in memory and not on its disks is gone then;
 * a process that is only killed leaves it behind, and would never show that a sync is missing.
 */
@ExtendWith(NeedsDisks.class)
class PowerCutTest {

    private static final int CUTS = Integer.getInteger("ftqueue.powerCuts", 5);
    private static final long SEED = Long.getLong("ftqueue.powerCutSeed", System.nanoTime());

    private static final int SERVERS = 3;

    /** A server that has less room than its reserve takes no pushes. */
    private static final int DISK_MEGABYTES = 400;

    /** Clients wait until all are there again. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    @Test
    void whatWasAcknowledgedOutlivesAPowerCutOfAllServers() {
        System.out.println("power cuts: -Dftqueue.powerCuts=" + CUTS + " -Dftqueue.powerCutSeed=" + SEED);
        var random = new SplittableRandom(SEED);
        List<TestDisk> disks = new ArrayList<>();
        try {
            for (int i = 0; i < SERVERS; i++) {
                disks.add(TestDisk.ext4(folder, "s" + i, DISK_MEGABYTES));
            }
            try (Servers servers = Servers.start(SERVERS, i -> dataIn(disks.get(i)))) {
                servers.awaitOneConfiguration();
                Load load = Load.start(servers.clientConfig().withTimeout(PATIENCE), "load", 3, 2);
                for (int cut = 1; cut <= CUTS; cut++) {
                    long answers = load.answers();
                    Await.until("operations go on", PATIENCE, () -> load.answers() > answers + 100);
                    Await.pause(Duration.ofMillis(random.nextInt(400)));
                    cutPower(servers, disks);
                    servers.awaitOneConfiguration();
                    System.out.println("power cut " + cut + " after " + (load.answers() - answers) + " answers");
                }
                balance(servers, load);
            }
        } finally {
            disks.forEach(TestDisk::close);
        }
    }

    private static List<String> dataIn(TestDisk disk) {
        return List.of("--data", disk.directory().resolve("data").toString(), "--durability", "fsync");
    }

    /** Nothing is acknowledged between the copies, which are thus of one moment. */
    private static void cutPower(Servers servers, List<TestDisk> disks) {
        servers.stopAll();
        disks.forEach(TestDisk::copy);
        servers.all().forEach(ServerProcess::kill);
        disks.forEach(TestDisk::becomeTheCopy);
        servers.all().forEach(ServerProcess::restart);
    }

    private static void balance(Servers servers, Load load) {
        Ledger ledger = load.stop();
        System.out.println(ledger.acknowledged() + " pushes acknowledged, " + ledger.popped() + " items popped");
        assertThat(ledger.complaints()).isEmpty();
        assertThat(ledger.inDoubt()).isZero();
        assertThat(ledger.acknowledged()).isGreaterThan(50L * CUTS).isEqualTo(ledger.popped());
        assertThat(servers.awaitEqualStates()).allMatch(status -> status.items() == 0);
    }
}
