package io.ftqueue.simulator;

import io.ftqueue.simulator.KeyedRandom.Purpose;
import java.util.ArrayList;
import java.util.List;

/**
 * What happens to machines and disks in the first phase of a run: processes and machines that end, of one server, of
 * some or of all at once, and start again in any order; disks that are full, damaged or gone. Of what is damaged or
 * gone another sound disk has everything, so that nothing is lost for good.
 */
final class Outages {

    private static final long MILLI = SimulationOptions.MILLI;

    private final World world;
    private final DiskOptions options;
    private final KeyedRandom random;
    private final int servers;
    private boolean over;

    Outages(World world) {
        this.world = world;
        this.options = world.options().disk();
        this.servers = world.options().servers();
        this.random = new KeyedRandom(world.options().seed(), Purpose.OUTAGES, 0);
    }

    void start() {
        if (options.weight() > 0) {
            planNext();
        }
    }

    void end() {
        over = true;
    }

    private void planNext() {
        long gap = (20 + random.nextLong(options.gapMillis())) * MILLI;
        world.agenda().in(gap, () -> {
            if (!over) {
                strike();
                planNext();
            }
        });
    }

    private void strike() {
        int at = random.nextInt(options.weight());
        if ((at -= options.crashes()) < 0) {
            stop(some(), false);
        } else if ((at -= options.powerCuts()) < 0) {
            stop(some(), true);
        } else if ((at -= options.blackouts()) < 0) {
            stopAll(true);
        } else if ((at -= options.ends()) < 0) {
            stopAll(false);
        } else if ((at -= options.wipes()) < 0) {
            harm(true);
        } else if ((at -= options.damages()) < 0) {
            harm(false);
        } else {
            world.server(random.nextInt(servers)).fillDisk(random.pick(10, 50, 200) * MILLI);
        }
    }

    /** Mostly one, else any number of them. */
    private List<Integer> some() {
        List<Integer> some = new ArrayList<>();
        int one = random.nextInt(servers);
        boolean several = random.nextInt(3) == 0;
        for (int i = 0; i < servers; i++) {
            if (i == one || (several && random.nextBoolean())) {
                some.add(i);
            }
        }
        return some;
    }

    private void stop(List<Integer> victims, boolean powerCut) {
        for (int victim : victims) {
            if (mayStop(victim)) {
                stop(victim, powerCut);
                startLater(victim);
            }
        }
    }

    private void stop(int victim, boolean powerCut) {
        if (powerCut) {
            world.cutPower(victim);
        } else {
            world.crash(victim);
        }
    }

    private boolean mayStop(int victim) {
        SimulatedServer server = world.server(victim);
        return !server.isUp() || !world.options().faults().careful() || world.leavesACopy(server);
    }

    private void startLater(int server) {
        world.agenda().in(random.pick(2, 5, 50, 200, 600) * MILLI, () -> world.start(server));
    }

    /** All at once; they start again in any order, some much later than others. */
    private void stopAll(boolean powerCut) {
        if (!options.keepsAnswers() && world.options().faults().careful()) {
            return;
        }
        world.count(powerCut ? "power cuts of all servers" : "ends of all processes");
        for (int i = 0; i < servers; i++) {
            stop(i, powerCut);
        }
        boolean early = random.nextBoolean();
        for (int i = 0; i < servers; i++) {
            int server = i;
            long wait = random.nextInt(4) == 0 ? 600 : early ? 10 : 150;
            world.agenda().in(random.nextLong(wait * MILLI), () -> world.start(server));
        }
    }

    private void harm(boolean wipe) {
        int victim = random.nextInt(servers);
        if (!mayStop(victim)) {
            return;
        }
        stop(victim, random.nextBoolean());
        if (world.isCovered(victim)) {
            world.harm(victim, wipe);
        }
        startLater(victim);
    }
}
