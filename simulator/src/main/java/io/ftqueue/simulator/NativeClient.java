package io.ftqueue.simulator;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.OperationKind;
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
import org.jspecify.annotations.Nullable;

/**
 * Speaks the native protocol as docs/client.md asks clients to: operations have consecutive numbers; when no answer
 * comes for a while, everything from the oldest unanswered one on is sent again, to the same server or another. Of each
 * pop it tells, later, which answer it took; a pop that came to {@code CONFLICT} is asked for again under another
 * number.
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
    private final Demand demand;
    private final List<Call> calls = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();
    /** By operation: the tag of the reply that answered it first. */
    private final List<Long> tags = new ArrayList<>();

    private final Echoes echoes = new Echoes();
    private final KnownIds ids;

    private int server;
    /** Operations before this one have been answered; counts from 0, as calls do. */
    private int answeredBefore;

    private int sentBefore;
    private long waitMillis;
    private long lastHeard;
    private boolean timerPlanned;
    private boolean stopped;
    private boolean dead;

    /** A client of the queues that all share. */
    NativeClient(World world, int number) {
        this(world, number, null);
    }

    /** A client that takes jobs under leases. */
    static NativeClient worker(World world, int number) {
        return new NativeClient(
                world,
                number,
                new LeaseWork(world, new KeyedRandom(world.options().seed(), Purpose.LEASES, number)));
    }

    private NativeClient(World world, int number, @Nullable Demand special) {
        this.world = world;
        this.demand = special == null ? NativeClient::invokeAny : special;
        this.number = number;
        this.address = new SimulatedAddress(world.options().servers() + number, 1);
        this.random = new KeyedRandom(world.options().seed(), Purpose.CLIENT, number);
        this.clientId = random.nextLong();
        this.workload = new Workload(world.options().load(), random);
        this.ids = new KnownIds(random);
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
        return dead || answeredBefore == calls.size();
    }

    /** It asks no more and hears no more; what it has asked for stays in doubt. */
    @Override
    public void die() {
        stopped = true;
        dead = true;
    }

    /** Lets it send to that server from now on. */
    void use(int other) {
        server = other;
    }

    /** It goes to another server with all that is unanswered. */
    @Override
    public void move(int other) {
        server = other;
        if (!isIdle()) {
            send(answeredBefore);
            sentBefore = calls.size();
        }
    }

    /** Invokes an operation on the queue with that label; {@link #flush} sends it. */
    Call invoke(OperationKind kind, long label, long value) {
        return invoke(kind, label, ids.any(label), value);
    }

    /** Invokes an operation on the queue with that label, which is to be named by that id. */
    Call invoke(OperationKind kind, long label, long queueId, long value) {
        return invoke(kind, label, workload.operation(kind, label, queueId, value), value);
    }

    /** Invokes an operation; the value is what the books call it by. */
    Call invoke(OperationKind kind, long label, Operation operation, long value) {
        var call = new Call(number, kind, label, value, world.now());
        calls.add(call);
        call.named(clientId, calls.size());
        operations.add(operation);
        tags.add(0L);
        world.enter(call);
        return call;
    }

    /** Its position among the clients. */
    int number() {
        return number;
    }

    /** The id by which the client has last heard of the queue with that label; 0 if it knows of none. */
    long idOf(long label) {
        return ids.last(label);
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
                demand.invokeNext(this);
            }
            flush();
        }
        planBurst();
    }

    private static void invokeAny(NativeClient client) {
        long label = client.workload.label();
        OperationKind kind = client.workload.kind(client.ids.last(label) != 0);
        client.invoke(kind, label, kind == OperationKind.PUSH ? client.world.newValue() : 0);
    }

    private void send(int from) {
        for (int first = from; first < calls.size(); first += BATCH) {
            List<Operation> batch = operations.subList(first, Math.min(first + BATCH, calls.size()));
            var request = new ClientFrame.Request(clientId, answeredBefore + 1, echoes.toList(), first + 1, batch);
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
        if (dead) {
            return;
        }
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
        boolean conflict = false;
        for (ClientFrame.Answer answer : reply.answers()) {
            conflict |= onAnswer(answer, reply.tag());
        }
        while (answeredBefore < calls.size() && calls.get(answeredBefore).result() != null) {
            if (calls.get(answeredBefore).kind() == OperationKind.POP) {
                echoes.taken(answeredBefore + 1L, tags.get(answeredBefore));
            }
            answeredBefore++;
        }
        if (conflict) {
            flush();
        }
    }

    /** Returns whether the answer is CONFLICT and news: then the pop is asked for again. */
    private boolean onAnswer(ClientFrame.Answer answer, long tag) {
        int index = (int) answer.seq() - 1;
        Call call = calls.get(index);
        ResultCode code = answer.result().code();
        if (!call.answered(answer.result(), world.now())) {
            return false;
        }
        if (world.trace().inWords()) {
            world.trace().tell(this.toString(), "<- " + call);
        }
        tags.set(index, code == ResultCode.CONFLICT ? 0L : tag);
        ids.learn(call, answer.result(), Workload.queueOf(operations.get(index)));
        demand.answered(call, answer.result());
        lastHeard = world.now();
        waitMillis = world.options().load().timeoutMillis();
        if (code != ResultCode.CONFLICT) {
            return false;
        }
        Violation.require(call.kind() == OperationKind.POP, "CLIENT", "only pops can conflict: %s", call);
        invoke(OperationKind.POP, call.label(), Workload.queueOf(operations.get(index)), 0);
        return true;
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
                news |= world.told(from, calls.get((int) answer.seq() - 1), answer.result(), reply.tag());
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
