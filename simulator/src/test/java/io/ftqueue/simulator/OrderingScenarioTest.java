package io.ftqueue.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.GroupConfig;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.simulator.checker.Call;
import io.ftqueue.simulator.checker.StateChecker.Regime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs in which slots, payloads and their issuers get lost at the worst moment. */
class OrderingScenarioTest {

    private static final long MICRO = SimulationOptions.MICRO;

    /** The next issuer goes on from a slot that the third has not heard of; the third must not be left with a hole. */
    @Test
    void aSlotThatReachesOneMemberBeforeItsIssuerDiesIsGoneOnFromAndReachesTheThird() {
        Scenario scenario = Scenario.of(3).up();
        NativeClient client = scenario.client(0);
        scenario.call(client, OperationKind.CREATE, 0);
        scenario.run(100);
        int issuer = scenario.nextIssuer();
        int next = (issuer + 1) % 3;
        int third = (issuer + 2) % 3;
        scenario.world.cut(issuer, third);
        client.use(issuer);
        scenario.world.once(
                FrameTypes.SLOT_ASSIGNMENT,
                sender -> scenario.world.agenda().in(250 * MICRO, () -> {
                    assertThat(scenario.delivered(next)).isEqualTo(scenario.delivered(third) + 1);
                    scenario.world.crash(sender);
                }));
        long value = scenario.world.newValue();
        Call push = scenario.ask(client, OperationKind.PUSH, 1, value);
        scenario.run(5);
        assertThat(scenario.world.server(issuer).isUp()).isFalse();
        long after = scenario.push(scenario.client(next));
        assertThat(scenario.delivered(third)).isEqualTo(scenario.delivered(next));
        scenario.await(push);
        assertThat(scenario.reckon()).containsExactly(value, after);
    }

    /** All but the one whose turn it is hold the payload, and who could repeat it is dead. */
    @Test
    void aPayloadThatOnlyTheParkedIssuerMissesIsNotLostWithItsOrigin() {
        Scenario scenario = Scenario.of(4).up();
        NativeClient client = scenario.client(0);
        scenario.call(client, OperationKind.CREATE, 0);
        scenario.run(100);
        int issuer = scenario.nextIssuer();
        int origin = (issuer + 1) % 4;
        scenario.world.cut(origin, issuer);
        client.use(origin);
        long before = scenario.delivered(issuer);
        scenario.world.once(
                FrameTypes.DATA,
                sender -> scenario.world.agenda().in(300 * MICRO, () -> {
                    assertThat(scenario.delivered(issuer)).isEqualTo(before);
                    scenario.world.crash(sender);
                }));
        long value = scenario.world.newValue();
        Call push = scenario.ask(client, OperationKind.PUSH, 1, value);
        scenario.run(5);
        assertThat(scenario.world.server(origin).isUp()).isFalse();
        assertThat(scenario.await(push).succeeded()).isTrue();
        assertThat(scenario.reckon()).containsExactly(value);
    }

