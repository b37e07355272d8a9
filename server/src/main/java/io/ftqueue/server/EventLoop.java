package io.ftqueue.server;

import io.ftqueue.group.InvariantViolation;
import io.ftqueue.group.codec.Decoded;
import io.ftqueue.group.codec.FrameCodec;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.Checkpoint;
import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.FrameKind;
import io.ftqueue.queue.replica.Replica;
import io.ftqueue.queue.replica.ReplicaEvent;
import io.ftqueue.server.Counters.Count;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that owns the replica: waits for datagrams or the replica's deadline, hands in what has come, batch by
 * batch, and then a tick. Members' frames come before clients' datagrams: what the group is waiting for is worth more
 * than new work. Everything else reaches the replica through {@link #execute}.
 */
final class EventLoop {

    private static final int LATER_SELVES_BELIEVED = 20;
    private static final int MEMBER_MAGIC = 'F' << 24 | 'T' << 16 | 'Q' << 8 | 'G';
    private static final long HOUSEKEEPING_NANOS = 1_000_000_000L;

    private static final int VERSION_OFFSET = 4;
    private static final int KIND_OFFSET = 5;

    private static final int MEMBER_GROUP = 1;
    private static final int UNICAST = 2;
    private static final int CLIENT_GROUP = 4;

    private final Sockets sockets;
    /** Frames of a later life of this very server. */
    private int laterSelves;

    private final MemberId self;
    private final Replica replica;
    private final FrameCodec codec;
    private final AddressBook addresses;
    private final Counters counters;
    private final Transmitter transmitter;
    private final Receiver receiver;
    private final ClientService clients;
    private final ControlService control;
    private final Refusals refusals;
    private final Journal journal;
    private final @Nullable DiskWriter disk;
    private final PartitionJournal partitions = new PartitionJournal();
    private final ListenerFeed feed;
    private final Selector selector;
    private final Pause pause;

    // Kept, because every mention of a method of this object would make another one.
    private final Consumer<SelectionKey> onReady = this::onReady;
    private final Receiver.Handler onMemberGroup = this::onMemberGroup;
    private final Receiver.Handler onUnicast = this::onUnicast;
    private final Receiver.Handler onClientGroup = this::onClientGroup;
    private final Supplier<ServerStatus> status = this::status;

    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();

    private final StartGrace grace;

    /** Which sockets may hold datagrams, as the bits above. */
    private int ready;

    private boolean stopping;
    private boolean checkpointDue;
    private final AtomicBoolean progressTold = new AtomicBoolean();
    private long keptHouseNanos = System.nanoTime();

    /** The last client: most datagrams in a row come from one. */
    private @Nullable ClientEndpoint lastClient;

    /** What the loop works with; made and handed over by {@link FtQueueServer}. */
    record Parts(
            Sockets sockets,
            MemberId self,
            Replica replica,
            FrameCodec codec,
            AddressBook addresses,
            Counters counters,
            Transmitter transmitter,
            ClientService clients,
            ControlService control,
            Refusals refusals,
            Journal journal,
            StartGrace grace,
            ListenerFeed feed,
            @Nullable DiskWriter disk) {}

    /** What the disk says cannot be relied on, so nothing may be acknowledged any more. */
    static final class DiskLostException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        DiskLostException(IOException why) {
            super("the disk has failed: " + describe(why) + "; what it holds is checked at the next start", why);
        }
    }

    EventLoop(Parts parts) throws IOException {
        this.sockets = parts.sockets;
        this.self = parts.self;
        this.replica = parts.replica;
        this.codec = parts.codec;
        this.addresses = parts.addresses;
        this.counters = parts.counters;
        this.transmitter = parts.transmitter;
        this.clients = parts.clients;
        this.control = parts.control;
        this.refusals = parts.refusals;
        this.journal = parts.journal;
        this.feed = parts.feed;
        this.disk = parts.disk;
        this.grace = parts.grace;
        this.receiver = new Receiver(counters);
        this.selector = Selector.open();
        this.pause = new Pause(selector, onReady);
        register(sockets.memberGroup(), MEMBER_GROUP);
        register(sockets.unicast(), UNICAST);
        register(sockets.clientGroup(), CLIENT_GROUP);
    }

    /** Runs until it is told to stop, or something is wrong that it cannot go on with. */
    void run() throws IOException {
        startDisk();
        try {
            tick();
            while (!stopping) {
                if (ready == 0) {
                    pause.until(replica.nextDeadlineNanos());
                    counters.add(Count.WAKE_UPS);
                } else {
                    // A full batch was left behind: look at the other sockets, too, but do not wait.
                    selector.selectNow(onReady);
                }
                runCommands();
                drain();
                tick();
            }
        } finally {
            selector.close();
        }
    }

    private void startDisk() {
        DiskWriter writer = disk;
        if (writer != null) {
            writer.start(new DiskWriter.Listener() {
                @Override
                public void progressed() {
                    if (!progressTold.getAndSet(true)) {
                        execute(() -> onDiskProgress(writer));
                    }
                }

                @Override
                public void checkpointWanted() {
                    execute(() -> takeCheckpoint(writer));
                }

                @Override
                public void failed(IOException why) {
                    execute(() -> {
                        throw new DiskLostException(why);
                    });
                }
            });
        }
    }

    private void onDiskProgress(DiskWriter writer) {
        progressTold.set(false);
        replica.recorded(writer.recordedCount());
        replica.shortOfRoom(writer.shortOfRoom());
    }

    /** Where there is none now, as during a merge, there will be one soon. */
    private void takeCheckpoint(DiskWriter writer) {
        Checkpoint checkpoint = replica.checkpoint();
        if (checkpoint == null) {
            checkpointDue = true;
        } else {
            checkpointDue = false;
            writer.handOver(replica.executedCount(), checkpoint);
        }
    }

    /** Has the loop's thread run a command. It is not run if the loop has ended. */
    void execute(Runnable command) {
        commands.add(command);
        selector.wakeup();
    }

    /** Ends the loop; a command. */
    void stop() {
        stopping = true;
    }

    private void register(@Nullable DatagramChannel channel, int bit) throws IOException {
        if (channel != null) {
            channel.register(selector, SelectionKey.OP_READ, bit);
        }
    }

    private void onReady(SelectionKey key) {
        ready |= (Integer) key.attachment();
    }

    private void runCommands() {
        Runnable command = commands.poll();
        while (command != null) {
            command.run();
            command = commands.poll();
        }
    }

    private void drain() throws IOException {
        int full = 0;
        if ((ready & MEMBER_GROUP) != 0 && drain(sockets.memberGroup(), onMemberGroup)) {
            full |= MEMBER_GROUP;
        }
        if ((ready & UNICAST) != 0 && drain(sockets.unicast(), onUnicast)) {
            full |= UNICAST;
        }
        if ((ready & CLIENT_GROUP) != 0 && drain(sockets.clientGroup(), onClientGroup)) {
            full |= CLIENT_GROUP;
        }
        ready = full;
    }

    private boolean drain(@Nullable DatagramChannel channel, Receiver.Handler handler) throws IOException {
        return channel != null && receiver.drain(channel, handler);
    }

    private void tick() {
        long now = System.nanoTime();
        replica.step(now, ReplicaEvent.TICK, transmitter);
        if (disk != null) {
            disk.handOver(replica.executedCount(), null);
        }
        journal.report(now, replica);
        partitions.report(now, replica);
        feed.report(journal.configuration(), journal.serving(), replica.merges(), status);
        if (now - keptHouseNanos >= HOUSEKEEPING_NANOS) {
            keptHouseNanos = now;
            if (checkpointDue && disk != null) {
                takeCheckpoint(disk);
            }
            addresses.expire(now);
        }
    }

    private void onMemberGroup(InetSocketAddress from, ByteBuffer datagram) {
        // Before anything is decoded: every frame that this server multicasts comes back to it.
        if (from.equals(sockets.address())) {
            counters.add(Count.OWN_FRAMES_DROPPED);
            return;
        }
        onFrame(from, datagram);
    }

    private void onUnicast(InetSocketAddress from, ByteBuffer datagram) {
        if (datagram.remaining() >= Integer.BYTES && datagram.getInt(0) == MEMBER_MAGIC) {
            onMemberGroup(from, datagram);
        } else {
            onClientDatagram(from, datagram, false);
        }
    }

    private void onClientGroup(InetSocketAddress from, ByteBuffer datagram) {
        onClientDatagram(from, datagram, true);
    }

    private void onFrame(InetSocketAddress from, ByteBuffer datagram) {
        Decoded decoded = codec.decode(datagram);
        if (decoded instanceof Decoded.Malformed malformed) {
            counters.frameDropped(malformed.reason());
            if (malformed.reason() == Decoded.Reason.VERSION) {
                int version = datagram.get(VERSION_OFFSET) & 0xff;
                refusals.onForeignVersion(from, version, System.nanoTime(), System.currentTimeMillis());
            }
            return;
        }
        Frame frame = ((Decoded.Ok) decoded).frame();
        long now = System.nanoTime();
        if (frame.sender().server() == self.server()) {
            refuseDoubleIdentity(frame.sender(), from);
            counters.add(Count.OWN_FRAMES_DROPPED);
            return;
        }
        addresses.heard(frame.sender(), from, now);
        replica.step(now, new ReplicaEvent.GroupFrame(frame), transmitter);
    }

    private void refuseDoubleIdentity(MemberId sender, InetSocketAddress from) {
        boolean later = sender.incarnation() > self.incarnation();
        // One datagram can be anybody's; a server that runs under this identity beats on.
        if (later && ++laterSelves >= LATER_SELVES_BELIEVED) {
            throw new IdentityTakenException("another server, seen at " + ServerConfig.text(from)
                    + ", runs as " + ServerConfig.text(sockets.address())
                    + ", which is this one; give each server an address and port of its own with --bind and --port");
        }
    }

    private void onClientDatagram(InetSocketAddress from, ByteBuffer datagram, boolean toGroup) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        ClientEndpoint client = clientAt(from);
        if (isQuestion(bytes)) {
            answer(client, bytes, toGroup);
            return;
        }
        long now = System.nanoTime();
        if (!grace.isOver(now, journal.configuration(), addresses.heard())) {
            counters.add(Count.EARLY_CLIENTS_DROPPED);
            return;
        }
        replica.step(now, new ReplicaEvent.ClientDatagram(client, bytes, toGroup), transmitter);
    }

    /** Whether a datagram is for the server and not for the replica; the kind is a native frame's sixth byte. */
    private static boolean isQuestion(byte[] datagram) {
        if (!ClientCodec.isNative(datagram) || datagram.length <= KIND_OFFSET) {
            return false;
        }
        int kind = datagram[KIND_OFFSET];
        return kind == FrameKind.DISCOVER.wireCode()
                || kind == FrameKind.STATUS_REQUEST.wireCode()
                || kind == FrameKind.CONTROL_REQUEST.wireCode();
    }

    private void answer(ClientEndpoint client, byte[] bytes, boolean toGroup) {
        if (!(ClientCodec.decode(bytes) instanceof io.ftqueue.queue.codec.Decoded.Ok ok)) {
            counters.add(Count.CLIENT_FRAMES_DROPPED);
            return;
        }
        if (ok.frame() instanceof ClientFrame.Discover question) {
            byte[] welcome = clients.welcome(question, client, toGroup, journal.configuration());
            if (welcome != null) {
                transmitter.send(client.address(), welcome);
            }
        } else if (ok.frame() instanceof ClientFrame.StatusRequest question) {
            clients.answerStatus(question, client.address(), snapshot());
        } else if (ok.frame() instanceof ClientFrame.ControlRequest question && !toGroup) {
            ClientFrame.ControlReply reply = control.answer(question, client.address(), System.nanoTime());
            transmitter.send(client.address(), ClientCodec.encode(reply));
        } else {
            // A control that everybody hears would be obeyed by servers that nobody has meant.
            counters.add(Count.CLIENT_FRAMES_DROPPED);
        }
    }

    /** What a status is to be written from; for the loop's thread. */
    StatusJson.Snapshot snapshot() {
        return clients.snapshot(replica, DiskWriter.describe(disk), journal);
    }

    private ServerStatus status() {
        return ServerStatus.of(snapshot());
    }

    private ClientEndpoint clientAt(InetSocketAddress from) {
        ClientEndpoint last = lastClient;
        if (last == null || !last.address().equals(from)) {
            last = ClientEndpoint.of(from);
            lastClient = last;
        }
        return last;
    }

    /** Two servers cannot be one; the younger has the identity. */
    static final class IdentityTakenException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        IdentityTakenException(String message) {
            super(message);
        }
    }

    /** What a failure of the loop is called in the log. */
    static String describe(Throwable failure) {
        if (failure instanceof IdentityTakenException) {
            return String.valueOf(failure.getMessage());
        }
        return failure instanceof InvariantViolation
                ? "a rule that always holds is broken: " + failure.getMessage()
                : "an unexpected failure: " + failure;
    }
}
