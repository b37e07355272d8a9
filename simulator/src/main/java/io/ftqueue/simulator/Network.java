package io.ftqueue.simulator;

import io.ftqueue.simulator.KeyedRandom.Purpose;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Datagrams between endpoints, and what can happen to them on each directed link. */
final class Network {

    private static final int MAX_HELD = 16;
    private static final long MICRO = SimulationOptions.MICRO;
    private static final long MILLI = SimulationOptions.MILLI;

    /** One direction between two endpoints. */
    private static final class Link {
        private final KeyedRandom loss;
        private final KeyedRandom delay;
        private final KeyedRandom damage;
        private final ArrayDeque<Packet> held = new ArrayDeque<>();
        private boolean cut;
        private boolean inBurst;

        private Link(long seed, int key) {
            loss = new KeyedRandom(seed, Purpose.LOSS, key);
            delay = new KeyedRandom(seed, Purpose.DELAY, key);
            damage = new KeyedRandom(seed, Purpose.DAMAGE, key);
        }
    }

    private final Agenda agenda;
    private final int servers;
    private final int endpoints;
    private final List<Endpoint> ends = new ArrayList<>();
    private final Link[] links;
    /** By endpoint: what it sent from then on and is still under way is lost. */
    private final long[] unpluggedSince;

    private final long[] unpluggedUntil;
    /** By endpoint: how much longer what it sends is under way. */
    private final long[] lag;

    private NetworkOptions options;
    private long sent;

    Network(Agenda agenda, SimulationOptions options) {
        this.agenda = agenda;
        this.servers = options.servers();
        this.endpoints = servers + options.load().clients() + 1;
        this.options = options.network();
        this.links = new Link[endpoints * endpoints];
        this.unpluggedSince = new long[endpoints];
        this.unpluggedUntil = new long[endpoints];
        this.lag = new long[endpoints];
        for (int i = 0; i < links.length; i++) {
            links[i] = new Link(options.seed(), i);
        }
        Arrays.fill(unpluggedUntil, -1);
    }

    /** Adds an endpoint: the servers first, then the clients. */
    int attach(Endpoint end) {
        ends.add(end);
        return ends.size() - 1;
    }

    int servers() {
        return servers;
    }

    /** How many datagrams have been sent. */
    long sent() {
        return sent;
    }

    void change(NetworkOptions other) {
        options = other;
    }

    NetworkOptions options() {
        return options;
    }

    /** Cuts or mends one direction. */
    void cut(int from, int to, boolean cut) {
        link(from, to).cut = cut;
    }

    boolean isCut(int from, int to) {
        return link(from, to).cut;
    }

    /** Mends all links. */
    void heal() {
        for (Link link : links) {
            link.cut = false;
            link.inBurst = false;
        }
    }

    /** To every server but the sender, or to the sender too if its multicasts come back. */
    void multicast(Packet packet, int nextSequencer) {
        for (int to = 0; to < servers; to++) {
            if (to != packet.from() || options.loopback()) {
                send(to, packet, to == nextSequencer);
            }
        }
    }

    void send(int to, Packet packet, boolean toNextSequencer) {
        sent++;
        Link link = link(packet.from(), to);
        if (to != packet.from() && isLost(link, packet, toNextSequencer)) {
            if (options.hold() && (packet.type() == FrameTypes.DATA || packet.type() == FrameTypes.SLOT_ASSIGNMENT)) {
                link.held.add(packet);
                if (link.held.size() > MAX_HELD) {
                    link.held.remove();
                }
            }
            return;
        }
        Packet arriving = packet;
        if (packet.type() != 0 && link.damage.chance(options.damage())) {
            arriving = damaged(packet, link.damage);
        }
        long delay = delay(link.delay);
        carry(to, arriving, delay);
        if (link.delay.chance(options.duplicates())) {
            carry(to, packet, delay + link.delay.nextLong(50 * MILLI));
        }
    }

    private boolean isLost(Link link, Packet packet, boolean toNextSequencer) {
        if (link.cut) {
            return true;
        }
        if (link.inBurst) {
            link.inBurst = !link.loss.chance(0.05);
        } else {
            link.inBurst = link.loss.chance(options.burst());
        }
        double loss = link.inBurst ? 0.5 : options.loss();
        if (packet.type() != 0 && packet.type() == options.victimType()) {
            loss = Math.max(loss, options.victimLoss());
        }
        if (toNextSequencer) {
            loss = Math.max(loss, options.nextSequencerLoss());
        }
        return link.loss.chance(loss);
    }

    private long delay(KeyedRandom random) {
        long base = options.baseMicros() * MICRO;
        double tail = random.nextDouble();
        if (tail < options.veryLate()) {
            return random.nextLong(200 * MILLI, 1_500 * MILLI);
        }
        if (tail < options.veryLate() + options.late()) {
            return random.nextLong(MILLI, 40 * MILLI);
        }
        return random.nextLong(base, 3 * base);
    }

    /** Flips up to 32 neighbouring bits: the checksum promises to notice these, always. */
    private static Packet damaged(Packet packet, KeyedRandom random) {
        byte[] bytes = packet.bytes().clone();
        int at = random.nextInt(bytes.length);
        for (int i = at; i < Math.min(bytes.length, at + 1 + random.nextInt(4)); i++) {
            bytes[i] ^= (byte) (i == at ? random.between(1, 255) : random.nextInt());
        }
        return new Packet(packet.from(), packet.type(), packet.client(), bytes, packet.toGroup(), true);
    }

    private void carry(int to, Packet packet, long delay) {
        long sentAt = agenda.now();
        int from = packet.from();
        agenda.in(delay + lag[from], () -> {
            if (sentAt < unpluggedSince[from] || sentAt > unpluggedUntil[from]) {
                ends.get(to).receive(packet);
            }
        });
    }

    /**
     * The adversary's moment: what was lost on its way to a member arrives right after that member's promise, and after
     * the next one again.
     */
    void releaseHeld(int to, KeyedRandom random) {
        if (!options.hold()) {
            return;
        }
        for (int from = 0; from < servers; from++) {
            for (Packet held : link(from, to).held) {
                carry(to, held, random.nextLong(100 * MICRO, 1_500 * MICRO));
            }
        }
    }

    /** What the endpoint sent in the last so many nanoseconds and has not arrived is lost. */
    void unplug(int endpoint, long nanos) {
        unpluggedSince[endpoint] = agenda.now() - nanos;
        unpluggedUntil[endpoint] = agenda.now();
    }

    /** From now on whatever the endpoint sends is under way for so much longer. */
    void lag(int endpoint, long nanos) {
        lag[endpoint] = nanos;
    }

    private Link link(int from, int to) {
        return links[from * endpoints + to];
    }
}
