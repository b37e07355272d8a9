package io.ftqueue.simulator;

import java.util.random.RandomGenerator;

/**
 * Random numbers by key. Every fault of every link, every client and every member has its own stream, made of the seed,
 * a purpose and a number; so switching one fault off does not reshuffle the others, and a failing run can be made
 * smaller without becoming another run.
 */
final class KeyedRandom implements RandomGenerator {

    /** What the numbers are drawn for. */
    enum Purpose {
        OPTIONS(1),
        FAULTS(2),
        LOSS(3),
        DELAY(4),
        DAMAGE(5),
        PROCESSING(6),
        MEMBER(7),
        CLOCK(8),
        CLIENT(9),
        ADVERSARY(10),
        DISK(11),
        OUTAGES(12),
        LEASES(13);

        private final int code;

        Purpose(int code) {
            this.code = code;
        }
    }

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    KeyedRandom(long seed, Purpose purpose, long key) {
        state = mix(mix(mix(seed) + purpose.code) + key);
    }

    @Override
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** True with that probability. */
    boolean chance(double probability) {
        return probability > 0 && nextDouble() < probability;
    }

    /** One of the values. */
    long pick(long... values) {
        return values[nextInt(values.length)];
    }

    /** From {@code least} to {@code most}, inclusive. */
    int between(int least, int most) {
        return least + nextInt(most - least + 1);
    }

    /** The finalizer of SplitMix64: every bit of the input moves every bit of the output. */
    static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
