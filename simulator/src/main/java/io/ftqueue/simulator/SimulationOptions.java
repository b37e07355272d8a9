package io.ftqueue.simulator;

import io.ftqueue.group.GroupConfig;
import io.ftqueue.simulator.KeyedRandom.Purpose;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a seed decides before the run begins. Each fault and each operation is switched off in about half of the
 * seeds (swarm testing: Groce et al., 2012): a run without crashes finds what a crash would have covered up.
 *
 * @param seed the seed
 * @param servers how many servers there are
 * @param group the protocol's constants
 * @param network what happens to datagrams
 * @param faults what happens to servers and links
 * @param load what clients do
 * @param disk what servers keep, and what happens to it
 * @param chaosNanos how long the first phase lasts
 * @param startSpreadNanos within which time the servers start
 * @param skewMicros how far wall clocks are apart, at most
 * @param driftPpm how many millionths a clock runs too fast or too slow, at most
 * @param busyMicros how long a server takes before it looks at a datagram, at most
 */
record SimulationOptions(
        long seed,
        int servers,
        GroupConfig group,
        NetworkOptions network,
        FaultOptions faults,
        LoadOptions load,
        DiskOptions disk,
        long chaosNanos,
        long startSpreadNanos,
        long skewMicros,
        int driftPpm,
        int busyMicros) {

    static final long MICRO = 1_000L;
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000_000_000L;

    private static final long YEAR_MICROS = 365L * 86_400 * 1_000_000;

    /** How many types of messages there are to pick a victim from. */
    private static final int MESSAGE_TYPES = 13;

    /** A cluster to which nothing happens unless a scenario says so. */
    static SimulationOptions calm(long seed, int servers) {
        return new SimulationOptions(
                seed,
                servers,
                GroupConfig.defaults(),
                NetworkOptions.CALM,
                FaultOptions.NONE,
                LoadOptions.NONE,
                DiskOptions.NONE,
                0,
                0,
                0,
                0,
                5);
    }

    SimulationOptions with(GroupConfig other) {
        return new SimulationOptions(
                seed,
                servers,
                other,
                network,
                faults,
                load,
                disk,
                chaosNanos,
                startSpreadNanos,
                skewMicros,
                driftPpm,
                busyMicros);
    }

    SimulationOptions with(NetworkOptions other) {
        return new SimulationOptions(
                seed,
                servers,
                group,
                other,
                faults,
                load,
                disk,
                chaosNanos,
                startSpreadNanos,
                skewMicros,
                driftPpm,
                busyMicros);
    }

    SimulationOptions with(LoadOptions other) {
        return new SimulationOptions(
                seed,
                servers,
                group,
                network,
                faults,
                other,
                disk,
                chaosNanos,
                startSpreadNanos,
                skewMicros,
                driftPpm,
                busyMicros);
    }

    SimulationOptions with(DiskOptions other) {
        return new SimulationOptions(
                seed,
                servers,
                group,
                network,
                faults,
                load,
                other,
                chaosNanos,
                startSpreadNanos,
                skewMicros,
                driftPpm,
                busyMicros);
    }

    /** Whether nothing at all goes wrong. */
    boolean faultFree() {
        return faults.none() && disk.none() && network.loss() == 0;
    }

    /** What a run is mostly about. */
    private enum Plot {
        /** Nothing goes wrong, and clients ask for a lot. */
        LOAD,
        /** Components part and come together again, time after time. */
        SCHISM,
        /** Whatever can go wrong does. */
        CHAOS
    }

    /** What the seed says. Those below zero are about disks that keep what is acknowledged. */
    static SimulationOptions draw(long seed) {
        var random = new KeyedRandom(seed, Purpose.OPTIONS, 0);
        int of = random.nextInt(20);
        Plot plot = of < 2 ? Plot.LOAD : of < 15 ? Plot.SCHISM : Plot.CHAOS;
        boolean schism = plot == Plot.SCHISM;
        DiskOptions disk = seed < 0 ? DiskOptions.drawKept(seed) : DiskOptions.draw(seed);
        int servers = (int)
                (schism ? random.pick(2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 7) : random.pick(1, 2, 3, 3, 3, 4, 5, 5, 7));
        // The more servers, the more happens in a second.
        int most = plot == Plot.LOAD ? 1_200 : servers > 4 ? 1_500 : 2_500;
        long chaos = (schism ? random.between(most, 2 * most) : random.between(400, most)) * MILLI;
        return new SimulationOptions(
                seed,
                servers,
                drawGroup(random, schism),
                plot == Plot.LOAD ? NetworkOptions.CALM : drawNetwork(random, schism),
                plot == Plot.LOAD ? FaultOptions.NONE : schism ? drawSchism(random) : drawFaults(random),
                drawLoad(random, plot, drawWorkers(seed)),
                plot == Plot.LOAD ? disk.spared() : disk,
                chaos,
                random.nextInt(3) == 0 ? 300 * MILLI : 20 * MILLI,
                random.nextInt(5) == 0 ? YEAR_MICROS : 100_000,
                random.nextInt(10) == 0 ? 50_000 : 200,
                random.nextInt(3) == 0 ? 200 : 20);
    }

    /** Whoever parts often must be quick to notice. */
    private static GroupConfig drawGroup(KeyedRandom random, boolean quick) {
        long heartbeat = random.pick(10, quick ? 10 : 20, 20) * MILLI;
        long suspect = heartbeat * random.between(5, quick ? 7 : 12);
        boolean tiny = random.nextInt(5) == 0;
        return new GroupConfig(
                heartbeat,
                suspect,
                heartbeat,
                heartbeat * random.between(2, quick ? 3 : 6),
                heartbeat * random.between(1, quick ? 2 : 5),
                (int) random.pick(0, 1, 1, 1, 2),
                tiny ? random.between(2, 6) : 256,
                tiny ? 2_000 : 1 << 20,
                tiny ? 600 : 1_372,
                200 * MICRO,
                20 * MILLI,
                2 * MILLI,
                (int) random.pick(2, 3, 8));
    }

    private static NetworkOptions drawNetwork(KeyedRandom random, boolean gentle) {
        boolean hold = random.nextBoolean();
        // What is held must first be lost: then mostly payloads and slots are the victims.
        boolean targeted = random.nextInt(hold ? 3 : 6) == 0;
        int victim = hold && random.nextInt(3) > 0 ? random.between(1, 2) : random.between(1, MESSAGE_TYPES);
        return new NetworkOptions(
                (gentle ? random.pick(0, 0, 0, 0, 1, 5) : random.pick(0, 0, 1, 5, 15, 25)) / 100.0,
                random.nextInt(4) == 0 ? 0.005 : 0,
                random.nextBoolean() ? 0.01 : 0,
                random.nextBoolean() ? 0.03 : 0,
                random.nextInt(3) == 0 ? 0.003 : 0,
                random.nextInt(4) == 0 ? 0.01 : 0,
                random.between(30, 200),
                random.nextInt(4) == 0,
                hold,
                random.nextInt(4) == 0 ? 0.5 : 0,
                targeted ? victim : -1,
                targeted ? random.pick(30, 60, 90) / 100.0 : 0);
    }

    private static FaultOptions drawSchism(KeyedRandom random) {
        boolean alone = random.nextBoolean();
        boolean crashing = !alone && random.nextBoolean();
        boolean ambushed = random.nextInt(4) == 0;
        return new FaultOptions(
                0,
                alone ? 0 : (int) random.pick(0, 0, 5),
                0,
                crashing ? 10 : 0,
                crashing ? 5 : 0,
                alone ? 0 : (int) random.pick(0, 5),
                true,
                alone || random.nextBoolean() ? 0 : 0.05,
                random.nextInt(6) > 0,
                crashing && random.nextInt(4) == 0 ? 0.001 : 0,
                ambushed ? random.between(FrameTypes.ACCEPT, FrameTypes.STATE_CHUNK) : -1,
                ambushed ? random.pick(5, 20) / 100.0 : 0);
    }

    private static FaultOptions drawFaults(KeyedRandom random) {
        boolean crashing = random.nextBoolean();
        boolean ambushed = random.nextBoolean();
        return new FaultOptions(
                random.nextBoolean() ? 35 : 0,
                random.nextInt(3) == 0 ? 15 : 0,
                15,
                crashing ? 25 : 0,
                crashing ? 10 : 0,
                random.nextBoolean() ? 20 : 0,
                false,
                random.nextInt(4) == 0 ? 0.05 : 0,
                random.nextInt(3) > 0,
                crashing && random.nextBoolean() ? random.pick(1, 10) / 1000.0 : 0,
                ambushed ? random.between(FrameTypes.ACCEPT, FrameTypes.STATE_CHUNK) : -1,
                ambushed ? random.pick(5, 30, 60) / 100.0 : 0);
    }

    /** By a stream of their own, so that runs without them stay as they are. */
    private static int drawWorkers(long seed) {
        var random = new KeyedRandom(seed, Purpose.LEASES, -1);
        return random.nextInt(3) == 0 ? random.between(1, 2) : 0;
    }

    private static LoadOptions drawLoad(KeyedRandom random, Plot plot, int workers) {
        boolean mostlyPush = random.nextInt(4) == 0;
        boolean schism = plot == Plot.SCHISM;
        List<Integer> weights = new ArrayList<>();
        weights.add(random.between(0, 1));
        weights.add(random.between(0, 1));
        weights.add(mostlyPush ? 20 : random.between(4, 10));
        weights.add(random.nextInt(5) == 0 ? 0 : random.between(3, 10));
        weights.add(random.between(0, 2));
        weights.add(random.between(0, 2));
        weights.add(random.nextInt(schism ? 3 : 6) == 0 ? 1 : 0);
        int think = plot == Plot.LOAD ? 2_000 : (int) random.pick(10_000, 40_000, schism ? 40_000 : 100_000);
        return new LoadOptions(
                schism ? random.between(2, 4) : random.between(1, 3),
                random.nextInt(3) == 0 ? random.between(1, 2) : 0,
                random.between(1, 3),
                (int) random.pick(1, 4, schism ? 6 : 16),
                think,
                random.between(40, 250),
                weights,
                random.nextInt(4) == 0 ? 1_500 : 0,
                workers);
    }
}
