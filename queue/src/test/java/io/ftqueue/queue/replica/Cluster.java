package io.ftqueue.queue.replica;

import io.ftqueue.group.GroupObserver;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.Decoded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A few replicas on a network without loss, in virtual time. */
final class Cluster {

    static final long MILLI = 1_000_000L;

    final List<Replica> replicas = new ArrayList<>();
    final Map<Address, List<byte[]>> inbox = new TreeMap<>((a, b) -> Long.compare(a.key, b.key));
    final boolean[] down;
    long now = 1_000_000_000L;

    private final List<MemberId> ids = new ArrayList<>();
    private final ArrayDeque<Datagram> network = new ArrayDeque<>();

    Cluster(int size, ReplicaConfig config) {
        down = new boolean[size];
        for (int i = 0; i < size; i++) {
            ids.add(new MemberId(i + 1, 1));
            replicas.add(new Replica(
                    config,
                    ids.get(i),
                    "server " + i,
                    GroupObserver.NONE,
                    new SplittableRandom(i),
                    now,
                    1_700_000_000_000_000L));
        }
    }

    static Cluster serving(int size) {
        var cluster = new Cluster(size, ReplicaConfig.defaults());
        cluster.run(3_000);
        return cluster;
    }

    /** Lets so many milliseconds pass. */
    void run(long millis) {
        long end = now + millis * MILLI;
        while (now - end < 0) {
            tick();
            deliver();
            now += MILLI / 5;
        }
    }

    private void deliver() {
        for (int rounds = 0; rounds < 20 && !network.isEmpty(); rounds++) {
            for (int i = network.size(); i > 0; i--) {
                var datagram = network.removeFirst();
                if (!down[datagram.to]) {
                    step(datagram.to, new ReplicaEvent.GroupFrame(datagram.frame));
                }
            }
            tick();
        }
    }

    private void tick() {
        for (int i = 0; i < replicas.size(); i++) {
            if (!down[i]) {
                step(i, ReplicaEvent.TICK);
            }
        }
    }

    private void step(int index, ReplicaEvent event) {
        replicas.get(index).step(now, event, new Outbox(index));
    }

    /** Sends a text datagram to all. */
    void toGroup(Address from, String text) {
        for (int i = 0; i < replicas.size(); i++) {
            if (!down[i]) {
                step(i, new ReplicaEvent.ClientDatagram(from, bytes(text), true));
            }
        }
    }

    /** One server's copy of a text datagram to all. */
    void copyToOne(int index, Address from, String text) {
        step(index, new ReplicaEvent.ClientDatagram(from, bytes(text), true));
    }

    void toOne(int index, Address from, String text) {
        step(index, new ReplicaEvent.ClientDatagram(from, bytes(text), false));
    }

    void request(int index, Address from, long answeredBelow, long firstSeq, Operation... operations) {
        var frame = new ClientFrame.Request(from.key, answeredBelow, List.of(), firstSeq, List.of(operations));
        step(index, new ReplicaEvent.ClientDatagram(from, ClientCodec.encode(frame), false));
    }

    /** A server receives a frame of a client. */
    void receive(int index, Address from, ClientFrame frame) {
        step(index, new ReplicaEvent.ClientDatagram(from, ClientCodec.encode(frame), false));
    }

    /** The texts that have arrived there since the last call. */
    List<String> texts(Address at) {
        return take(at).stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }

    /** The answers that have arrived there since the last call, by number; of several the last. */
    TreeMap<Long, Result> answers(Address at) {
        var answers = new TreeMap<Long, Result>();
        for (byte[] datagram : take(at)) {
            if (((Decoded.Ok) ClientCodec.decode(datagram)).frame() instanceof ClientFrame.Reply reply) {
                reply.answers().forEach(answer -> answers.put(answer.seq(), answer.result()));
            }
        }
        return answers;
    }

    List<byte[]> take(Address at) {
        var taken = inbox.remove(at);
        return taken == null ? List.of() : taken;
    }

    long counter(int index, String name) {
        return replicas.get(index).status().counters().get(name);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A client's address. */
    record Address(long key) implements ClientAddress {}

    private record Datagram(int to, Frame frame) {}

    private final class Outbox implements ReplicaOutbox {

        private final int from;

        Outbox(int from) {
            this.from = from;
        }

        @Override
        public void multicast(Frame frame) {
            for (int i = 0; i < replicas.size(); i++) {
                if (i != from) {
                    network.add(new Datagram(i, frame));
                }
            }
        }

        @Override
        public void send(MemberId to, Frame frame) {
            network.add(new Datagram(ids.indexOf(to), frame));
        }

        @Override
        public void reply(ClientAddress to, byte[] datagram) {
            inbox.computeIfAbsent((Address) to, address -> new ArrayList<>()).add(datagram);
        }
    }
}
