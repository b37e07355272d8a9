package io.ftqueue.simulator;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.Decoded;
import io.ftqueue.simulator.KeyedRandom.Purpose;
import io.ftqueue.simulator.checker.Call;
import io.ftqueue.simulator.checker.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Speaks the native protocol as docs/client.md asks clients to: operations have consecutive numbers; when no answer
 * comes for a while, everything from the oldest unanswered one on is sent again, to the same server or another.
 */
final class NativeClient implements SimulatedClient {

    private static final long MICRO = SimulationOptions.MICRO;
    private static final long MILLI = SimulationOptions.MILLI;
    private static final int BATCH = 32;

    private final World world;
    private final int number;
    private final SimulatedAddress address;
    private final KeyedRandom random;
    private final long clientId;
    private final Workload workload;
    private final List<Call> calls = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();
    /** By label: the id of its queue, as far as this client has been told. */
    private final TreeMap<Long, Long> ids = new TreeMap<>();

    private int server;
    /** Operations before this one have been answered; counts from 0, as calls do. */
    private int answeredBefore;

    private int sentBefore;
    private long waitMillis;
    private long lastHeard;
    private boolean timerPlanned;
    private boolean stopped;

    NativeClient(World world, int number) {
        this.world = world;
        this.number = number;
        this.address = new SimulatedAddress(world.options().servers() + number, 1);
        this.random = new KeyedRandom(world.options().seed(), Purpose.CLIENT, number);
        this.clientId = random.nextLong();
        this.workload = new Workload(world.options().load(), random);
        this.server = random.nextInt(world.options().servers());
        this.waitMillis = world.options().load().timeoutMillis();
    }

    @Override
    public void start() {
        planBurst();
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public boolean isIdle() {
        return answeredBefore == calls.size();
    }

    /** Lets it send to that server from now on. */
    void use(int other) {
        server = other;
    }

    /** Invokes an operation on the queue with that label; {@link #flush} sends it. */
    Call invoke(OperationKind kind, long label, long value) {
        var call = new Call(number, kind, label, value, world.now());
        calls.add(call);
        operations.add(workload.operation(kind, label, ids.getOrDefault(label, 0L), value));
        world.history().add(call);
        return call;
    }

    /** Sends what has been invoked. */
    void flush() {
        send(sentBefore);
        sentBefore = calls.size();
        if (!timerPlanned) {
            lastHeard = world.now();
            planTimer();
        }
    }

    private void planBurst() {
        long think = world.options().load().thinkMicros() * MICRO;
        world.agenda().in(think / 2 + random.nextLong(think), this::burst);
    }

    private void burst() {
        if (stopped) {
            return;
        }
        int room = world.options().load().window() - (calls.size() - answeredBefore);
        if (room > 0) {
            for (int i = random.between(1, room); i > 0; i--) {
                long label = workload.label();
                OperationKind kind = workload.kind(ids.containsKey(label));
                invoke(kind, label, kind == OperationKind.PUSH ? world.newValue() : 0);
            }
            flush();
        }
        planBurst();
    }

    private void send(int from) {
        for (int first = from; first < calls.size(); first += BATCH) {
            List<Operation> batch = operations.subList(first, Math.min(first + BATCH, calls.size()));
            var request = new ClientFrame.Request(clientId, answeredBefore + 1, List.of(), first + 1, batch);
            byte[] bytes = ClientCodec.encode(request);
            if (world.trace().inWords()) {
                world.trace()
                        .tell(
                                this.toString(),
                                "-> s" + (server + 1) + " " + calls.subList(first, first + batch.size()));
            }
            calls.subList(first, first + batch.size()).forEach(call -> call.sentTo(server));
            world.network().send(server, new Packet(address.endpoint(), 0, address, bytes, false, false), false);
        }
    }

    private void planTimer() {
        timerPlanned = true;
        world.agenda().in(waitMillis * MILLI, this::onTimer);
    }

    private void onTimer() {
        timerPlanned = false;
        if (isIdle()) {
            return;
        }
        if (world.now() - lastHeard >= waitMillis * MILLI) {
            if (random.nextBoolean()) {
                server = random.nextInt(world.options().servers());
            }
            waitMillis = Math.min(2 * waitMillis, 1_000);
            send(answeredBefore);
            sentBefore = calls.size();
        }
        planTimer();
    }

    @Override
    public void receive(Packet packet) {
        Decoded decoded = ClientCodec.decode(packet.bytes());
        if (!(decoded instanceof Decoded.Ok ok)) {
            throw new Violation("CLIENT", this + " was sent " + decoded);
        }
        world.trace().fold(100, number, packet.bytes().length);
        if (ok.frame() instanceof ClientFrame.Reply reply) {
            onReply(reply);
        } else if (ok.frame() instanceof ClientFrame.Busy busy) {
            lastHeard = world.now();
            world.count("busy");
            world.agenda().in(busy.retryAfterMillis() * MILLI, () -> {
                if (!isIdle()) {
                    send(answeredBefore);
                }
            });
        } else {
            throw new Violation("CLIENT", this + " was sent " + ok.frame());
        }
    }

    private void onReply(ClientFrame.Reply reply) {
        Violation.require(reply.clientId() == clientId, "CLIENT", "%s got the reply of another: %s", this, reply);
        for (ClientFrame.Answer answer : reply.answers()) {
            Call call = calls.get((int) answer.seq() - 1);
            if (call.result() == null || answer.result().code() != ResultCode.STALE) {
                if (call.answered(answer.result(), world.now())) {
                    if (world.trace().inWords()) {
                        world.trace().tell(this.toString(), "<- " + call);
                    }
                    learn(call, answer.result(), operations.get((int) answer.seq() - 1));
                    lastHeard = world.now();
                    waitMillis = world.options().load().timeoutMillis();
                }
            }
        }
        while (answeredBefore < calls.size() && calls.get(answeredBefore).result() != null) {
            answeredBefore++;
        }
    }

    private void learn(Call call, Result result, Operation operation) {
        switch (call.kind()) {
            case CREATE, LOOKUP -> {
                if (call.succeeded()) {
                    ids.put(call.label(), result.number());
                }
            }
            case DESTROY -> ids.remove(call.label());
            default -> {
                if (result.code() == ResultCode.NO_QUEUE
                        && ids.getOrDefault(call.label(), 0L) == Workload.queueOf(operation)) {
                    ids.remove(call.label());
                }
            }
        }
    }

    @Override
    public boolean leaving(SimulatedServer from, SimulatedAddress to, byte[] datagram) {
        boolean news = false;
        if (ClientCodec.decode(datagram) instanceof Decoded.Ok ok && ok.frame() instanceof ClientFrame.Reply reply) {
            for (ClientFrame.Answer answer : reply.answers()) {
                Violation.require(
                        answer.seq() >= 1 && answer.seq() <= calls.size(),
                        "CLIENT",
                        "%s answers %s",
                        from.self(),
                        answer);
                news |= world.told(from, calls.get((int) answer.seq() - 1), answer.result());
            }
        }
        return news;
    }

    @Override
    public String toString() {
        return "c" + number;
    }

    /** The bytes of an item: its number in decimal digits, and blanks. */
    static byte[] item(long value, int blanks) {
        return (value + " ".repeat(blanks)).getBytes(StandardCharsets.US_ASCII);
    }
}
