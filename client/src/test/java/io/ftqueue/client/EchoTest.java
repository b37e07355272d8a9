package io.ftqueue.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.Answer;
import io.ftqueue.queue.codec.ClientFrame.Echo;
import io.ftqueue.queue.codec.ClientFrame.Reply;
import io.ftqueue.queue.codec.ClientFrame.Request;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client tells of the answers it has taken, and what it does where two components disagree. */
class EchoTest {

    private static final long CLIENT = 99;
    private static final long DEADLINE = 1_000;
    private static final long HERE = 7;
    private static final long THERE = -8;
    private static final Operation POP = new Operation.Pop(1);
    private static final Operation SIZE = new Operation.Size(1);
    private static final Result ITEM = Result.ofItem(new byte[] {1});
    private static final Result CONFLICT = Result.ofCode(ResultCode.CONFLICT);

    private final Window window = new Window(CLIENT, 100, 8_192);
    private final List<Pending> answered = new ArrayList<>();

    @Test
    void tellsTheTagOfTheAnswerItTook() {
        send(POP);
        answer(HERE, 1, ITEM);
        assertThat(send(SIZE).echoes()).containsExactly(new Echo(1, HERE));
    }

    @Test
    void aLateSecondAnswerWithAnotherTagChangesNothing() {
        send(POP, POP);
        answer(HERE, 1, ITEM);
        assertThat(answer(THERE, 1, CONFLICT)).isFalse();
        answer(HERE, 2, ITEM);
        assertThat(answer(THERE, 2, ITEM)).isFalse();
        assertThat(send(SIZE).echoes()).containsExactly(new Echo(1, HERE));
        assertThat(answered).hasSize(2);
    }

    @Test
    void anEmptyQueueIsAnAnswerToo() {
        send(POP);
        answer(HERE, 1, Result.ofCode(ResultCode.EMPTY));
        assertThat(send(SIZE).echoes()).containsExactly(new Echo(1, HERE));
    }

    @Test
    void tellsNothingOfWhatTakesNothing() {
        send(SIZE);
        answer(HERE, 1, Result.ofNumber(3));
        assertThat(send(SIZE).echoes()).isEmpty();
    }

    @Test
    void beginsARunOnlyWhereTheTagChanges() {
        send(POP, SIZE, POP, POP, POP);
        answer(HERE, 1, ITEM);
        answer(THERE, 2, Result.ofNumber(3));
        answer(HERE, 3, ITEM);
        answer(THERE, 4, ITEM);
        answer(THERE, 5, ITEM);
        assertThat(send(SIZE).echoes()).containsExactly(new Echo(1, HERE), new Echo(4, THERE));
    }

    @Test
    void tellsOfNothingAboveTheLowestUnansweredOne() {
        send(POP, POP);
        answer(THERE, 2, ITEM);
        assertThat(send(SIZE).echoes()).isEmpty();
        answer(HERE, 1, ITEM);
        assertThat(send(SIZE).echoes()).containsExactly(new Echo(1, HERE), new Echo(2, THERE));
    }

    @Test
    void tellsTheLastRunsOfMany() {
        long last = ClientFrame.MAX_ECHOES + 3;
        for (long seq = 1; seq <= last; seq++) {
            send(POP);
            answer(100 + seq, seq, ITEM);
        }
        List<Echo> echoes = send(SIZE).echoes();
        assertThat(echoes).hasSize(ClientFrame.MAX_ECHOES);
        assertThat(echoes).startsWith(new Echo(4, 104)).endsWith(new Echo(last, 100 + last));
    }

    @Test
    void aPopThatWasGivenUpTookNothing() {
        send(POP);
        assertThat(window.expire(DEADLINE)).hasSize(1);
        answer(HERE, 1, ITEM);
        assertThat(send(POP).echoes()).containsExactly(new Echo(1, 0));
        answer(HERE, 2, ITEM);
        assertThat(send(SIZE).echoes()).containsExactly(new Echo(1, 0), new Echo(2, HERE));
    }

    @Test
    void issuesAPopInConflictAgainUnderANewNumber() {
        Pending pop = add(POP);
        window.poll(0);
        assertThat(answer(HERE, 1, CONFLICT)).isTrue();
        assertThat(answered).isEmpty();
        assertThat(window.isIdle()).isFalse();
        assertThat(window.poll(0)).isEqualTo(new Request(CLIENT, 2, List.of(new Echo(1, 0)), 2, List.of(POP)));
        answer(THERE, 2, ITEM);
        assertThat(answered).containsExactly(pop);
        assertThat(send(SIZE).echoes()).containsExactly(new Echo(1, 0), new Echo(2, THERE));
    }

    @Test
    void popsInConflictKeepTheirOrderAndGoBeforeWhatWaits() {
        var narrow = new Window(CLIENT, 3, 8_192);
        var pops = new ArrayList<Pending>();
        for (int i = 0; i < 4; i++) {
            pops.add(Pendings.until(new Operation.Pop(i), DEADLINE));
            narrow.add(pops.get(i));
        }
        narrow.poll(0);
        var answers = List.of(new Answer(3, CONFLICT), new Answer(1, CONFLICT), new Answer(2, CONFLICT));
        narrow.onReply(new Reply(CLIENT, HERE, answers), 0, (pending, answer) -> answered.add(pending));
        Request again = narrow.poll(0);
        assertThat(again.firstSeq()).isEqualTo(4);
        assertThat(again.operations())
                .containsExactly(new Operation.Pop(0), new Operation.Pop(1), new Operation.Pop(2));
    }

    @Test
    void aPopInConflictThatWasGivenUpIsNotIssuedAgain() {
        send(POP);
        assertThat(window.expire(DEADLINE)).hasSize(1);
        answer(HERE, 1, CONFLICT);
        assertThat(window.isIdle()).isTrue();
        assertThat(send(SIZE).echoes()).containsExactly(new Echo(1, 0));
    }

    @Test
    void aPopInConflictKeepsItsTimeLimit() {
        Pending pop = add(POP);
        window.poll(0);
        answer(HERE, 1, CONFLICT);
        window.poll(0);
        assertThat(window.expire(DEADLINE - 1)).isEmpty();
        assertThat(window.expire(DEADLINE)).containsExactly(pop);
    }

    private Pending add(Operation operation) {
        var pending = Pendings.until(operation, DEADLINE);
        window.add(pending);
        return pending;
    }

    private Request send(Operation... operations) {
        for (Operation operation : operations) {
            window.add(Pendings.until(operation, DEADLINE));
        }
        Request request = window.poll(0);
        if (request == null) {
            throw new AssertionError("nothing is due");
        }
        return request;
    }

    private boolean answer(long tag, long seq, Result result) {
        var reply = new Reply(CLIENT, tag, List.of(new Answer(seq, result)));
        return window.onReply(reply, 0, (pending, answer) -> answered.add(pending));
    }
}
