package io.ftqueue.simulator;

import io.ftqueue.group.InvariantViolation;
import io.ftqueue.group.codec.Decoded;
import io.ftqueue.group.codec.FrameCodec;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.message.SlotAssignment;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.Recovery;
import io.ftqueue.group.replication.ReplicationStatus;
import io.ftqueue.queue.replica.ClientAddress;
import io.ftqueue.queue.replica.ReplicaEvent;
import io.ftqueue.queue.replica.ReplicaOutbox;
import io.ftqueue.simulator.KeyedRandom.Purpose;
import io.ftqueue.simulator.checker.Violation;
import io.ftqueue.storage.CorruptFileException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A machine on which the program runs, crashes, is paused and starts again: its event loop, its sockets' buffer and its
 * clocks. Datagrams are handed in by batches, each followed by a tick, as the server's event loop does it.
 */
final class SimulatedServer implements Endpoint, ReplicaOutbox {

    private static final int SOCKET_BUFFER_BYTES = 256 << 10;
    private static final int DATAGRAM_OVERHEAD_BYTES = 512;
    private static final int BATCH = 32;
    private static final int SAMPLE_EVERY = 40;
    private static final long MICRO = SimulationOptions.MICRO;
    private static final long SHORTEST_SLEEP = 2 * MICRO;
    private static final int LARGEST_DATAGRAM = 65_507;
    private static final long GROUP_KEY = 0x6674_7175_6575_6531L;

    private final World world;
    private final int index;
    private final KeyedRandom processing;
    private final FrameCodec codec = new FrameCodec(GROUP_KEY);
    private final ByteBuffer buffer = ByteBuffer.allocate(LARGEST_DATAGRAM);
    private final ArrayDeque<Packet> socket = new ArrayDeque<>();
    private final long clockOrigin;
    private final double clockRate;
    private long wallOriginMicros;

    private final @Nullable ServerDisk disk;
    private MemberId self;
    private @Nullable Program program;
    private ExecutionWatch.@Nullable Ear ear;
    private int configurationsSeen;
    private long socketBytes;
    private boolean loopPlanned;
    private long alarm = -1;
    private long pausedUntil;
    private long loops;
    private String phaseTold = "";

    SimulatedServer(World world, int index) {
        this.world = world;
        this.index = index;
        SimulationOptions options = world.options();
        this.processing = new KeyedRandom(options.seed(), Purpose.PROCESSING, index);
        var clock = new KeyedRandom(options.seed(), Purpose.CLOCK, index);
        // As System.nanoTime: from anywhere, even below zero.
        this.clockOrigin = clock.nextLong() >> 16;
        this.clockRate = 1 + clock.nextDouble(-1, 1) * options.driftPpm() / 1e6;
        this.wallOriginMicros =
                1_700_000_000_000_000L + clock.nextLong(-options.skewMicros(), options.skewMicros() + 1);
        this.self = new MemberId(index + 1, 0);
        this.disk = options.disk().present() ? new ServerDisk(world, index) : null;
    }

    MemberId self() {
        return self;
    }

    String name() {
        return "s" + (index + 1);
    }

    boolean isUp() {
        return program != null;
    }

    boolean isPaused() {
        return program != null && pausedUntil > world.now();
    }

    /**
     * Starts the program, with a higher incarnation than ever before, and with what the disk holds. A server whose disk
     * cannot be used yet stays down; it is started again later.
     */
    void start() {
        ServerDisk kept = disk;
        MemberId next = kept == null ? new MemberId(index + 1, self.incarnation() + 1) : kept.open(self);
        if (next == null) {
            return;
        }
        self = next;
        socket.clear();
        socketBytes = 0;
        pausedUntil = 0;
        alarm = -1;
        configurationsSeen = 0;
        Program started = program(kept);
        program = started;
        ear = world.executions().new Ear(report -> world.merged(this, report));
        if (started.observe(ear)) {
            world.executions().on();
        }
        world.trace().milestone(name(), "starts as " + self);
        if (kept != null) {
            kept.recovered(started);
        }
        planLoop();
    }

    private Program program(@Nullable ServerDisk kept) {
        long now = clock();
        var random = new KeyedRandom(world.options().seed(), Purpose.MEMBER, index * 1_000L + self.incarnation());
        long wallMicros = wallOriginMicros + world.now() / MICRO;
        try {
            Program.Past past = kept == null
                    ? null
                    : new Program.Past(
                            kept.found(), kept, world.options().disk().keepsAnswers(), kept.wasDamaged());
            return world.factory()
                    .start(new Program.Start(
                            world.replicaConfig(),
                            self,
                            name(),
                            world.evs().observer(self),
                            random,
                            now,
                            wallMicros,
                            past));
        } catch (Recovery.BadRecordException | CorruptFileException bad) {
            throw new Violation("D3", self + " cannot go on from what it finds: " + bad.getMessage());
        }
    }

