package io.ftqueue.simulator;

import io.ftqueue.simulator.KeyedRandom.Purpose;
import java.util.ArrayList;
import java.util.List;

/** The first phase of a run: every few milliseconds something is broken, mended or broken further. */
final class Chaos {

    private static final long MILLI = SimulationOptions.MILLI;

    private final World world;
    private final FaultOptions options;
    private final KeyedRandom random;
    private final int servers;
    private boolean over;

    Chaos(World world) {
        this.world = world;
        this.options = world.options().faults();
        this.servers = world.options().servers();
        this.random = new KeyedRandom(world.options().seed(), Purpose.FAULTS, 0);
    }

    void start() {
        if (options.weight() > 0) {
            planNext();
        }
    }

    /** Mends everything and breaks nothing more. */
    void end() {
        over = true;
        world.mend();
    }

    private void planNext() {
        long gap = random.pick(3, 15, 60, 150, 150, 400) * MILLI;
        world.agenda().in(gap + random.nextLong(10 * MILLI), () -> {
            if (!over) {
                strike();
                planNext();
            }
        });
    }

    private void strike() {
        if (random.chance(options.deaths())) {
            List<SimulatedClient> clients = world.clients();
            clients.get(random.nextInt(clients.size())).die();
            world.count("clients that vanished");
        }
        int at = random.nextInt(options.weight());
        if ((at -= options.partitions()) < 0) {
            partition();
        } else if ((at -= options.cuts()) < 0) {
            cut();
        } else if ((at -= options.heals()) < 0) {
            world.heal();
        } else if ((at -= options.crashes()) < 0) {
            crash();
        } else if ((at -= options.restarts()) < 0) {
            world.start(random.nextInt(servers));
        } else {
            pause();
        }
    }

    private void partition() {
        int[] components = new int[servers];
        boolean isolate = random.nextInt(3) == 0;
        int count = random.between(2, 3);
        int one = random.nextInt(servers);
        for (int i = 0; i < servers; i++) {
            int any = random.nextInt(count);
            components[i] = isolate ? (i == one ? 1 : 0) : any;
        }
        world.partition(components);
    }

    private void cut() {
        if (servers < 2) {
            return;
        }
        int from = random.nextInt(servers);
        int to = (from + random.between(1, servers - 1)) % servers;
        world.cut(from, to);
        if (random.nextBoolean()) {
            world.cut(to, from);
        }
    }

    private void crash() {
        if (!options.careful() && random.nextInt(15) == 0) {
            crashAll();
            return;
        }
        List<Integer> victims = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            SimulatedServer server = world.server(i);
            if (server.isUp() && (!options.careful() || world.leavesACopy(server))) {
                victims.add(i);
            }
        }
        if (victims.isEmpty()) {
            return;
        }
        int victim = victims.get(random.nextInt(victims.size()));
        world.crash(victim);
        if (random.nextInt(5) > 0) {
            // Mostly within the time in which the others do not yet suspect it.
            long down = random.pick(2, 5, 50, 200, 600) * MILLI;
            world.agenda().in(down, () -> world.start(victim));
        }
    }

    /** Nobody has a disk: what the cluster held is gone, and everything must work all the same. */
    private void crashAll() {
        world.count("total restarts");
        for (int i = 0; i < servers; i++) {
            int server = i;
            world.crash(i);
            world.agenda().in(random.nextLong(100 * MILLI), () -> world.start(server));
        }
    }

    private void pause() {
        long suspect = world.options().group().suspectAfterNanos() / MILLI;
        long millis = suspect * random.pick(3, 9, 11, 30) / 10;
        world.pause(random.nextInt(servers), millis);
    }
}
