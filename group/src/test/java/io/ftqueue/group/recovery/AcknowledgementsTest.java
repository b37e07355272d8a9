package io.ftqueue.group.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {

    private static final long ALL = -1L;

    private final Acknowledgements acknowledgements = new Acknowledgements(3, 0, 4);

    @Test
    void everybodyHoldsWhatTheConfigurationBeganWith() {
        assertThat(acknowledgements.stableUpTo()).isEqualTo(4);
        assertThat(acknowledgements.heldBy(3, ALL)).isEqualTo(4);
    }

    @Test
    void aFrameSpeaksForItsSenderAlone() {
        acknowledgements.received(1, 9);
        assertThat(acknowledgements.receivedUpTo(0)).isEqualTo(4);
        assertThat(acknowledgements.receivedUpTo(2)).isEqualTo(4);
        assertThat(acknowledgements.stableUpTo()).isEqualTo(4);
    }

    @Test
    void nothingIsTakenBack() {
        acknowledgements.received(1, 9);
        acknowledgements.received(1, 7);
        assertThat(acknowledgements.receivedUpTo(1)).isEqualTo(9);
    }

    @Test
    void aSlotIsHeldByTheManyThatSaySo() {
        acknowledgements.received(0, 9);
        acknowledgements.received(1, 7);
        acknowledgements.received(2, 5);
        assertThat(acknowledgements.heldBy(1, ALL)).isEqualTo(9);
        assertThat(acknowledgements.heldBy(2, ALL)).isEqualTo(7);
        assertThat(acknowledgements.heldBy(3, ALL)).isEqualTo(5);
        assertThat(acknowledgements.stableUpTo()).isEqualTo(5);
    }

    @Test
    void onlySomeMayCount() {
        acknowledgements.received(0, 9);
        acknowledgements.received(1, 7);
        acknowledgements.received(2, 5);
        assertThat(acknowledgements.heldBy(2, 0b101)).isEqualTo(5);
        assertThat(acknowledgements.heldBy(2, 0b001)).isEqualTo(Long.MIN_VALUE);
        assertThat(acknowledgements.heldBy(1, 0)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void anothersWordOnStabilityCountsForWhatIsHeldHere() {
        acknowledgements.received(0, 6);
        acknowledgements.stable(8);
        assertThat(acknowledgements.stableUpTo()).isEqualTo(6);
        acknowledgements.stable(5);
        assertThat(acknowledgements.stableUpTo()).isEqualTo(6);
    }

    @Test
    void namesThoseThatAreBehind() {
        acknowledgements.received(0, 6);
        acknowledgements.received(2, 5);
        assertThat(acknowledgements.behind(4)).isZero();
        assertThat(acknowledgements.behind(5)).isEqualTo(0b010);
        assertThat(acknowledgements.behind(6)).isEqualTo(0b110);
    }

    @Test
    void countsLikeSorting() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            int members = 1 + random.nextInt(64);
            Acknowledgements many = new Acknowledgements(members, 0, 0);
            long[] held = new long[members];
            for (int i = 0; i < members; i++) {
                held[i] = random.nextInt(50);
                many.received(i, held[i]);
            }
            Arrays.sort(held);
            for (int holders = 1; holders <= members; holders++) {
                assertThat(many.heldBy(holders, ALL)).isEqualTo(held[members - holders]);
            }
            assertThat(many.stableUpTo()).isEqualTo(held[0]);
        }
    }
}