    /** Its disk; null if it has none. */
    @Nullable
    ServerDisk disk() {
        return disk;
    }

    /** Fills the disk up for so long, if there is one. */
    void fillDisk(long nanos) {
        if (disk != null) {
            disk.fill(nanos);
        }
    }

    /** Something has happened that the loop must hear of. */
    void nudge() {
        planLoop();
    }

    /** Sets the wall clock forward, or back; programs look at it when they start. */
    void turnWallClock(long micros) {
        wallOriginMicros += micros;
    }

    /** Forgets everything that is not on disk. */
    void crash(boolean powerCut) {
        if (disk != null) {
            disk.stop(powerCut);
        }
        if (program != null) {
            program = null;
            socket.clear();
            world.evs().failed(self);
            world.trace().milestone(name(), powerCut ? "loses its power" : "crashes");
        }
    }

    /** The machine does nothing for so long; datagrams wait in its socket's buffer, as far as there is room. */
    void pause(long nanos) {
        if (program != null) {
            pausedUntil = Math.max(pausedUntil, world.now() + nanos);
            world.trace().milestone(name(), "is paused for " + nanos / 1_000_000 + " ms");
            MemberId paused = self;
            world.agenda().at(pausedUntil, () -> {
                if (self.equals(paused)) {
                    planLoop();
                }
            });
        }
    }

    /** Ends a pause before its time. */
    void wake() {
        if (isPaused()) {
            pausedUntil = world.now();
            planLoop();
        }
    }

    @Override
    public void receive(Packet packet) {
        int bytes = packet.bytes().length + DATAGRAM_OVERHEAD_BYTES;
        if (program == null || socketBytes + bytes > SOCKET_BUFFER_BYTES) {
            return;
        }
        socket.add(packet);
        socketBytes += bytes;
        planLoop();
    }

    /** Where the replica stands; only of a server that is up. */
    ReplicationStatus status() {
        Program running = program;
        if (running == null) {
            throw new IllegalStateException(name() + " is down");
        }
        return running.status();
    }

    private long clock() {
        return clockOrigin + (long) (world.now() * clockRate);
    }

    private void planLoop() {
        if (program != null && !loopPlanned && !isPaused()) {
            loopPlanned = true;
            boolean slow = processing.nextInt(50) == 0;
            long busy = 1 + processing.nextLong(world.options().busyMicros() * (slow ? 10L : 1L) * MICRO);
            world.agenda().in(busy, this::loop);
        }
    }

    /** One turn of the event loop. */
    private void loop() {
        loopPlanned = false;
        Program running = program;
        if (running == null || isPaused()) {
            return;
        }
        long now = clock();
        try {
            for (int i = 0; i < BATCH && !socket.isEmpty(); i++) {
                Packet packet = socket.remove();
                socketBytes -= packet.bytes().length + DATAGRAM_OVERHEAD_BYTES;
                take(running, now, packet);
            }
            running.step(now, ReplicaEvent.TICK, this);
        } catch (InvariantViolation violation) {
            throw translated("INVARIANT", violation.getMessage(), violation);
        } catch (Violation violation) {
            throw violation;
        } catch (RuntimeException | StackOverflowError exception) {
            throw translated("EXCEPTION", exception.toString(), exception);
        }
        if (disk != null) {
            disk.afterLoop();
        }
        int configurations = world.evs().historyOf(self).size();
        if (configurations != configurationsSeen) {
            configurationsSeen = configurations;
            world.trace().milestone(name(), "installs " + world.evs().configurationOf(self));
            sample(running);
        } else if (++loops % SAMPLE_EVERY == 0 || (ear != null && ear.hasMoved())) {
            sample(running);
        }
        world.afterLoop(this);
        if (program == null) {
            return;
        }
        if (!socket.isEmpty()) {
            planLoop();
        }
        setAlarm(running);
    }

    private void sample(Program running) {
        ReplicationStatus status = running.status();
        String phase = status.phase() + " in " + world.evs().historyOf(self).size();
        if (world.trace().inWords() && !phase.equals(phaseTold)) {
            phaseTold = phase;
            world.trace()
                    .milestone(
                            name(),
                            "is in " + status.phase() + ", has executed "
                                    + status.context().upTo());
        }
        world.sample(this, status);
    }

