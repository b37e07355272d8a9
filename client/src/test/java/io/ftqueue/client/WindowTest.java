package io.ftqueue.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.Answer;
import io.ftqueue.queue.codec.ClientFrame.Busy;
import io.ftqueue.queue.codec.ClientFrame.Echo;
import io.ftqueue.queue.codec.ClientFrame.Reply;
import io.ftqueue.queue.codec.ClientFrame.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WindowTest {

    private static final long CLIENT = 99;
    private static final long MILLI = 1_000_000L;
    private static final long DEADLINE = 10_000 * MILLI;

    /** 12 pops and what surrounds them, as long as there is nothing to be echoed: 37 + 12 * 9 bytes. */
    private static final int BATCH_BYTES = 145;

    private static final long TAG = 7;

    private final Window window = new Window(CLIENT, 100, BATCH_BYTES);
    private final List<Pending> answered = new ArrayList<>();

    @Test
    void sendsALoneOperationAtOnce() {
        add(1);
        assertThat(window.poll(0)).isEqualTo(request(1, 1, 1));
        assertThat(window.poll(0)).isNull();
    }

    @Test
    void gathersWhatComesWhileTwoBatchesAreUnderWay() {
        add(1);
        assertThat(window.poll(0)).isNotNull();
        add(1);
        assertThat(window.poll(0)).isNotNull();
        add(5);
        assertThat(window.poll(0)).isNull();
        answer(MILLI, 1);
        assertThat(window.poll(MILLI)).isEqualTo(request(2, 3, 5));
    }

    @Test
    void sendsFullBatchesWhateverIsUnderWay() {
        add(40);
        assertThat(window.poll(0)).isEqualTo(request(1, 1, 12));
        assertThat(window.poll(0)).isEqualTo(request(1, 13, 12));
        assertThat(window.poll(0)).isEqualTo(request(1, 25, 12));
        assertThat(window.poll(0)).as("four are left over").isNull();
    }

    @Test
    void leavesRoomForWhatItEchoes() {
        add(1);
        assertThat(window.poll(0)).isNotNull();
        answer(1, 1);
        add(40);
        assertThat(window.poll(1)).as("an echo takes the room of two pops").isEqualTo(request(2, 2, 10));
    }

    @Test
    void aLargeOperationTravelsAlone() {
        window.add(Pendings.until(new Operation.Push(1, new byte[5_000]), DEADLINE));
        add(1);
        assertThat(window.poll(0).operations()).hasSize(1);
        assertThat(window.poll(0).firstSeq()).isEqualTo(2);
    }

    @Test
    void countsFromOneAndTellsWhatIsAnswered() {
        add(3);
        assertThat(window.poll(0)).isEqualTo(request(1, 1, 3));
        answer(MILLI, 2);
        add(1);
        assertThat(window.poll(MILLI).answeredBelow()).isEqualTo(1);
        answer(MILLI, 1, 3);
        add(1);
        assertThat(window.poll(MILLI).answeredBelow()).isEqualTo(4);
        assertThat(answered).extracting(pending -> pending.seq).containsExactly(2L, 1L, 3L);
    }

    @Test
    void takesEachAnswerOnceAndNoneThatIsNotItsOwn() {
        add(1);
        assertThat(window.poll(0)).isNotNull();
        assertThat(window.onReply(new Reply(CLIENT + 1, 0, List.of(new Answer(1, Result.done()))), 1, this::take))
                .isFalse();
        assertThat(answer(1, 7)).isFalse();
        assertThat(answer(1, 1)).isTrue();
        assertThat(answer(1, 1)).isFalse();
        assertThat(answered).hasSize(1);
        assertThat(window.isIdle()).isTrue();
    }

    @Test
    void sendsAgainFromTheOldestUnansweredLessAndLessOften() {
        add(3);
        assertThat(window.poll(0)).isNotNull();
        answer(MILLI, 2);
        assertThat(window.onTime(9 * MILLI)).isFalse();
        assertThat(window.onTime(10 * MILLI)).isTrue();
        assertThat(window.poll(10 * MILLI)).isEqualTo(request(1, 1, 1));
        assertThat(window.poll(10 * MILLI)).isEqualTo(request(1, 3, 1));
        assertThat(window.onTime(29 * MILLI)).isFalse();
        assertThat(window.onTime(30 * MILLI)).isTrue();
        assertThat(window.poll(30 * MILLI)).isNotNull();
        assertThat(window.quietNanos(30 * MILLI, DEADLINE)).isEqualTo(40 * MILLI);
    }

    @Test
    void anotherServerHasAsMuchTimeAsTheFirstHad() {
        add(1);
        for (long now = 0; now < 1_000 * MILLI; now += window.quietNanos(now, DEADLINE)) {
            window.onTime(now);
            assertThat(window.poll(now)).isNotNull();
        }
        long turned = 2_000 * MILLI;
        window.turn(BATCH_BYTES + 10 * 9);
        add(30);
        assertThat(window.poll(turned)).isEqualTo(request(1, 1, 22));
        assertThat(window.quietNanos(turned, DEADLINE)).isEqualTo(50 * MILLI);
    }

    @Test
    void neverWaitsLongerThanHalfASecond() {
        add(1);
        long now = 0;
        for (int i = 0; i < 10; i++) {
            assertThat(window.poll(now)).isNotNull();
            now += window.quietNanos(now, DEADLINE);
            assertThat(window.onTime(now)).isTrue();
        }
        assertThat(window.poll(now)).isNotNull();
        assertThat(window.quietNanos(now, DEADLINE)).isEqualTo(500 * MILLI);
    }

    @Test
    void waitsAsLongAsABusyServerAsks() {
        add(3);
        assertThat(window.poll(0)).isNotNull();
        window.onBusy(new Busy(CLIENT, 2, 5), 0);
        assertThat(window.poll(4 * MILLI)).isNull();
        assertThat(window.quietNanos(4 * MILLI, DEADLINE)).isEqualTo(MILLI);
        assertThat(window.poll(5 * MILLI)).isEqualTo(request(1, 2, 2));
    }

    @Test
    void keepsFurtherOperationsBack() {
        var narrow = new Window(CLIENT, 2, BATCH_BYTES);
        for (int i = 0; i < 3; i++) {
            narrow.add(Pendings.until(new Operation.Pop(1), DEADLINE));
        }
        assertThat(narrow.poll(0)).isEqualTo(request(1, 1, 2));
        narrow.onReply(new Reply(CLIENT, TAG, List.of(new Answer(2, Result.done()))), 1, this::take);
        assertThat(narrow.poll(1)).as("the oldest still holds the window").isNull();
        narrow.onReply(new Reply(CLIENT, TAG, List.of(new Answer(1, Result.done()))), 1, this::take);
        assertThat(narrow.poll(1)).isEqualTo(request(3, 3, 1));
    }

    @Test
    void givesUpWhatTakesTooLongButKeepsItsNumber() {
        var sent = Pendings.until(new Operation.Pop(1), 100);
        window.add(sent);
        assertThat(window.poll(0)).isNotNull();
        assertThat(window.expire(99)).isEmpty();
        assertThat(window.expire(100)).containsExactly(sent);
        assertThat(window.expire(101)).isEmpty();
        window.turn(BATCH_BYTES);
        assertThat(window.poll(101)).as("those after it wait for it").isEqualTo(request(1, 1, 1));
    }

    @Test
    void replacesAnUnsentOperationThatWasGivenUp() {
        window.onBusy(new Busy(CLIENT, 0, 0), 0);
        add(1);
        add(1);
        assertThat(window.poll(0)).isNotNull();
        window.add(Pendings.until(new Operation.Pop(1), DEADLINE));
        assertThat(window.poll(0)).isNotNull();
        var unsent = Pendings.until(new Operation.Pop(1), 100);
        window.add(unsent);
        assertThat(window.poll(0)).as("two batches are under way").isNull();
        assertThat(window.expire(100)).containsExactly(unsent);
        assertThat(unsent.sends).isZero();
        answer(100, 1, 2, 3);
        assertThat(window.poll(100).operations()).containsExactly(new Operation.Size(0));
    }

    @Test
    void owesAWordOfWhatItTookWhenSeveralServersMayHoldAnAnswer() {
        add(1);
        assertThat(window.poll(0)).isNotNull();
        window.turn(BATCH_BYTES);
        assertThat(window.poll(1)).isNotNull();
        answer(2, 1);
        assertThat(window.takeOwedEcho()).isTrue();
        assertThat(window.takeOwedEcho()).as("said once").isFalse();
        add(1);
        assertThat(window.poll(3)).isNotNull();
        answer(4, 2);
        assertThat(window.takeOwedEcho()).as("one server alone").isFalse();
    }

    @Test
    void owesNoWordOfWhatTakesNothing() {
        window.add(Pendings.until(new Operation.Size(1), DEADLINE));
        assertThat(window.poll(0)).isNotNull();
        window.turn(BATCH_BYTES);
        assertThat(window.poll(1)).isNotNull();
        answer(2, 1);
        assertThat(window.takeOwedEcho()).isFalse();
    }

    @Test
    void countsWhatWaits() {
        Pending sent = Pendings.until(new Operation.Push(1, new byte[100]), DEADLINE);
        window.add(sent);
        assertThat(window.cost()).isEqualTo(sent.cost).isGreaterThan(100);
        assertThat(window.poll(0)).isNotNull();
        answer(1, 1);
        assertThat(window.cost()).isZero();
    }

    private void add(int operations) {
        for (int i = 0; i < operations; i++) {
            window.add(Pendings.until(new Operation.Pop(1), DEADLINE));
        }
    }

    private boolean answer(long nowNanos, long... seqs) {
        List<Answer> answers = LongStream.of(seqs)
                .mapToObj(seq -> new Answer(seq, Result.done()))
                .toList();
        return window.onReply(new Reply(CLIENT, TAG, answers), nowNanos, this::take);
    }

    private void take(Pending pending, ClientFrame.Answer answer) {
        answered.add(pending);
    }

    private static Request request(long answeredBelow, long firstSeq, int operations) {
        List<Echo> echoes = answeredBelow == 1 ? List.of() : List.of(new Echo(1, TAG));
        return new Request(
                CLIENT, answeredBelow, echoes, firstSeq, Collections.nCopies(operations, new Operation.Pop(1)));
    }
}
