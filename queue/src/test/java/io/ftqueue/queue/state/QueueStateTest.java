package io.ftqueue.queue.state;

import static io.ftqueue.queue.state.Branch.GAP;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ByteWriter;
import io.ftqueue.queue.codec.OperationBytes;
import io.ftqueue.queue.codec.Payload;
import io.ftqueue.queue.codec.RequestKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class QueueStateTest {

    private static final Result EMPTY = Result.ofCode(ResultCode.EMPTY);
    private static final Result NO_QUEUE = Result.ofCode(ResultCode.NO_QUEUE);
    private static final Result STALE = Result.ofCode(ResultCode.STALE);
    private static final long HOUR_SECONDS = 3_600;

    private final Branch branch = new Branch(1);

    @Test
    void numbersQueuesFromOneAndNeverUsesANumberAgain() {
        assertThat(branch.nativeEntry(7, 1, 1, create("a"), create("b"), create("a"), new Operation.Destroy(2)))
                .containsExactly(Result.ofNumber(1), Result.ofNumber(2), Result.ofNumber(1), Result.done());
        assertThat(branch.nativeEntry(7, 1, 5, create("b"), new Operation.Lookup(bytes("b")), new Operation.Size(2)))
                .containsExactly(Result.ofNumber(3), Result.ofNumber(3), NO_QUEUE);
    }

    @Test
    void keepsTheOrderOfAQueue() {
        branch.nativeEntry(7, 1, 1, create("a"), push(1, "x"), push(1, "y"));
        assertThat(branch.nativeEntry(7, 4, 4, new Operation.Top(1), new Operation.Size(1), new Operation.Pop(1)))
                .containsExactly(item("x"), Result.ofNumber(2), item("x"));
        assertThat(branch.nativeEntry(7, 7, 7, new Operation.Pop(1), new Operation.Pop(1), new Operation.Top(9)))
                .containsExactly(item("y"), EMPTY, NO_QUEUE);
    }

    @Test
    void executesARepeatedOperationOnceAndAnswersItAgain() {
        branch.nativeEntry(7, 1, 1, create("a"), push(1, "x"), new Operation.Pop(1));
        long hash = branch.state.stateHash();
        assertThat(branch.nativeEntry(7, 1, 2, push(1, "x"), new Operation.Pop(1)))
                .containsExactly(Result.done(), item("x"));
        assertThat(branch.state.stateHash()).isEqualTo(hash);
    }

    @Test
    void forgetsResultsThatTheClientHas() {
        branch.nativeEntry(7, 1, 1, create("a"), push(1, "x"));
        branch.nativeEntry(7, 2, 3, new Operation.Size(1));
        assertThat(branch.nativeEntry(7, 1, 1, create("a"), push(1, "x"))).containsExactly(STALE, Result.done());
    }

    @Test
    void keepsAtMost1024Results() {
        for (int seq = 1; seq <= 1_100; seq++) {
            branch.nativeEntry(7, 1, seq, new Operation.Size(1));
        }
        assertThat(branch.nativeEntry(7, 1, 76, new Operation.Size(1))).containsExactly(STALE);
        assertThat(branch.nativeEntry(7, 1, 77, new Operation.Size(1))).containsExactly(NO_QUEUE);
    }

    @Test
    void executesNothingAboveAGap() {
        branch.nativeEntry(7, 1, 1, create("a"));
        assertThat(branch.nativeEntry(7, 1, 3, push(1, "x"), push(1, "y"))).containsExactly(GAP);
        assertThat(branch.nativeEntry(8, 1, 2, push(1, "z"))).containsExactly(GAP);
        assertThat(branch.nativeEntry(7, 1, 2, new Operation.Size(1))).containsExactly(Result.ofNumber(0));
    }

    @Test
    void skipsNumbersThatWereAnsweredElsewhere() {
        branch.nativeEntry(7, 1, 1, create("a"));
        assertThat(branch.nativeEntry(7, 5, 5, push(1, "x"))).containsExactly(Result.done());
        assertThat(branch.nativeEntry(7, 1, 3, push(1, "late"))).containsExactly(STALE);
        assertThat(branch.nativeEntry(9, 4, 4, new Operation.Size(1))).containsExactly(Result.ofNumber(1));
    }

    @Test
    void endsASessionAfterAnHour() {
        branch.nativeEntry(7, 1, 1, create("a"), push(1, "x"));
        branch.pass(HOUR_SECONDS - 1);
        assertThat(branch.nativeEntry(7, 1, 2, push(1, "x"))).containsExactly(Result.done());
        branch.pass(HOUR_SECONDS);
        assertThat(branch.nativeEntry(7, 3, 3, new Operation.Size(1))).containsExactly(Result.ofNumber(1));
        assertThat(branch.state.executedUpTo(7)).isEqualTo(3);
    }

    @Test
    void forgetsNobodyBecauseAServersClockIsAYearAhead() {
        branch.nativeEntry(7, 1, 1, create("a"), push(1, "x"));
        branch.text("2", push(1, "5"));
        branch.micros += 8_766L * HOUR_SECONDS * 1_000_000;
        assertThat(branch.nativeEntry(7, 1, 2, push(1, "x"))).containsExactly(Result.done());
        branch.text("2", push(1, "5"));
        assertThat(branch.nativeEntry(7, 3, 3, new Operation.Size(1))).containsExactly(Result.ofNumber(2));
    }

    @Test
    void usesUpTheNumberOfARefusedOperation() {
        var out = new ByteWriter(64);
        Payload.begin(out);
        Payload.beginNative(out, 7, 1, List.of(), 1, 1);
        out.writeByte(Payload.REFUSED);
        assertThat(branch.execute(out.toBytes())).containsExactly(Result.ofCode(ResultCode.TOO_LARGE));
        assertThat(branch.state.executedUpTo(7)).isEqualTo(1);
    }

    @Test
    void remembersTextRequests() {
        assertThat(branch.text("1", create("12"))).isEqualTo(Result.ofNumber(1));
        assertThat(branch.text("2", push(1, "5"))).isEqualTo(Result.done());
        assertThat(branch.text("2", push(1, "5"))).isEqualTo(Result.done());
        assertThat(branch.text("3", new Operation.Pop(1))).isEqualTo(item("5"));
        assertThat(branch.text("3", new Operation.Pop(1))).isEqualTo(item("5"));
        assertThat(branch.text("4", new Operation.Pop(1))).isEqualTo(EMPTY);
        assertThat(branch.state.textResult(RequestKey.of("3"))).isEqualTo(item("5"));
        branch.pass(HOUR_SECONDS);
        assertThat(branch.text("3", new Operation.Pop(1))).isEqualTo(EMPTY);
    }

    @Test
    void changesNothingOnAPayloadThatMakesNoSense() {
        branch.nativeEntry(7, 1, 1, create("a"), push(1, "x"));
        var out = new ByteWriter(64);
        Payload.begin(out);
        Payload.beginNative(out, 7, 1, List.of(), 3, 1);
        OperationBytes.write(push(1, "hello"), out);
        byte[] good = out.toBytes();
        long hash = branch.state.stateHash();
        for (int length = 0; length < good.length; length++) {
            if (length != 1) {
                assertThat(branch.execute(Arrays.copyOf(good, length))).isEmpty();
            }
        }
        assertThat(branch.state.stateHash()).isEqualTo(hash);
        var random = new SplittableRandom(3);
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            branch.execute(bad);
        }
    }

    @Test
    void doesWhatSimpleListsDo() {
        for (int seed = 0; seed < 20; seed++) {
            var random = new SplittableRandom(seed);
            var fast = new Branch(1);
            var slow = new SlowQueues();
            for (int seq = 1; seq <= 400; seq++) {
                var operation = randomOperation(random, seq);
                assertThat(fast.nativeEntry(1, seq, seq, operation)).containsExactly(slow.execute(operation));
                if (seq % 97 == 0) {
                    var copy = fast.fork(seed * 1_000 + seq);
                    assertThat(copy.state.stateHash()).isEqualTo(fast.state.stateHash());
                    assertThat(copy.pieces()).containsExactlyElementsOf(fast.pieces());
                    fast = copy;
                }
            }
            assertThat(fast.state.queues().stream().map(QueueState.QueueSummary::size))
                    .containsExactlyElementsOf(slow.sizes());
        }
    }

    private static Operation randomOperation(SplittableRandom random, int number) {
        long queue = random.nextInt(8);
        return switch (random.nextInt(12)) {
            case 0, 1 -> create("label" + random.nextInt(5));
            case 2 -> new Operation.Lookup(bytes("label" + random.nextInt(5)));
            case 3 -> new Operation.Destroy(queue);
            case 4 -> new Operation.Top(queue);
            case 5 -> new Operation.Size(queue);
            case 6, 7, 8 -> new Operation.Pop(queue);
            default -> push(queue, "item" + number);
        };
    }

    private static Operation create(String label) {
        return new Operation.Create(bytes(label));
    }

    private static Operation push(long queue, String item) {
        return new Operation.Push(queue, bytes(item));
    }

    private static Result item(String text) {
        return Result.ofItem(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The same rules in the fewest words. */
    private static final class SlowQueues {

        private final TreeMap<String, Long> ids = new TreeMap<>();
        private final TreeMap<Long, ArrayDeque<byte[]>> queues = new TreeMap<>();
        private long nextId = 1;

        Result execute(Operation operation) {
            if (operation instanceof Operation.Create create) {
                return Result.ofNumber(ids.computeIfAbsent(text(create.label()), label -> {
                    queues.put(nextId, new ArrayDeque<>());
                    return nextId++;
                }));
            }
            if (operation instanceof Operation.Lookup lookup) {
                Long id = ids.get(text(lookup.label()));
                return id == null ? NO_QUEUE : Result.ofNumber(id);
            }
            if (operation instanceof Operation.Push push) {
                return on(push.queueId(), queue -> {
                    queue.add(push.item());
                    return Result.done();
                });
            }
            if (operation instanceof Operation.Pop pop) {
                return on(pop.queueId(), queue -> orEmpty(queue.poll()));
            }
            if (operation instanceof Operation.Top top) {
                return on(top.queueId(), queue -> orEmpty(queue.peek()));
            }
            if (operation instanceof Operation.Size size) {
                return on(size.queueId(), queue -> Result.ofNumber(queue.size()));
            }
            long id = ((Operation.Destroy) operation).queueId();
            ids.values().remove(id);
            return queues.remove(id) == null ? NO_QUEUE : Result.done();
        }

        List<Integer> sizes() {
            return queues.values().stream().map(ArrayDeque::size).toList();
        }

        private Result on(long id, Function<ArrayDeque<byte[]>, Result> action) {
            var queue = queues.get(id);
            return queue == null ? NO_QUEUE : action.apply(queue);
        }

        private static Result orEmpty(byte[] item) {
            return item == null ? EMPTY : Result.ofItem(item);
        }

        private static String text(byte[] label) {
            return new String(label, StandardCharsets.UTF_8);
        }
    }
}