    private Violation translated(String rule, @Nullable String message, Throwable thrown) {
        String place = Arrays.stream(thrown.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("io.ftqueue")
                        && !frame.getClassName().endsWith(".Invariant"))
                .findFirst()
                .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
                .orElse("");
        var violation = new Violation(rule, self + ": " + message + place);
        violation.setStackTrace(thrown.getStackTrace());
        return violation;
    }

    private void take(Program running, long now, Packet packet) {
        ClientAddress client = packet.client();
        if (client != null) {
            tell("takes", packet);
            running.step(now, new ReplicaEvent.ClientDatagram(client, packet.bytes(), packet.toGroup()), this);
            return;
        }
        Decoded decoded = codec.decode(ByteBuffer.wrap(packet.bytes()));
        if (decoded instanceof Decoded.Ok ok) {
            Violation.require(!packet.damaged(), "CODEC", "a damaged frame was read as %s", ok.frame());
            world.trace().fold(packet.type(), index, packet.bytes().length);
            if (world.trace().inWords()) {
                world.trace().tell(name(), "<- " + inWords(ok.frame()));
            }
            running.step(now, new ReplicaEvent.GroupFrame(ok.frame()), this);
        } else {
            Violation.require(packet.damaged(), "CODEC", "an undamaged frame was read as %s", decoded);
        }
    }

    /** Wakes the loop at the program's deadline; an alarm that is set for earlier will set it again. */
    private void setAlarm(Program running) {
        long wait = (long) ((running.nextDeadlineNanos() - clock()) / clockRate) + 1;
        long time = world.now() + Math.max(wait, SHORTEST_SLEEP);
        if (alarm > world.now() && alarm <= time) {
            return;
        }
        alarm = time;
        MemberId waiting = self;
        world.agenda().at(time, () -> {
            if (program != null && self.equals(waiting) && alarm == time) {
                alarm = -1;
                if (program.nextDeadlineNanos() - clock() <= 0) {
                    planLoop();
                } else {
                    setAlarm(program);
                }
            }
        });
    }

    @Override
    public void multicast(Frame frame) {
        Packet packet = packet(frame);
        world.network().multicast(packet, nextSequencer(frame));
        world.onSent(index, packet.type());
    }

    @Override
    public void send(MemberId to, Frame frame) {
        Packet packet = packet(frame);
        int server = (int) to.server() - 1;
        Violation.require(server != index, "RUN", "%s sends to itself: %s", self, frame);
        world.network().send(server, packet, server == nextSequencer(frame));
        world.onSent(index, packet.type());
    }

    @Override
    public void reply(ClientAddress to, byte[] datagram) {
        world.onAnswer(this, to, datagram);
    }

    private Packet packet(Frame frame) {
        Violation.require(program != null, "RUN", "%s sends though it is down", self);
        Violation.require(frame.sender().equals(self), "RUN", "%s sends a frame of another: %s", self, frame);
        buffer.clear();
        int length = codec.encode(frame, buffer);
        byte[] bytes = Arrays.copyOf(buffer.array(), length);
        if (world.trace().inWords()) {
            world.trace().tell(name(), "-> " + inWords(frame));
        }
        return new Packet(index, bytes[FrameTypes.OFFSET], null, bytes, false, false);
    }

    /** Which server must issue the slot after the one in the frame; -1 if there is none in it. */
    private int nextSequencer(Frame frame) {
        if (frame.message() instanceof SlotAssignment assignment) {
            Configuration configuration = world.evs().configurationOf(self);
            if (configuration != null && configuration.id().equals(frame.configuration())) {
                return (int) configuration
                                .member(configuration.sequencerOf(assignment.slot() + 1))
                                .server()
                        - 1;
            }
        }
        return -1;
    }

    private void tell(String how, Packet packet) {
        world.trace().fold(0, index, Arrays.hashCode(packet.bytes()));
        if (world.trace().inWords()) {
            world.trace().tell(name(), how + " " + packet.bytes().length + " bytes of client " + packet.from());
        }
    }

    private static String inWords(Frame frame) {
        String words = frame.sender() + " in " + frame.configuration() + " upTo " + frame.receivedUpTo() + "/"
                + frame.stableUpTo() + " " + frame.message();
        return words.replaceAll("\\[B@[0-9a-f]+", "bytes");
    }
}
