package io.ftqueue.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.Notice;
import io.ftqueue.queue.codec.ClientFrame.Tidings;
import io.ftqueue.queue.codec.ClientFrame.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class WaitsTest {

    private static final long MILLI = 1_000_000L;

    private final Waits waits = new Waits(5);
    private final Waits.Waiting waiting = new Waits.Waiting(77, 0, 10_000 * MILLI);

    WaitsTest() {
        waits.add(waiting);
    }

    @Test
    void asksOnceAndAgainEverySecond() {
        assertThat(waits.poll(0)).isEqualTo(new Wait(5, 77));
        assertThat(waits.poll(0)).isNull();
        notice(5, Tidings.HELD, MILLI);
        assertThat(waits.quietNanos(MILLI, Long.MAX_VALUE)).isEqualTo(1_000 * MILLI);
        assertThat(waits.poll(1_000 * MILLI)).isNull();
        assertThat(waits.poll(1_001 * MILLI)).isEqualTo(new Wait(5, 77));
        assertThat(waits.onTime(1_050 * MILLI)).isFalse();
    }

    @Test
    void asksAgainSoonWhereNobodyAnswers() {
        waits.poll(0);
        assertThat(waits.onTime(99 * MILLI)).isFalse();
        assertThat(waits.onTime(100 * MILLI)).isTrue();
        assertThat(waits.onTime(100 * MILLI)).isFalse();
        assertThat(waits.poll(100 * MILLI)).isNotNull();
        assertThat(waits.onTime(299 * MILLI)).isFalse();
        assertThat(waits.onTime(300 * MILLI)).isTrue();
    }

    @Test
    void asksAnotherServerAtOnce() {
        waits.poll(0);
        notice(5, Tidings.HELD, MILLI);
        waits.turn(2 * MILLI);
        assertThat(waits.poll(2 * MILLI)).isEqualTo(new Wait(5, 77));
    }

    @Test
    void asksLaterWhereThereIsNoRoom() {
        waits.poll(0);
        notice(5, Tidings.FULL, 0);
        assertThat(waits.onTime(199 * MILLI)).isFalse();
        assertThat(waits.poll(199 * MILLI)).isNull();
        assertThat(waits.poll(200 * MILLI)).isNotNull();
    }

    @Test
    void endsWithTheItem() {
        assertThat(notice(6, Tidings.ITEM, 0)).isEmpty();
        assertThat(notice(5, Tidings.ITEM, 0)).containsExactly(waiting);
        waiting.finish();
        assertThat(waiting).isCompletedWithValue(true);
        assertThat(waits.isEmpty()).isTrue();
        assertThat(notice(5, Tidings.ITEM, 0)).isEmpty();
    }

    @Test
    void failsWhereThereIsNoQueue() {
        notice(5, Tidings.NO_QUEUE, 0);
        waiting.finish();
        assertThatThrownBy(waiting::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(NoQueueException.class);
    }

    @Test
    void endsWhenTheTimeIsUp() {
        waits.poll(0);
        notice(5, Tidings.HELD, 0);
        assertThat(waits.expire(9_999 * MILLI)).isEmpty();
        assertThat(waits.expire(10_000 * MILLI)).containsExactly(waiting);
        waiting.finish();
        assertThat(waiting).isCompletedWithValue(false);
    }

    @Test
    void forgetsWhatItsCallerHasGivenUp() {
        waiting.cancel(false);
        assertThat(waits.expire(1)).containsExactly(waiting);
        assertThat(waits.isEmpty()).isTrue();
    }

    @Test
    void handsOverAllAtTheEnd() {
        var other = new Waits.Waiting(78, 0, MILLI);
        waits.add(other);
        assertThat(waits.drain()).containsExactly(waiting, other);
        assertThat(waits.isEmpty()).isTrue();
        assertThat((ClientFrame) waits.poll(0)).isNull();
    }

    private List<Waits.Waiting> notice(long nonce, Tidings tidings, long nowNanos) {
        var over = new ArrayList<Waits.Waiting>();
        waits.onNotice(new Notice(nonce, tidings), nowNanos, over);
        return over;
    }
}
