package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.client.FtQueueClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers die and freeze under load. The turn to sequence goes round with every slot, so whichever server is hit is hit
 * in its turn as well as out of it.
 */
class CrashTest {

    private static final int KEPT_ITEMS = 500;

    /** A member is missed after half a second; the rest is for a machine that has other things to do. */
    private static final long LONGEST_OUTAGE_MILLIS = 5_000;

    private static Servers servers;
    private static long kept;

    @BeforeAll
    static void startServers() {
        servers = Servers.start(3);
        servers.awaitOneConfiguration();
        try (FtQueueClient client = FtQueueClient.connect(servers.clientConfig())) {
            kept = client.create("kept");
            for (int i = 0; i < KEPT_ITEMS; i++) {
                client.push(kept, ("kept " + i).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @AfterAll
    static void stopServers() {
        servers.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void killingAServerLosesNothingAndItComesBackWithTheState(int victim) {
        Load load = Load.start(servers.clientConfig(), "load", 3, 2);
        Await.pause(Duration.ofSeconds(1));
        load.resetGap();
        servers.get(victim).kill();
        long answers = load.answers();
        Await.until("operations go on", Servers.PATIENCE, () -> load.answers() > answers + 500);
        Await.pause(Duration.ofSeconds(1));
        long outage = load.longestGapMillis();
        System.out.println("server " + victim + " killed: no answer for " + outage + " ms, "
                + (load.answers() - answers) + " operations since");
        assertThat(outage).isLessThan(LONGEST_OUTAGE_MILLIS);

        servers.get(victim).restart();
        servers.awaitOneConfiguration();
        Await.pause(Duration.ofMillis(500));
        balance(load);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aServerThatIsStoppedForAMomentIsNotExcluded(int victim) {
        List<Status> before = servers.awaitEqualStates();
        Load load = Load.start(servers.clientConfig(), "load", 1, 1);
        Await.pause(Duration.ofMillis(300));
        servers.get(victim).freeze(Duration.ofMillis(400));
        Await.pause(Duration.ofMillis(700));
        balance(load);
        assertThat(servers.statuses())
                .extracting(Status::configurationId)
                .containsOnly(before.get(0).configurationId());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aServerThatIsStoppedForLongIsExcludedAndComesBack(int victim) {
        List<Status> before = servers.awaitEqualStates();
        Load load = Load.start(servers.clientConfig(), "load", 2, 2);
        Await.pause(Duration.ofMillis(300));
        load.resetGap();
        servers.get(victim).freeze(Duration.ofSeconds(3));
        long outage = load.longestGapMillis();
        System.out.println("server " + victim + " frozen: no answer for " + outage + " ms");
        assertThat(outage).isLessThan(LONGEST_OUTAGE_MILLIS);
        servers.awaitOneConfiguration();
        Await.pause(Duration.ofMillis(500));
        balance(load);
        assertThat(servers.statuses())
                .extracting(Status::configurationId)
                .doesNotContain(before.get(0).configurationId());
    }

    /** The books of the load are in order, and all servers have the same state, of which nothing is missing. */
    private static void balance(Load load) {
        Ledger ledger = load.stop();
        assertThat(ledger.complaints()).isEmpty();
        assertThat(ledger.inDoubt()).isZero();
        assertThat(ledger.acknowledged()).isGreaterThan(100).isEqualTo(ledger.popped());
        List<Status> statuses = servers.awaitEqualStates();
        assertThat(statuses).allMatch(status -> status.items() == KEPT_ITEMS);
        try (FtQueueClient client = FtQueueClient.connect(servers.clientConfig())) {
            assertThat(client.size(kept)).isEqualTo(KEPT_ITEMS);
            assertThat(client.top(kept))
                    .hasValueSatisfying(item ->
                            assertThat(item).asString(StandardCharsets.UTF_8).isEqualTo("kept 0"));
        }
    }
}
