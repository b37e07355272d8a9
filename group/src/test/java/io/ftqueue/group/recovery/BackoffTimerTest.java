package io.ftqueue.group.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTimerTest {

    private final BackoffTimer timer = new BackoffTimer(10, 35);

    @Test
    void goesOffLaterAndLaterUpToALimit() {
        timer.arm(100, 0);
        List<Long> times = new ArrayList<>();
        for (long now = 100; now < 250; now++) {
            if (timer.due(now)) {
                times.add(now);
            }
        }
        assertThat(times).containsExactly(110L, 130L, 165L, 200L, 235L);
        assertThat(timer.attempts()).isEqualTo(5);
    }

    @Test
    void isSilentUntilArmedAndAfterItWasDisarmed() {
        assertThat(timer.due(1_000)).isFalse();
        assertThat(timer.armed()).isFalse();
        timer.arm(0, 0);
        timer.disarm();
        assertThat(timer.due(1_000)).isFalse();
    }

    @Test
    void armingItTwiceDoesNotPutItOff() {
        timer.arm(0, 0);
        timer.arm(9, 0);
        assertThat(timer.due(10)).isTrue();
        timer.arm(11, 0);
        assertThat(timer.attempts()).isEqualTo(1);
        assertThat(timer.due(29)).isFalse();
        assertThat(timer.due(30)).isTrue();
    }

    @Test
    void beginsAnewAfterItWasDisarmed() {
        timer.arm(0, 0);
        assertThat(timer.due(10)).isTrue();
        timer.disarm();
        timer.arm(50, 3);
        assertThat(timer.attempts()).isZero();
        assertThat(timer.due(62)).isFalse();
        assertThat(timer.due(63)).isTrue();
    }

    @Test
    void tellsItsDeadlineIfThatIsEarlier() {
        assertThat(timer.earlier(7)).isEqualTo(7);
        timer.arm(0, 0);
        assertThat(timer.earlier(7)).isEqualTo(7);
        assertThat(timer.earlier(12)).isEqualTo(10);
    }

    @Test
    void comparesTimesThatHaveWrappedAround() {
        long now = Long.MAX_VALUE - 4;
        timer.arm(now, 0);
        assertThat(timer.due(Long.MAX_VALUE)).isFalse();
        assertThat(timer.earlier(now + 20)).isEqualTo(now + 10);
        assertThat(timer.due(now + 10)).isTrue();
    }

    @Test
    void aThousandAttemptsDoNotOverflow() {
        BackoffTimer slow = new BackoffTimer(1_000_000, 20_000_000);
        slow.arm(0, 0);
        long now = 0;
        for (int i = 0; i < 1_000; i++) {
            long next = slow.earlier(Long.MAX_VALUE);
            assertThat(next - now).isBetween(1L, 20_000_000L);
            now = next;
            assertThat(slow.due(now)).isTrue();
        }
    }
}
