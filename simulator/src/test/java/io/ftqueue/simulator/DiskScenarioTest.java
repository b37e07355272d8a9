package io.ftqueue.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.ReplicationStatus.Phase;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.simulator.DiskOptions.Keeps;
import io.ftqueue.simulator.checker.Call;
import io.ftqueue.simulator.checker.StateChecker.Regime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers with disks promise, one situation after the other. */
class DiskScenarioTest {

    private static final int ITEMS = 20;

    private static Scenario of(int servers, long seed) {
        return Scenario.of(servers, DiskOptions.CALM, seed);
    }

    private static List<Long> push(Scenario scenario, NativeClient client, int count) {
        List<Long> pushed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pushed.add(scenario.push(client));
        }
        return pushed;
    }

    private static void cutAllPower(Scenario scenario) {
        for (int i = 0; i < scenario.world.servers().size(); i++) {
            scenario.world.cutPower(i);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aPowerCutOfAllServersLosesNothingThatWasAcknowledged(long seed) {
        Scenario scenario = of(3, seed).up();
        List<Long> pushed = push(scenario, scenario.client(0), ITEMS);
        cutAllPower(scenario);
        scenario.run(100);
        for (int i = 2; i >= 0; i--) {
            scenario.world.start(i);
            scenario.run(30);
        }
        assertThat(scenario.reckon()).isEqualTo(pushed);
        assertThat(scenario.world.states().regime()).isEqualTo(Regime.STRICT);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aPowerCutRightAfterAnAnswerLosesNothing(long seed) {
        Scenario scenario = of(1, seed).up();
        NativeClient client = scenario.client(0);
        List<Long> pushed = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            pushed.add(scenario.push(client));
            scenario.world.cutPower(0);
            scenario.run(10);
            scenario.world.start(0);
        }
        assertThat(scenario.reckon()).isEqualTo(pushed);
    }

    /** One disk is older: its server was away when the others went on, and all lose their power before it is back. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nestedSplitsWithAPowerCutOfAllInTheMiddleAndOneDiskThatIsOlder(long seed) {
        Scenario scenario = of(5, seed).up();
        NativeClient client = scenario.client(0);
        List<Long> pushed = push(scenario, client, 5);
        scenario.run(100);
        scenario.world.cutPower(4);
        scenario.run(1_500);
        pushed.addAll(push(scenario, client, 5));
        scenario.world.partition(0, 0, 1, 1, 1);
        scenario.run(1_500);
        pushed.addAll(push(scenario, client, 5));
        NativeClient other = scenario.client(2);
        long there = scenario.push(other);
        cutAllPower(scenario);
        scenario.world.partition(0, 1, 1, 0, 1);
        for (int i = 4; i >= 0; i--) {
            scenario.world.start(i);
        }
        scenario.run(9_000);
        long later = scenario.push(scenario.client(4));
        scenario.world.heal();
        scenario.run(2_000);
        List<Long> left = scenario.reckon();
        assertThat(left).containsAll(pushed).contains(there, later).doesNotHaveDuplicates();
        assertThat(left.stream().filter(pushed::contains).toList()).isEqualTo(pushed);
    }

    /** Its log has slots that nobody else saw; what was in them, others have ordered again. */
    @ParameterizedTest
    @ValueSource(ints = {1, 6})
    void slotsThatOnlyOneDiskHasAndWhoseOperationsOthersHaveOrderedAgainCountOnce(int pushes) {
        Scenario scenario = of(3, pushes).up();
        NativeClient client = scenario.client(0);
        scenario.push(client);
        scenario.run(300);
        scenario.world.partition(0, 1, 1);
        scenario.run(1_500);
        scenario.mute(0, client, true);
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < pushes; i++) {
            calls.add(scenario.ask(client, OperationKind.PUSH, 1, scenario.world.newValue()));
            scenario.run(30);
        }
        long alone = scenario.world.server(0).disk().synced().upTo().size();
        scenario.world.cutPower(0);
        client.use(1);
        calls.forEach(scenario::await);
        assertThat(calls).allMatch(Call::succeeded);
        scenario.world.cutPower(1);
        scenario.world.cutPower(2);
        scenario.run(50);
        List<Long> left = scenario.reckon();
        assertThat(left).hasSize(1 + pushes).doesNotHaveDuplicates();
        assertThat(alone).isGreaterThan(1);
        assertThat(scenario.world.counts().get("merges")).isPositive();
    }

    /** Neither copy of its life is left: nobody knows how it called itself, so it is another server's disk. */
    @Test
    void aServerThatHasLostItsDiskAndWhoseClockIsTurnedBackComesBackAsANewOne() {
        Scenario scenario = of(3, 1).up();
        NativeClient client = scenario.client(0);
        List<Long> pushed = push(scenario, client, 5);
        MemberId before = scenario.world.server(2).self();
        scenario.run(200);
        scenario.world.cutPower(2);
        assertThat(scenario.world.isCovered(2)).isTrue();
        scenario.world.harm(2, true);
        scenario.world.server(2).turnWallClock(-3_600_000_000L);
        scenario.run(5);
        scenario.world.start(2);
        scenario.run(2_000);
        MemberId after = scenario.world.server(2).self();
        assertThat(after.server()).isEqualTo(before.server());
        assertThat(after.incarnation()).isGreaterThan(before.incarnation());
        assertThat(scenario.configurationOf(0).members()).contains(after).doesNotContain(before);
        pushed.addAll(push(scenario, client, 5));
        assertThat(scenario.reckon()).isEqualTo(pushed);
    }

    @Test
    void aServerWhoseDiskIsDamagedGetsEverythingFromTheOthersEvenAfterAPowerCutOfAll() {
        int detected = 0;
        for (long seed = 1; seed <= 12; seed++) {
            Scenario scenario = of(3, seed).up();
            List<Long> pushed = push(scenario, scenario.client(0), ITEMS);
            scenario.run(200);
            cutAllPower(scenario);
            assertThat(scenario.world.isCovered(1)).isTrue();
            scenario.world.harm(1, false);
            scenario.world.start(1);
            scenario.run(100);
            assertThat(scenario.reckon()).isEqualTo(pushed);
            detected += scenario.world.counts().containsKey("corruption detected") ? 1 : 0;
        }
        assertThat(detected).isGreaterThanOrEqualTo(3);
    }

    /** Two disks are damaged, and the third, the only good copy, is away. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whereNoGoodCopyIsLeftNobodyServesUntilOneComesBack(long seed) {
        Scenario scenario = of(3, seed).up();
        NativeClient client = scenario.client(0);
        List<Long> pushed = push(scenario, client, ITEMS);
        scenario.run(200);
        cutAllPower(scenario);
        for (int i = 0; i < 2; i++) {
            scenario.world.server(i).disk().damageRecords();
            scenario.world.start(i);
        }
        Call pop = scenario.ask(client, OperationKind.POP, 1, 0);
        for (int i = 0; i < 60; i++) {
            scenario.run(100);
            for (int server = 0; server < 2; server++) {
                assertThat(scenario.world.server(server).status().phase()).isNotEqualTo(Phase.SERVING);
            }
        }
        assertThat(pop.result()).isNull();
        assertThat(scenario.world.counts().get("corruption detected")).isEqualTo(2);
        scenario.world.start(2);
        scenario.await(pop);
        assertThat(pop.item()).isEqualTo(pushed.get(0));
        assertThat(scenario.reckon()).isEqualTo(pushed.subList(1, ITEMS));
    }

    /** A client asks again on the other side, which has just fetched the state in which that was executed. */
    @Test
    void aStateThatWasFetchedIsToldOfOnlyWhenItIsOnDisk() {
        var slow = new DiskOptions(Keeps.ANSWERS, 16 << 10, 1 << 20, 2_000_000, 0, 0, true, 0, 0, 0, 0, 0, 0, 0, 0);
        Scenario scenario = Scenario.of(2, slow, 1).up();
        NativeClient client = scenario.client(0);
        assertThat(scenario.call(client, OperationKind.CREATE, 0).succeeded()).isTrue();
        scenario.world.partition(0, 1);
        scenario.run(1_500);
        scenario.mute(0, client, true);
        Call push = scenario.ask(client, OperationKind.PUSH, 1, scenario.world.newValue());
        scenario.run(60);
        client.use(1);
        scenario.reunite();
        scenario.await(push);
        assertThat(push.succeeded()).isTrue();
        cutAllPower(scenario);
        assertThat(scenario.reckon()).containsExactly(push.value());
    }

    @Test
    void nothingIsAcknowledgedWhileTheDiskIsFull() {
        Scenario scenario = of(1, 1).up();
        NativeClient client = scenario.client(0);
        List<Long> pushed = push(scenario, client, 3);
        scenario.world.server(0).disk().leaveNoRoom(500 * SimulationOptions.MILLI);
        Call push = scenario.ask(client, OperationKind.PUSH, 1, scenario.world.newValue());
        scenario.run(450);
        assertThat(push.result()).isNull();
        scenario.run(500);
        assertThat(push.succeeded()).isTrue();
        pushed.add(push.value());
        scenario.world.cutPower(0);
        assertThat(scenario.reckon()).isEqualTo(pushed);
    }

    @Test
    void nothingIsAcknowledgedAfterAForceHasFailed() {
        Scenario scenario = of(1, 1).up();
        NativeClient client = scenario.client(0);
        List<Long> pushed = push(scenario, client, 3);
        scenario.world.server(0).disk().failForces(true);
        Call push = scenario.ask(client, OperationKind.PUSH, 1, scenario.world.newValue());
        scenario.run(300);
        assertThat(push.result()).isNull();
        assertThat(scenario.world.counts().get("failed force")).isPositive();
        scenario.world.server(0).disk().failForces(false);
        scenario.await(push);
        assertThat(push.succeeded()).isTrue();
        pushed.add(push.value());
        assertThat(scenario.reckon()).isEqualTo(pushed);
    }
}
