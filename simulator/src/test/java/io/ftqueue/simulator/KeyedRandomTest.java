package io.ftqueue.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.simulator.KeyedRandom.Purpose;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KeyedRandomTest {

    @Test
    void theSameKeyGivesTheSameNumbers() {
        var one = new KeyedRandom(7, Purpose.LOSS, 3);
        var other = new KeyedRandom(7, Purpose.LOSS, 3);
        for (int i = 0; i < 100; i++) {
            assertThat(one.nextLong()).isEqualTo(other.nextLong());
        }
    }

    @Test
    void otherKeysGiveOtherNumbers() {
        var seen = new TreeSet<Long>();
        for (Purpose purpose : Purpose.values()) {
            for (int seed = 0; seed < 20; seed++) {
                for (int key = 0; key < 20; key++) {
                    assertThat(seen.add(new KeyedRandom(seed, purpose, key).nextLong()))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void chancesComeTrueAsOftenAsTheySay() {
        var random = new KeyedRandom(1, Purpose.DELAY, 1);
        int happened = 0;
        for (int i = 0; i < 100_000; i++) {
            happened += random.chance(0.3) ? 1 : 0;
        }
        assertThat(happened).isBetween(29_000, 31_000);
    }
}
