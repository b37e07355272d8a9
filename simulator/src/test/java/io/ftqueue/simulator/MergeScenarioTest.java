package io.ftqueue.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.GroupConfig;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.simulator.checker.Call;
import io.ftqueue.simulator.checker.StateChecker.Regime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs in which components serve on their own and come together again. */
class MergeScenarioTest {

    private static final long MICRO = SimulationOptions.MICRO;

    /**
     * Popped by position, both sides together take the first three, of which the third was nobody's: it is lost when
     * the operations of both are executed again on one state.
     */
    @Test
    void whatBothSidesPopIsGoneAndNothingElse() {
        Scenario scenario = Scenario.of(4).up();
        NativeClient one = scenario.client(0);
        List<Long> values = pushes(scenario, one, 3);
        NativeClient other = known(scenario, 2);
        scenario.world.partition(0, 0, 1, 1);
        assertThat(pop(scenario, one)).isEqualTo(values.get(0));
        long here = scenario.push(one);
        assertThat(pop(scenario, other)).isEqualTo(values.get(0));
        assertThat(pop(scenario, other)).isEqualTo(values.get(1));
        long there = scenario.push(other);
        scenario.reunite();
        assertThat(scenario.reckon()).containsExactlyInAnyOrder(values.get(2), here, there);
    }

    /**
     * One pop is executed in three components, in which another item is first, or none. Only what its client took may
     * be gone; all that it took in vain must be back.
     */
    @ParameterizedTest
    @CsvSource({
        "0, true",
        "0, false",
        "1, true",
        "1, false",
        "2, true",
        "2, false",
        "-1, false",
    })
    void aPopWithAnotherOutcomeInEachComponentTakesWhatItsClientGotAndNothingElse(int answering, boolean echoed) {
        Scenario scenario = Scenario.of(3).up();
        NativeClient one = scenario.client(0);
        List<Long> values = pushes(scenario, one, 3);
        NativeClient other = known(scenario, 1);
        // The third starts again with nothing, and has a queue of that label that is empty.
        scenario.world.crash(2);
        scenario.run(1_500);
        scenario.world.partition(0, 1, 2);
        scenario.world.start(2);
        scenario.run(1_500);
        NativeClient third = known(scenario, 2);
        assertThat(pop(scenario, other)).isEqualTo(values.get(0));
        long id = third.idOf(1);
        assertThat(id).isPositive();
        Call pop = scenario.ask(one, OperationKind.POP, 1, 0);
        for (int server = 0; server < 3; server++) {
            scenario.mute(server, one, server != answering);
            one.move(server);
            scenario.run(60);
        }
        if (answering < 0) {
            one.die();
        } else {
            scenario.await(pop);
            assertThat(pop.item()).isEqualTo(answering < 2 ? values.get(answering) : null);
            if (echoed) {
                one.use(answering);
                scenario.call(one, OperationKind.SIZE, 0);
            }
        }
        scenario.reunite();
        if (answering >= 0 && !echoed) {
            scenario.call(one, OperationKind.SIZE, 0);
        }
        List<Long> left = answering == 1 ? values.subList(2, 3) : values.subList(1, 3);
        assertThat(scenario.reckon()).containsSequence(left);
    }

    /** Some have the last READY and some have not, and both sides serve on and meet again, and a third. */
    @ParameterizedTest
    @ValueSource(ints = {0, 100, 200, 300, 400, 600, 900, 1_300, 2_000, 3_000})
    void aCutWhileStatesAreExchangedLeavesEveryBranchWhole(int micros) {
        Scenario scenario = Scenario.of(5).up();
        NativeClient one = scenario.client(0);
        pushes(scenario, one, 3);
        NativeClient other = known(scenario, 2);
        NativeClient third = known(scenario, 4);
        scenario.world.partition(0, 0, 1, 1, 2);
        scenario.push(one);
        scenario.push(other);
        scenario.push(third);
        pop(scenario, third);
        scenario.world.once(
                FrameTypes.STATE_CHUNK,
                sender -> scenario.world.agenda().in(micros * MICRO, () -> scenario.world.partition(0, 1, 0, 1, 2)));
        scenario.world.partition(0, 0, 0, 0, 2);
        scenario.run(1_500);
        for (NativeClient client : List.of(one, other)) {
            client.move(client == one ? 0 : 1);
            scenario.push(client);
            pop(scenario, client);
        }
        scenario.reunite();
        scenario.push(third);
        scenario.reckon();
        assertThat(scenario.world.counts().get("merges")).isPositive();
    }

