package io.ftqueue.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.simulator.checker.Call;
import io.ftqueue.simulator.checker.StateChecker.Regime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the group promises, one situation after the other. */
class ScenarioTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7})
    void serversStartedTogetherFormOneConfigurationWithinTwoSeconds(int servers) {
        Scenario scenario = Scenario.of(servers);
        scenario.startAll();
        scenario.world.awaitCalm(2_000);
        assertThat(scenario.configurations()).isEqualTo(1);
        scenario.reckon();
    }

    @Test
    void serversThatServedAloneBecomeOneGroupWithTheItemsOfAll() {
        Scenario scenario = Scenario.of(3);
        scenario.world.partition(0, 1, 2);
        scenario.startAll();
        scenario.run(1_000);
        for (int i = 0; i < 3; i++) {
            NativeClient client = scenario.client(i);
            assertThat(scenario.call(client, OperationKind.CREATE, 0).succeeded())
                    .isTrue();
            assertThat(scenario.call(client, OperationKind.PUSH, scenario.world.newValue())
                            .succeeded())
                    .isTrue();
        }
        scenario.world.heal();
        scenario.world.awaitCalm(3_000);
        Call size = scenario.call(scenario.client(0), OperationKind.CREATE, 0);
        assertThat(size.succeeded()).isTrue();
        scenario.reckon();
        assertThat(scenario.world.states().regime()).isEqualTo(Regime.SPLIT);
    }

    @Test
    void theGroupGoesOnWhenTheServerWhoseTurnItIsCrashes() {
        Scenario scenario = Scenario.of(3).up();
        NativeClient client = scenario.client(1);
        scenario.call(client, OperationKind.CREATE, 0);
        long next = scenario.world.server(0).status().group().receivedUpTo() + 1;
        int issuer = (int) scenario.configurationOf(0)
                        .member(scenario.configurationOf(0).sequencerOf(next))
                        .server()
                - 1;
        client.use((issuer + 1) % 3);
        scenario.world.crash(issuer);
        Call push = scenario.call(client, OperationKind.PUSH, scenario.world.newValue());
        assertThat(push.succeeded()).isTrue();
        assertThat(push.answeredAt() - push.invokedAt()).isLessThan(1_500 * SimulationOptions.MILLI);
        scenario.reckon();
        assertThat(scenario.world.states().regime()).isEqualTo(Regime.STRICT);
    }

    @Test
    void theLastSlotBeforeIdlenessReachesTheNextIssuerThoughItWasLostOnTheWay() {
        var network = new NetworkOptions(0, 0, 0, 0, 0, 0, 50, false, false, 0.9, -1, 0);
        Scenario scenario = Scenario.of(3).up();
        scenario.world.network().change(network);
        NativeClient client = scenario.client(0);
        for (int i = 0; i < 20; i++) {
            OperationKind kind = i == 0 ? OperationKind.CREATE : OperationKind.PUSH;
            Call call = scenario.call(client, kind, i == 0 ? 0 : scenario.world.newValue());
            assertThat(call.succeeded()).isTrue();
            scenario.run(7);
        }
        assertThat(scenario.configurations()).isEqualTo(1);
        scenario.reckon();
    }

    @Test
    void aLinkThatWorksOneWayOnlyDoesNotMakeTheGroupFlap() {
        Scenario scenario = Scenario.of(3).up();
        scenario.busyClient();
        scenario.world.cut(0, 2);
        scenario.run(5_000);
        // The one before the cut, and at most two that follow from it.
        assertThat(scenario.configurations()).isLessThanOrEqualTo(4);
        int before = scenario.configurations();
        scenario.run(2_000);
        assertThat(scenario.configurations()).isEqualTo(before);
        scenario.reckon();
    }

    @Test
    void aPauseShorterThanTheSuspicionTimeExcludesNobody() {
        Scenario scenario = Scenario.of(3).up();
        scenario.busyClient();
        for (int i = 0; i < 9; i++) {
            scenario.run(500);
            scenario.world.pause(i % 3, 400);
        }
        scenario.run(1_000);
        assertThat(scenario.configurations()).isEqualTo(1);
        scenario.reckon();
        assertThat(scenario.world.states().regime()).isEqualTo(Regime.STRICT);
    }

    @Test
    void aServerThatSleptForLongComesBackWithoutHarm() {
        Scenario scenario = Scenario.of(3).up();
        scenario.busyClient();
        scenario.run(200);
        scenario.world.pause(1, 5_000);
        scenario.run(7_000);
        assertThat(scenario.configurationOf(1).size()).isEqualTo(3);
        scenario.reckon();
    }

    @Test
    void aServerThatRestartsAtOnceIsAnotherMemberAndCatchesUp() {
        Scenario scenario = Scenario.of(3).up();
        scenario.busyClient();
        scenario.run(300);
        scenario.world.crash(2);
        scenario.run(5);
        scenario.world.start(2);
        scenario.run(2_000);
        assertThat(scenario.configurationOf(0).members()).contains(new MemberId(3, 2));
        scenario.reckon();
        assertThat(scenario.world.states().regime()).isEqualTo(Regime.STRICT);
    }

    @Test
    void framesOfAServersFormerLifeChangeNothing() {
        Scenario scenario = Scenario.of(3).up();
        scenario.busyClient();
        scenario.run(300);
        // What the server says now arrives only when it has long begun another life.
        scenario.world.network().lag(2, 1_500 * SimulationOptions.MILLI);
        scenario.run(100);
        scenario.world.network().lag(2, 0);
        scenario.world.crash(2);
        scenario.run(5);
        scenario.world.start(2);
        scenario.run(3_000);
        assertThat(scenario.configurationOf(0).members()).contains(new MemberId(3, 2));
        assertThat(scenario.configurations()).isEqualTo(2);
        scenario.reckon();
    }

    @Test
    void lateFramesDoNotTearAConfigurationDown() {
        var network = new NetworkOptions(0, 0, 0.05, 0.3, 0, 0, 50, false, false, 0, -1, 0);
        Scenario scenario = Scenario.of(5, network);
        scenario.startAll();
        scenario.run(1_500);
        scenario.world.crash(4);
        scenario.run(1_500);
        assertThat(scenario.configurations()).isEqualTo(2);
        scenario.reckon();
    }

    @Test
    void aBlankServerJoinsUnderLoadAndEndsUpEqual() {
        Scenario scenario = Scenario.of(4);
        for (int i = 0; i < 3; i++) {
            scenario.world.start(i);
        }
        scenario.busyClient();
        scenario.busyClient();
        scenario.run(1_500);
        scenario.world.start(3);
        scenario.run(1_500);
        assertThat(scenario.configurationOf(0).size()).isEqualTo(4);
        scenario.reckon();
        assertThat(scenario.world.states().regime()).isEqualTo(Regime.STRICT);
    }

    @Test
    void payloadsThatMissOnlyTheParkedIssuerAreOrderedAllTheSame() {
        // Everything that carries payloads is lost nine times out of ten.
        Scenario scenario = Scenario.of(4).up();
        scenario.world
                .network()
                .change(new NetworkOptions(0, 0, 0, 0, 0, 0, 50, false, false, 0, FrameTypes.DATA, 0.9));
        NativeClient client = scenario.client(0);
        for (int i = 0; i < 12; i++) {
            OperationKind kind = i == 0 ? OperationKind.CREATE : OperationKind.PUSH;
            client.use(i % 4);
            Call call = scenario.call(client, kind, i == 0 ? 0 : scenario.world.newValue());
            assertThat(call.succeeded()).isTrue();
        }
        assertThat(scenario.configurations()).isEqualTo(1);
        scenario.reckon();
    }

    @Test
    void aMinuteOfThirtyPercentLossExcludesNobody() {
        Scenario scenario = Scenario.of(3).up();
        scenario.world.network().change(NetworkOptions.CALM.withLoss(0.3));
        scenario.busyClient();
        scenario.run(60_000);
        assertThat(scenario.configurations()).isEqualTo(1);
        scenario.reckon();
        assertThat(scenario.world.states().regime()).isEqualTo(Regime.STRICT);
    }

    @Test
    void aChainOfServersOfWhichTheEndsDoNotHearEachOtherSettles() {
        Scenario scenario = Scenario.of(3).up();
        scenario.busyClient();
        scenario.world.cut(0, 2);
        scenario.world.cut(2, 0);
        scenario.run(3_000);
        int before = scenario.configurations();
        scenario.run(5_000);
        assertThat(scenario.configurations()).isEqualTo(before);
        scenario.reckon();
    }

    @Test
    void nestedSplitsHealIntoOneGroup() {
        Scenario scenario = Scenario.of(5).up();
        scenario.busyClient();
        scenario.busyClient();
        scenario.world.partition(0, 0, 1, 1, 1);
        scenario.run(1_500);
        scenario.world.partition(0, 1, 2, 2, 3);
        scenario.run(1_500);
        scenario.world.partition(0, 1, 1, 1, 2);
        scenario.run(1_500);
        scenario.world.heal();
        scenario.run(2_000);
        assertThat(scenario.configurationOf(0).size()).isEqualTo(5);
        scenario.reckon();
    }

    @Test
    void anAnswerWaitsUntilAsManyHoldTheOperationAsMayFail() {
        GroupConfig config = GroupConfig.defaults().withFailuresTolerated(2);
        Scenario scenario = Scenario.of(3, config).up();
        NativeClient client = scenario.client(0);
        scenario.call(client, OperationKind.CREATE, 0);
        // Nobody hears server 1, and so nobody can hold what it orders.
        scenario.world.partition(0, 1, 1);
        Call push = client.invoke(OperationKind.PUSH, 1, scenario.world.newValue());
        client.flush();
        scenario.run(300);
        assertThat(push.result()).isNull();
        scenario.run(3_000);
        assertThat(push.result().code()).isEqualTo(ResultCode.OK);
        scenario.reckon();
    }

    @Test
    void everyReplyIsHeldByAnotherServerWhenTheAnsweringOneCrashes() {
        for (int round = 0; round < 10; round++) {
            Scenario scenario = Scenario.of(3).up();
            NativeClient client = scenario.client(0);
            scenario.call(client, OperationKind.CREATE, 0);
            scenario.run(round);
            Call push = scenario.call(client, OperationKind.PUSH, scenario.world.newValue());
            assertThat(push.succeeded()).isTrue();
            scenario.world.network().unplug(0, SimulationOptions.MILLI);
            scenario.world.crash(0);
            scenario.run(1_500);
            assertThat(scenario.world.states().regime()).isEqualTo(Regime.STRICT);
            scenario.reckon();
        }
    }

    @Test
    void clocksAYearApartDoNotMatter() {
        var options = new SimulationOptions(
                3,
                3,
                GroupConfig.defaults(),
                NetworkOptions.CALM.withLoss(0.1),
                FaultOptions.NONE,
                new LoadOptions(2, 0, 1, 8, 10_000, 100, List.of(0, 0, 5, 4, 1, 1, 0), 0, 0),
                DiskOptions.NONE,
                3_000 * SimulationOptions.MILLI,
                900 * SimulationOptions.MILLI,
                365L * 86_400 * 1_000_000,
                200,
                20);
        SimulationReport report = Simulation.run(options, ReplicaProgram::new);
        assertThat(report.failure()).isNull();
    }
}
