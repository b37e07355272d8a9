package io.ftqueue.simulator;

import io.ftqueue.simulator.KeyedRandom.Purpose;

/**
 * What the servers of a run keep on disk, and what happens to their disks and machines. The first phase of a run draws
 * from the weights; 0 switches a misfortune off.
 *
 * @param keeps what is kept
 * @param segmentBytes the size from which on a segment of the log is ended
 * @param snapshotBytes so much is appended, at least, before a snapshot is due
 * @param mostMicros how long a batch of records takes to get to the disk, at most
 * @param shortWrite how likely a write takes in only a part of what it is given
 * @param failedForce how likely a force fails
 * @param tearsAtAnyByte whether the power can fail in the middle of a sector
 * @param gapMillis the time between two misfortunes, at most
 * @param crashes processes that end, of one server or some
 * @param powerCuts of one server or some
 * @param blackouts power cuts of all servers at once
 * @param ends of all processes at once
 * @param wipes of a disk of which another has everything
 * @param damages of what is at rest on a disk of which another has everything
 * @param fulls disks that are full for a while
 */
record DiskOptions(
        Keeps keeps,
        long segmentBytes,
        long snapshotBytes,
        int mostMicros,
        double shortWrite,
        double failedForce,
        boolean tearsAtAnyByte,
        int gapMillis,
        int crashes,
        int powerCuts,
        int blackouts,
        int ends,
        int wipes,
        int damages,
        int fulls) {

    /** What servers keep. */
    enum Keeps {
        /** There are no disks: a crash forgets everything. */
        NOTHING,
        /** Answers do not wait for the disk: a crash forgets the last moments. */
        LATE,
        /** Answers wait for the disk. */
        ANSWERS
    }

    static final DiskOptions NONE = new DiskOptions(Keeps.NOTHING, 0, 0, 0, 0, 0, false, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Disks that nothing happens to unless a scenario says so. */
    static final DiskOptions CALM =
            new DiskOptions(Keeps.ANSWERS, 16 << 10, 8 << 10, 2_000, 0, 0, true, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Whether there are disks. */
    boolean present() {
        return keeps != Keeps.NOTHING;
    }

    /** Whether what was acknowledged is on disk. */
    boolean keepsAnswers() {
        return keeps == Keeps.ANSWERS;
    }

    int weight() {
        return crashes + powerCuts + blackouts + ends + wipes + damages + fulls;
    }

    /** Whether nothing happens to disks and machines. */
    boolean none() {
        return weight() == 0 && failedForce == 0;
    }

    /** The same without misfortunes. */
    DiskOptions spared() {
        return new DiskOptions(
                keeps, segmentBytes, snapshotBytes, mostMicros, 0, 0, tearsAtAnyByte, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** What the seed says. */
    static DiskOptions draw(long seed) {
        var random = new KeyedRandom(seed, Purpose.DISK, 0);
        int of = random.nextInt(20);
        if (of < 8) {
            return NONE;
        }
        return draw(random, of < 17 ? Keeps.ANSWERS : Keeps.LATE);
    }

    /** Disks that keep what is acknowledged, with misfortunes; for runs about these. */
    static DiskOptions drawKept(long seed) {
        return draw(new KeyedRandom(seed, Purpose.DISK, 1), Keeps.ANSWERS);
    }

    private static DiskOptions draw(KeyedRandom random, Keeps keeps) {
        boolean lasting = random.nextInt(4) > 0;
        return new DiskOptions(
                keeps,
                random.pick(1, 2, 8, 64) << 10,
                random.pick(500, 2_000, 8_000),
                (int) random.pick(2_000, 20_000, 20_000, 60_000),
                random.nextInt(3) == 0 ? 0.2 : 0,
                random.nextInt(3) == 0 ? 0.002 : 0,
                random.nextBoolean(),
                (int) random.pick(200, 500, 1_000),
                random.nextBoolean() ? 10 : 0,
                random.nextBoolean() ? 15 : 0,
                random.nextInt(3) > 0 ? 20 : 0,
                random.nextInt(3) == 0 ? 5 : 0,
                lasting && random.nextBoolean() ? 0 : 5,
                random.nextBoolean() ? 8 : 0,
                random.nextInt(3) == 0 ? 5 : 0);
    }
}