    /** Components of components, one that has never been, a server that forgets everything, then all. */
    @Test
    void componentsOfComponentsMeetInOtherCombinations() {
        Scenario scenario = Scenario.of(5).up();
        List<NativeClient> clients = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clients.add(scenario.busyClient());
        }
        int[][] cuts = {{0, 0, 1, 1, 1}, {0, 1, 2, 2, 3}, {0, 1, 1, 1, 2}, {0, 0, 1, 2, 2}};
        for (int[] components : cuts) {
            scenario.world.partition(components);
            for (int i = 0; i < 5; i++) {
                clients.get(i).move(i);
            }
            scenario.run(1_500);
            if (components == cuts[1]) {
                scenario.world.crash(3);
                scenario.run(30);
                scenario.world.start(3);
            }
        }
        scenario.reunite();
        scenario.reckon();
        assertThat(scenario.world.counts().get("merge of what was merged before"))
                .isPositive();
        assertThat(scenario.world.counts().get("merge of three branches or more"))
                .isPositive();
    }

    /**
     * Between a split of components and their reunion all servers but one start again with nothing. The one that was
     * away knows an older state, in which the item is that was popped since; and that is what all have in the end.
     */
    @Test
    void whenAllOthersForgetEverythingTheOneThatWasAwayBringsBackWhatItKnew() {
        Scenario scenario = Scenario.of(5).up();
        NativeClient one = scenario.client(0);
        List<Long> old = pushes(scenario, one, 2);
        scenario.world.partition(0, 0, 0, 0, 1);
        scenario.run(1_200);
        assertThat(pop(scenario, one)).isEqualTo(old.get(0));
        scenario.push(one);
        scenario.world.partition(0, 0, 2, 2, 1);
        scenario.run(1_200);
        for (int server = 0; server < 4; server++) {
            scenario.world.crash(server);
            scenario.world.start(server);
        }
        scenario.world.partition(0, 1, 1, 1, 2);
        scenario.run(1_200);
        NativeClient fresh = scenario.client(2);
        long late = scenario.push(fresh);
        scenario.reunite();
        assertThat(scenario.reckon()).containsExactly(old.get(0), old.get(1), late);
        assertThat(scenario.world.states().regime()).isEqualTo(Regime.LOSSY);
    }

    /**
     * A history that is cut short while somebody has not executed the mark yet: then nobody can tell any more that what
     * that one has, and the others have destroyed, was known to them.
     */
    @Test
    void aCutBetweenAMarkAndItsTrimBringsNothingBack() {
        Scenario scenario = Scenario.of(4, GroupConfig.defaults().withMarkAbove(2));
        scenario.startAll();
        scenario.world.awaitCalm(2_000);
        NativeClient client = scenario.client(0);
        pushes(scenario, client, 3);
        boolean apart = false;
        for (int round = 0; round < 40 && !apart; round++) {
            scenario.world.partition(0, 0, 0, 1);
            scenario.run(1_000);
            scenario.push(client);
            scenario.world.heal();
            scenario.until(() -> scenario.configurationOf(0).size() == 4);
            for (int step = 0; step < 20_000 && !allReady(scenario); step++) {
                scenario.world.agenda().runUntil(scenario.world.now() + 30 * MICRO);
            }
            // The mark is on its way: the next one orders it, and the one after that could order the trim.
            if (scenario.nextIssuer() == 1) {
                scenario.world.partition(0, 0, 0, 1);
                scenario.run(3);
                apart = hasMark(scenario, 1) && !hasMark(scenario, 3);
            }
        }
        assertThat(apart).isTrue();
        scenario.run(1_500);
        assertThat(scenario.call(client, OperationKind.DESTROY, 0).succeeded()).isTrue();
        scenario.reunite();
        Call look = scenario.call(client, OperationKind.LOOKUP, 0);
        assertThat(scenario.reckon()).isEmpty();
        assertThat(look.ended(ResultCode.NO_QUEUE)).isTrue();
    }

    private static boolean allReady(Scenario scenario) {
        return scenario.world.server(0).status().ready().size() == 4;
    }

    private static boolean hasMark(Scenario scenario, int server) {
        var context = scenario.world.server(server).status().context();
        long epoch = scenario.configurationOf(0).id().epoch();
        boolean based =
                context.bases().stream().anyMatch(base -> base.configuration().epoch() == epoch);
        return based
                || (context.marker() != null && context.marker().configuration().epoch() == epoch);
    }

    /** With ids from counters both sides give the new queue the same one, or one that another queue has. */
    @Test
    void aLabelCreatedOnBothSidesIsOneQueueUnderAllItsIds() {
        Scenario scenario = Scenario.of(2).up();
        NativeClient one = scenario.client(0);
        NativeClient other = scenario.client(1);
        scenario.world.partition(0, 1);
        scenario.run(1_500);
        long first = create(scenario, one);
        long second = create(scenario, other);
        assertThat(first).isNotEqualTo(second);
        Call destroyed = push(scenario, one, first);
        Call unseen = push(scenario, other, second);
        assertThat(scenario.call(one, OperationKind.DESTROY, 2, first, 0).succeeded())
                .isTrue();
        long third = create(scenario, one);
        assertThat(third).isNotIn(first, second);
        Call fresh = push(scenario, one, third);
        scenario.reunite();
        assertThat(scenario.call(other, OperationKind.SIZE, 2, first, 0)
                        .result()
                        .code())
                .isEqualTo(ResultCode.NO_QUEUE);
        assertThat(scenario.call(other, OperationKind.SIZE, 2, second, 0)
                        .result()
                        .number())
                .isEqualTo(2);
        assertThat(scenario.call(other, OperationKind.SIZE, 2, third, 0)
                        .result()
                        .number())
                .isEqualTo(2);
        Call last = push(scenario, one, second);
        assertThat(scenario.reckon())
                .containsExactly(unseen.value(), fresh.value(), last.value())
                .doesNotContain(destroyed.value());
    }

    /** What one side destroyed and nobody has touched since must not come back with the other side's state. */
    @Test
    void aQueueThatOneSideDestroyedAndNoOtherTouchedStaysAway() {
        Scenario scenario = Scenario.of(2).up();
        NativeClient one = scenario.client(0);
        pushes(scenario, one, 2);
        NativeClient other = known(scenario, 1);
        scenario.world.partition(0, 1);
        scenario.run(1_500);
        assertThat(scenario.call(one, OperationKind.DESTROY, 0).succeeded()).isTrue();
        // Looking and taking is no touch.
        assertThat(pop(scenario, other)).isNotNull();
        scenario.reunite();
        Call look = scenario.call(other, OperationKind.LOOKUP, 0);
        assertThat(scenario.reckon()).isEmpty();
        assertThat(look.ended(ResultCode.NO_QUEUE)).isTrue();
    }

    /** What the other side destroyed without having seen these pushes; they keep the queue. */
    @Test
    void aDestroyTakesWhatItHasSeenAndNoMore() {
        Scenario scenario = Scenario.of(2).up();
        NativeClient one = scenario.client(0);
        pushes(scenario, one, 2);
        NativeClient other = known(scenario, 1);
        scenario.world.partition(0, 1);
        scenario.run(1_500);
        long kept = scenario.push(other);
        assertThat(scenario.call(one, OperationKind.DESTROY, 0).succeeded()).isTrue();
        scenario.reunite();
        assertThat(scenario.reckon()).containsExactly(kept);
    }

    /** Text requests reach the servers of both components, and are executed by both. */
    @Test
    void aTextClientThatIsHeardByBothSidesPushesOnceAndPopsOnce() {
        var load = new LoadOptions(0, 2, 1, 1, 8_000, 100, List.of(0, 0, 6, 5, 1, 1, 0), 0, 0);
        Scenario scenario = Scenario.of(4, load).up();
        scenario.world.add(new TextClient(scenario.world, 0)).start();
        scenario.world.add(new TextClient(scenario.world, 1)).start();
        scenario.run(500);
        for (int round = 0; round < 4; round++) {
            scenario.world.partition(0, 0, 1, 1);
            scenario.run(1_200);
            scenario.world.heal();
            scenario.run(600);
        }
        assertThat(scenario.world.counts().get("merges")).isGreaterThanOrEqualTo(3);
        scenario.reckon();
    }

    /** A clock that is a year ahead makes every session of the other side look old enough to be forgotten. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aClockAYearAheadOnOneSideOfACutLosesNothing(long seed) {
        var options = new SimulationOptions(
                seed,
                3,
                GroupConfig.defaults(),
                NetworkOptions.CALM,
                FaultOptions.NONE,
                new LoadOptions(4, 0, 1, 8, 10_000, 100, List.of(0, 0, 5, 4, 1, 1, 0), 0, 0),
                DiskOptions.NONE,
                0,
                0,
                365L * 86_400 * 1_000_000,
                200,
                5);
        Scenario scenario = Scenario.of(options).up();
        List<NativeClient> clients = List.of(scenario.busyClient(), scenario.busyClient(), scenario.busyClient());
        for (int round = 0; round < 3; round++) {
            scenario.run(300);
            scenario.world.partition(0, 1, 2);
            scenario.run(700);
            clients.forEach(client -> client.move((clients.indexOf(client) + 1) % 3));
            scenario.run(900);
            scenario.reunite();
        }
        scenario.reckon();
    }

    private static Call push(Scenario scenario, NativeClient client, long queueId) {
        Call push = scenario.call(client, OperationKind.PUSH, 2, queueId, scenario.world.newValue());
        assertThat(push.succeeded()).isTrue();
        return push;
    }

    private static long create(Scenario scenario, NativeClient client) {
        Call create = scenario.await(scenario.ask(client, OperationKind.CREATE, 2, 0));
        assertThat(create.succeeded()).isTrue();
        return client.idOf(2);
    }

    private static List<Long> pushes(Scenario scenario, NativeClient client, int count) {
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(scenario.push(client));
        }
        return values;
    }

    /** A client of that server which knows the id of the queue with label 1. */
    private static NativeClient known(Scenario scenario, int server) {
        NativeClient client = scenario.client(server);
        assertThat(scenario.call(client, OperationKind.CREATE, 0).succeeded()).isTrue();
        return client;
    }

    private static Long pop(Scenario scenario, NativeClient client) {
        return scenario.call(client, OperationKind.POP, 0).item();
    }
}
