package io.ftqueue.simulator;

import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.simulator.KeyedRandom.Purpose;
import io.ftqueue.simulator.checker.Call;
import io.ftqueue.simulator.checker.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Speaks the text protocol: a burst of pushes, which are not answered, then one operation that is. When no answer
 * comes, all of it is sent again under the same ids. Every burst has a socket of its own, since an answer does not say
 * to what.
 */
final class TextClient implements SimulatedClient {

    private static final long MICRO = SimulationOptions.MICRO;
    private static final long MILLI = SimulationOptions.MILLI;
    private static final List<String> NAMES = List.of("qCreate", "qId", "qPush", "qPop", "qTop", "qSize", "qDestroy");
    private static final List<OperationKind> KINDS = List.of(OperationKind.values());

    private final World world;
    private final int number;
    private final int endpoint;
    private final KeyedRandom random;
    private final Workload workload;
    /** By socket: the one call of its burst that is answered. */
    private final List<Call> asked = new ArrayList<>();

    private final KnownIds ids;
    private List<byte[]> burst = List.of();
    private @Nullable Call waitingFor;
    private boolean stopped;
    private boolean dead;

    TextClient(World world, int number) {
        this.world = world;
        this.number = number;
        this.endpoint = world.options().servers() + number;
        this.random = new KeyedRandom(world.options().seed(), Purpose.CLIENT, number);
        this.workload = new Workload(world.options().load(), random);
        this.ids = new KnownIds(random);
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
        return dead || waitingFor == null;
    }

    @Override
    public void die() {
        stopped = true;
        dead = true;
    }

    @Override
    public void move(int server) {
        // Its requests go to all servers, or to any.
    }

    private void planBurst() {
        long think = world.options().load().thinkMicros() * MICRO;
        world.agenda().in(think / 2 + random.nextLong(think), this::burst);
    }

    private void burst() {
        if (stopped) {
            return;
        }
        var datagrams = new ArrayList<byte[]>();
        for (int i = random.nextInt(5); i > 0; i--) {
            long label = workload.label();
            if (ids.last(label) != 0) {
                invoke(OperationKind.PUSH, label, datagrams);
            }
        }
        long label = workload.label();
        OperationKind kind = workload.kind(ids.last(label) != 0);
        while (kind == OperationKind.PUSH || kind == OperationKind.DESTROY) {
            invoke(kind, label, datagrams);
            kind = OperationKind.SIZE;
        }
        waitingFor = invoke(kind, label, datagrams);
        asked.add(waitingFor);
        burst = datagrams;
        send();
    }

    private Call invoke(OperationKind kind, long label, List<byte[]> datagrams) {
        long value = kind == OperationKind.PUSH ? world.newValue() : 0;
        var call = new Call(number, kind, label, value, world.now());
        boolean byLabel = kind == OperationKind.CREATE || kind == OperationKind.LOOKUP;
        var id = new UUID(random.nextLong(), random.nextLong());
        call.named(id.getMostSignificantBits(), id.getLeastSignificantBits());
        world.enter(call);
        String text = "msg," + id + "," + NAMES.get(KINDS.indexOf(kind)) + "," + (byLabel ? label : ids.any(label))
                + (kind == OperationKind.PUSH ? "," + value : "");
        datagrams.add(text.getBytes(StandardCharsets.UTF_8));
        return call;
    }

    private void send() {
        var from = new SimulatedAddress(endpoint, asked.size());
        boolean toAll = random.nextInt(4) > 0;
        int one = random.nextInt(world.options().servers());
        for (int server = 0; server < world.options().servers(); server++) {
            if (toAll || server == one) {
                Objects.requireNonNull(waitingFor).sentTo(server);
            }
        }
        for (byte[] datagram : burst) {
            if (world.trace().inWords()) {
                world.trace().tell(this.toString(), "-> " + new String(datagram, StandardCharsets.UTF_8));
            }
            var packet = new Packet(endpoint, 0, from, datagram, toAll, false);
            if (toAll) {
                world.network().multicast(packet, -1);
            } else {
                world.network().send(one, packet, false);
            }
        }
        Call call = waitingFor;
        long wait = world.options().load().timeoutMillis() * MILLI;
        world.agenda().in(wait + random.nextLong(wait), () -> {
            if (waitingFor == call && !dead) {
                send();
            }
        });
    }

    @Override
    public void receive(Packet packet) {
        if (dead) {
            return;
        }
        var to = (SimulatedAddress) packet.client();
        Call call = asked.get(Objects.requireNonNull(to).port() - 1);
        Result result = parse(call.kind(), packet.bytes());
        world.trace().fold(101, number, result.number());
        if (call.answered(result, world.now())) {
            if (world.trace().inWords()) {
                world.trace().tell(this.toString(), "<- " + call);
            }
            ids.learn(call, result, ids.last(call.label()));
        }
        if (call == waitingFor) {
            waitingFor = null;
            planBurst();
        }
    }

    @Override
    public boolean leaving(SimulatedServer from, SimulatedAddress to, byte[] datagram) {
        Call call = asked.get(to.port() - 1);
        return world.told(from, call, parse(call.kind(), datagram), 0);
    }

    private Result parse(OperationKind kind, byte[] datagram) {
        String text = new String(datagram, StandardCharsets.UTF_8).trim();
        Violation.require(text.matches("-?[0-9]+"), "CLIENT", "%s was answered '%s'", this, text);
        long value = Long.parseLong(text);
        return switch (kind) {
            case POP, TOP -> value == -1 ? Result.ofCode(ResultCode.EMPTY) : Result.ofItem(NativeClient.item(value, 0));
            default -> value == -1 ? Result.ofCode(ResultCode.NO_QUEUE) : Result.ofNumber(value);
        };
    }

    @Override
    public String toString() {
        return "c" + number;
    }
}