    /**
     * The issuer alone holds what it has ordered, serves it alone, and its client has the same ordered elsewhere: after
     * the merge each push is one item, in its client's order, and what was popped on one side is gone.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 6})
    void slotsThatOnlyTheirCutOffIssuerHoldsAreOrderedAgainByOthersAndCountOnce(int pushes) {
        Scenario scenario = Scenario.of(3).up();
        NativeClient client = scenario.client(0);
        scenario.call(client, OperationKind.CREATE, 0);
        scenario.run(100);
        int issuer = scenario.nextIssuer();
        int other = (issuer + 1) % 3;
        int[] components = new int[3];
        components[issuer] = 1;
        scenario.world.partition(components);
        client.use(issuer);
        List<Long> values = new ArrayList<>();
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < pushes; i++) {
            values.add(scenario.world.newValue());
            calls.add(client.invoke(OperationKind.PUSH, 1, values.get(i)));
        }
        client.flush();
        scenario.run(5);
        assertThat(scenario.delivered(issuer)).isEqualTo(scenario.delivered(other) + 1);
        assertThat(calls.get(0).result()).isNull();
        client.move(other);
        scenario.run(2_000);
        calls.forEach(call -> assertThat(call.succeeded()).isTrue());
        NativeClient taker = scenario.client(issuer);
        scenario.call(taker, OperationKind.CREATE, 0);
        assertThat(scenario.call(taker, OperationKind.POP, 0).item()).isEqualTo(values.get(0));
        assertThat(scenario.reckon()).isEqualTo(values.subList(1, pushes));
        assertThat(scenario.world.states().regime()).isEqualTo(Regime.SPLIT);
    }

    /** Who holds most dies when it has been named the donor; the plan must be made again with what is left. */
    @Test
    void theDonorDiesInRecoveryAndTheNextOneHoldsLess() {
        Scenario scenario =
                Scenario.of(5, GroupConfig.defaults().withFailuresTolerated(2)).up();
        NativeClient client = scenario.client(0);
        scenario.call(client, OperationKind.CREATE, 0);
        scenario.run(100);
        int issuer = scenario.nextIssuer();
        int donor = (issuer + 1) % 5;
        for (int i = 0; i < 5; i++) {
            if (i != issuer && i != donor) {
                scenario.world.cut(issuer, i);
                scenario.world.cut(donor, i);
            }
        }
        client.use(issuer);
        Call push = scenario.ask(client, OperationKind.PUSH, 1, scenario.world.newValue());
        scenario.run(2);
        scenario.world.crash(issuer);
        scenario.world.heal();
        int least = (issuer + 2) % 5;
        assertThat(scenario.delivered(donor)).isGreaterThan(scenario.delivered(least));
        scenario.world.once(FrameTypes.PLAN, sender -> scenario.world.crash(donor));
        scenario.run(3_000);
        assertThat(scenario.world.server(donor).isUp()).isFalse();
        assertThat(scenario.configurationOf(least).size()).isEqualTo(3);
        client.use(least);
        assertThat(scenario.await(push).succeeded()).isTrue();
        assertThat(scenario.reckon()).containsExactly(push.value());
        assertThat(scenario.world.states().regime()).isEqualTo(Regime.STRICT);
    }

    /** What was lost arrives right after its receiver has promised itself, when it has said what it holds. */
    @Test
    void slotsThatArriveRightAfterThePromiseAreNotDelivered() {
        var network = new NetworkOptions(0.02, 0, 0, 0, 0, 0, 50, false, true, 0.3, FrameTypes.SLOT_ASSIGNMENT, 0.4);
        Scenario scenario = Scenario.of(4, network).up();
        scenario.busyClient();
        scenario.busyClient();
        for (int round = 0; round < 8; round++) {
            int[] components = new int[4];
            components[round % 4] = 1;
            scenario.world.partition(components);
            scenario.run(900);
            scenario.world.heal();
            scenario.run(600);
        }
        assertThat(scenario.configurations()).isGreaterThan(8);
        scenario.reckon();
    }

    /** Offers and plans come a second late and twice, when two further configurations have been installed. */
    @Test
    void framesThatAreTwoConfigurationsLateChangeNothing() {
        var network = new NetworkOptions(0, 0, 0.1, 0, 0.05, 0, 50, false, false, 0, -1, 0);
        Scenario scenario = Scenario.of(4, network);
        scenario.startAll();
        scenario.busyClient();
        scenario.run(2_000);
        for (int round = 0; round < 6; round++) {
            scenario.world.crash(3);
            scenario.run(40);
            scenario.world.start(3);
            scenario.run(900);
        }
        scenario.run(2_000);
        assertThat(scenario.configurationOf(0).size()).isEqualTo(4);
        assertThat(scenario.configurations()).isBetween(7, 25);
        scenario.reckon();
    }

    /** A member that holds the window shut is slow, comes back as it is expelled, and a link flaps meanwhile. */
    @Test
    void aSlowMemberComesBackAsItIsExpelledWhileALinkFlaps() {
        GroupConfig config = new GroupConfig(
                20_000 * MICRO,
                200_000 * MICRO,
                20_000 * MICRO,
                60_000 * MICRO,
                60_000 * MICRO,
                1,
                4,
                2_000,
                600,
                200 * MICRO,
                20_000 * MICRO,
                2_000 * MICRO,
                8);
        Scenario scenario = Scenario.of(4, config).up();
        scenario.world.network().change(NetworkOptions.CALM.withLoss(0.15));
        scenario.busyClient();
        scenario.busyClient();
        for (int round = 0; round < 15; round++) {
            scenario.world.pause(3, 195 + round);
            scenario.world.cut(0, 2);
            scenario.run(130);
            scenario.world.heal();
            scenario.run(130);
        }
        assertThat(scenario.configurations()).isGreaterThan(1);
        scenario.reckon();
    }
}
