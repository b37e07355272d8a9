package io.ftqueue.simulator;

import io.ftqueue.simulator.KeyedRandom.Purpose;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Splits the cluster and heals it, again and again: into two to four components, components of components, healed all
 * at once or one after the other, and cut again while they exchange their states. Meanwhile clients go from component
 * to component with operations open.
 */
final class Schism {

    private static final long MILLI = SimulationOptions.MILLI;
    private static final int MOST_COMPONENTS = 4;

    private final World world;
    private final KeyedRandom random;
    private final int servers;
    private final long suspect;
    /** How long components that hear each other again take to become one, about. */
    private final long reunion;

    /** By server: its component; servers with the same number hear each other. */
    private final int[] components;

    private boolean over;

    Schism(World world) {
        this.world = world;
        this.servers = world.options().servers();
        this.random = new KeyedRandom(world.options().seed(), Purpose.FAULTS, 2);
        this.components = new int[servers];
        var group = world.options().group();
        this.suspect = group.suspectAfterNanos();
        this.reunion = group.settleNanos() + group.gatherNanos() + 3 * group.heartbeatNanos() + 4 * MILLI;
    }

    void start() {
        if (world.options().faults().schisms() && servers > 1) {
            next(() -> reunion + random.nextLong(reunion), this::split);
        }
    }

    void end() {
        over = true;
    }

    private void next(LongSupplier wait, Runnable action) {
        world.agenda().in(wait.getAsLong(), () -> {
            if (!over) {
                action.run();
            }
        });
    }

    /** Long enough to become configurations of their own, mostly. */
    private long apart() {
        return random.nextInt(8) == 0 ? random.nextLong(suspect) : suspect + reunion + random.nextLong(2 * reunion);
    }

    /** Long enough to become one again, mostly; else the next cut meets them while they exchange their states. */
    private long together() {
        boolean early = random.nextInt(4) == 0;
        return early ? reunion / 2 + random.nextLong(reunion) : reunion + random.nextLong(reunion);
    }

    private void split() {
        int count = random.between(2, Math.min(servers, MOST_COMPONENTS));
        for (int i = 0; i < servers; i++) {
            components[i] = i < count ? i : random.nextInt(count);
        }
        shuffle();
        cut();
        moveClients();
        next(this::apart, this::afterCut);
    }

    private void afterCut() {
        int least = largest();
        if (random.nextInt(4) == 0 && sizeOf(least) > 1) {
            int fresh = Arrays.stream(components).max().orElse(0) + 1;
            int one = indexIn(least);
            for (int i = 0; i < servers; i++) {
                if (components[i] == least && (i == one || random.nextInt(3) == 0)) {
                    components[i] = fresh;
                }
            }
            world.count("split of a component");
            cut();
            moveClients();
            next(this::apart, this::healSome);
        } else {
            healSome();
        }
    }

    private void healSome() {
        moveClients();
        if (componentCount() == 2 || random.nextInt(3) == 0) {
            Arrays.fill(components, 0);
            world.heal();
            next(this::together, this::split);
            return;
        }
        int one = components[random.nextInt(servers)];
        int other = one;
        while (other == one) {
            other = components[random.nextInt(servers)];
        }
        for (int i = 0; i < servers; i++) {
            components[i] = components[i] == other ? one : components[i];
        }
        world.count("heals in stages");
        cut();
        next(this::together, random.nextInt(4) == 0 ? this::afterCut : this::healSome);
    }

    /** Cuts the links between components; now and then in one direction only, which parts them all the same. */
    private void cut() {
        world.partition(components);
        if (random.nextInt(6) == 0) {
            int from = random.nextInt(servers);
            for (int to = 0; to < servers; to++) {
                if (components[to] != components[from]) {
                    world.network().cut(from, to, false);
                }
            }
            world.count("one-way cuts");
        }
    }

    /** Clients go to any server, but those of every component are asked for something. */
    private void moveClients() {
        int first = random.nextInt(servers);
        for (SimulatedClient client : world.clients()) {
            first = nextComponent(first);
            if (random.nextInt(3) > 0) {
                client.move(first);
            }
        }
    }

    /** The next server, counted round, that is in another component. */
    private int nextComponent(int server) {
        int next = server;
        do {
            next = (next + 1) % servers;
        } while (next != server && components[next] == components[server]);
        return next;
    }

    private void shuffle() {
        for (int i = servers - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = components[i];
            components[i] = components[j];
            components[j] = kept;
        }
    }

    private int componentCount() {
        return (int) Arrays.stream(components).distinct().count();
    }

    private int sizeOf(int component) {
        return (int) Arrays.stream(components).filter(it -> it == component).count();
    }

    private int largest() {
        int largest = components[0];
        for (int component : components) {
            largest = sizeOf(component) > sizeOf(largest) ? component : largest;
        }
        return largest;
    }

    private int indexIn(int component) {
        int index = 0;
        while (components[index] != component) {
            index++;
        }
        return index;
    }
}
