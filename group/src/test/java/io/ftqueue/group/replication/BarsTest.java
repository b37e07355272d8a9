package io.ftqueue.group.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.model.MemberId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BarsTest {

    private static final MemberId A = new MemberId(1, 1);
    private static final MemberId B = new MemberId(2, 1);
    private static final long SECOND = 1_000_000_000L;

    private final Bars bars = new Bars();

    @Test
    void aBarEndsAndTheNextOneLastsTwiceAsLongUpToABound() {
        long now = -5 * SECOND;
        for (long seconds : new long[] {30, 60, 120, 240, 480, 480}) {
            bars.bar("why", List.of(A), now);
            assertThat(bars.drops(A, now + seconds * SECOND - 1)).isTrue();
            assertThat(bars.drops(B, now)).isFalse();
            now += seconds * SECOND;
            assertThat(bars.drops(A, now)).isFalse();
        }
        assertThat(bars.framesBarred()).isEqualTo(6);
    }

    @Test
    void aBarInForceIsNotProlonged() {
        bars.bar("why", List.of(A), 0);
        bars.bar("again", List.of(A, B), 10 * SECOND);
        assertThat(bars.drops(A, 30 * SECOND)).isFalse();
        assertThat(bars.drops(B, 30 * SECOND)).isTrue();
    }

    @Test
    void whatHasMergedBeginsAnew() {
        bars.bar("one", List.of(A), 0);
        bars.bar("both", List.of(A, B), 40 * SECOND);
        bars.merged(List.of(A));
        assertThat(bars.refusals()).hasSize(1);
        assertThat(bars.drops(A, 41 * SECOND)).isFalse();
        bars.bar("one", List.of(A), 50 * SECOND);
        assertThat(bars.drops(A, 80 * SECOND)).isFalse();
    }

    @Test
    void serversAreBlockedWhateverTheirLife() {
        bars.block(Set.of(2L));
        assertThat(bars.drops(B, 0)).isTrue();
        assertThat(bars.drops(new MemberId(2, 7), 0)).isTrue();
        assertThat(bars.drops(A, 0)).isFalse();
        assertThat(bars.framesBlocked()).isEqualTo(2);
        bars.block(Set.of());
        assertThat(bars.drops(B, 0)).isFalse();
    }
}
