package io.ftqueue.queue.image;

import io.ftqueue.group.model.Dot;
import io.ftqueue.group.replication.StateMachine.MalformedStateException;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.AnswerBytes;
import io.ftqueue.queue.codec.ByteReader;
import io.ftqueue.queue.codec.ByteWriter;
import io.ftqueue.queue.codec.Bytes;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.Decoded;
import io.ftqueue.queue.codec.RequestKey;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads the pieces that {@link ImageWriter} has written, in their order, and hands on what is in them as it comes. */
public final class ImageReader {

    private final ImageSink sink;
    private final ConfigurationTable configurations = new ConfigurationTable();
    private final ItemEncoding itemEncoding = new ItemEncoding(configurations);
    private final ItemEncoding loneItems = new ItemEncoding(configurations);
    private final CRC32C checksum = new CRC32C();

    /** The beginning of a record of which the rest is in the next piece; it never grows beyond what was added. */
    private final ByteWriter begun = new ByteWriter(256);

    private boolean headRead;
    private boolean endRead;

    /** A piece was refused: nothing that comes after it makes sense. */
    private boolean broken;

    private @Nullable QueueImage queue;

    private @Nullable Item lastItem;
    private @Nullable SessionImage session;
    private @Nullable TextImage text;

    /** How many operations of the session have outcomes. */
    private int sessionOperations;

    /** Reads for that sink. */
    public ImageReader(ImageSink sink) {
        this.sink = sink;
    }

    /**
     * Reads the next piece.
     *
     * @throws MalformedStateException if it is not the next piece of an image
     */
    public void add(byte[] piece) throws MalformedStateException {
        int end = piece.length - ImageWriter.CHECKSUM_BYTES;
        if (broken || endRead || end <= 0) {
            broken = true;
            throw new MalformedStateException("a piece of " + piece.length + " bytes that cannot follow");
        }
        broken = true;
        checksum.update(piece, 0, end);
        if ((int) checksum.getValue() != Bytes.getInt(piece, end)) {
            throw new MalformedStateException("the checksum is wrong");
        }
        int offset = finishBegun(piece, end);
        while (end - offset >= RecordKind.HEAD_BYTES) {
            int next = offset + RecordKind.HEAD_BYTES + RecordKind.lengthOf(Bytes.getInt(piece, offset));
            if (next > end) {
                break;
            }
            readRecord(piece, offset, next);
            offset = next;
        }
        begun.writeBytes(piece, offset, end - offset);
        if (endRead && begun.length() > 0) {
            throw new MalformedStateException("bytes behind the end");
        }
        broken = false;
    }

    /** Whether a whole image has been read. */
    public boolean isComplete() {
        return !broken && endRead;
    }

    /** Adds to the record that has begun in an earlier piece; returns where the next one starts. */
    private int finishBegun(byte[] piece, int end) throws MalformedStateException {
        if (begun.length() == 0) {
            return 0;
        }
        int offset = fillBegun(piece, 0, end, RecordKind.HEAD_BYTES);
        if (begun.length() >= RecordKind.HEAD_BYTES) {
            int whole = RecordKind.HEAD_BYTES + RecordKind.lengthOf(begun.getInt(0));
            offset = fillBegun(piece, offset, end, whole);
            if (begun.length() == whole) {
                readRecord(begun.toBytes(), 0, whole);
                begun.clear();
            }
        }
        return offset;
    }

    private int fillBegun(byte[] piece, int offset, int end, int wanted) {
        int count = Math.max(0, Math.min(end - offset, wanted - begun.length()));
        begun.writeBytes(piece, offset, count);
        return offset + count;
    }

    private void readRecord(byte[] bytes, int start, int end) throws MalformedStateException {
        var kind = RecordKind.ofHead(Bytes.getInt(bytes, start));
        if (kind == null || endRead || headRead == (kind == RecordKind.HEAD)) {
            throw new MalformedStateException("a record out of place: " + kind);
        }
        var in = new ByteReader(bytes, start + RecordKind.HEAD_BYTES, end);
        switch (kind) {
            case HEAD -> readHead(in);
            case CONFIGURATION -> configurations.read(in);
            case QUEUE -> readQueue(in);
            case HANDLE -> readHandle(in);
            case ITEM -> readItem(in);
            case UNTOLD -> readUntold(in);
            case LEASE -> readLease(in);
            case SESSION -> readSession(in);
            case OUTCOME -> readOutcome(in);
            case TEXT -> readText(in);
            case POP -> readPop(in);
            case POPS_FORGOTTEN -> readPopsForgotten(in);
            case END -> {
                tellWhole(in);
                endRead = true;
            }
        }
        in.requireEnd();
        if (!in.isGood()) {
            throw new MalformedStateException("a malformed record, " + kind + ": " + in.reason());
        }
    }

    private void readHead(ByteReader in) {
        in.require(in.readInt() == ImageWriter.MAGIC, Decoded.Reason.FOREIGN);
        int version = in.readByte();
        in.require(version >= ImageWriter.FIRST_VERSION && version <= ImageWriter.VERSION, Decoded.Reason.VERSION);
        long clientClockMicros = in.readLong();
        long slotMicros = in.readLong();
        in.require(clientClockMicros >= 0 && slotMicros >= 0, Decoded.Reason.RANGE);
        headRead = true;
        if (in.isGood()) {
            sink.head(new ImageHead(clientClockMicros, slotMicros));
        }
    }

    private void readQueue(ByteReader in) {
        tellWhole(in);
        var label = new Label(in.readShortBytes(Operation.MAX_LABEL_BYTES));
        Key removedUpTo = itemEncoding.readKey(in);
        queue = new QueueImage(label, new ArrayList<>(1), removedUpTo, new ItemDeque(), new ArrayList<>(0));
        itemEncoding.reset();
        lastItem = null;
    }

    private void readHandle(ByteReader in) {
        Key created = itemEncoding.readKey(in);
        long id = in.readLong();
        List<Dot> touches = itemEncoding.readDots(in);
        in.require(id >= 1 && queue != null && queue.items().size() == 0, Decoded.Reason.RANGE);
        if (queue != null && in.isGood()) {
            queue.handles().add(new QueueImage.Handle(created, id, touches));
        }
    }

    private void readItem(ByteReader in) {
        Item item = itemEncoding.read(in);
        in.require(queue != null && !queue.handles().isEmpty() && queue.untoldCount() == 0, Decoded.Reason.RANGE);
        in.require(queue != null && queue.leases().isEmpty(), Decoded.Reason.RANGE);
        if (queue != null && item != null) {
            in.require(lastItem == null || lastItem.compareTo(item) < 0, Decoded.Reason.RANGE);
            queue.items().add(item);
            lastItem = item;
        }
    }

    private void readUntold(ByteReader in) {
        long count = in.readLong();
        long hash = in.readLong();
        in.require(count >= 1 && queue != null && queue.untoldCount() == 0, Decoded.Reason.RANGE);
        in.require(queue != null && queue.leases().isEmpty(), Decoded.Reason.RANGE);
        if (queue != null && in.isGood()) {
            queue = queue.leavingOut(count, hash);
        }
    }

    private void readLease(ByteReader in) {
        var item = new RequestKey(in.readLong(), in.readLong());
        long itemMicros = in.readVarLong();
        long receipt = in.readLong();
        int deliveries = in.readShort();
        int out = in.readByte();
        long endsMicros = in.readLong();
        int maxDeliveries = in.readShort();
        long deadLetterId = in.readLong();
        in.require(receipt >= 0 && deliveries >= 1 && out <= 1 && queue != null, Decoded.Reason.RANGE);
        if (queue != null && in.isGood()) {
            queue.leases()
                    .add(new LeaseImage(
                            item, itemMicros, receipt, deliveries, out == 1, endsMicros, maxDeliveries, deadLetterId));
        }
    }

    private void readSession(ByteReader in) {
        tellWhole(in);
        long clientId = in.readLong();
        long answeredBelow = in.readLong();
        long lastUsedMicros = in.readLong();
        long keptFrom = in.readLong();
        sessionOperations = in.readShort();
        long[] bounds = readLongs(in, NumberRanges.MAX_RANGES);
        long toldBelow = in.readLong();
        var echoes = EchoRuns.ofPairs(readLongs(in, EchoRuns.MAX_RUNS), toldBelow);
        var executed = NumberRanges.ofBounds(bounds);
        in.require(keptFrom >= 1 && sessionOperations <= ClientFrame.MAX_OPEN, Decoded.Reason.RANGE);
        in.require(executed != null && echoes != null, Decoded.Reason.RANGE);
        if (executed != null && echoes != null && in.isGood()) {
            session = new SessionImage(
                    clientId, answeredBelow, lastUsedMicros, keptFrom, new ArrayList<>(), executed, echoes);
        }
    }

    /** At most twice as many numbers. */
    private static long[] readLongs(ByteReader in, int maxPairs) {
        int count = in.readShort();
        in.require(count <= 2 * maxPairs, Decoded.Reason.RANGE);
        long[] values = new long[in.isGood() ? count : 0];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readLong();
        }
        return values;
    }

    private void readText(ByteReader in) {
        tellWhole(in);
        text = new TextImage(new RequestKey(in.readLong(), in.readLong()), in.readLong(), new ArrayList<>(1));
    }

    private void readOutcome(ByteReader in) {
        int flags = in.readByte();
        Item taken = null;
        if ((flags & ImageWriter.TAKEN_FLAG) != 0) {
            loneItems.reset();
            taken = loneItems.read(in);
        }
        boolean returns = (flags & ImageWriter.FROM_FLAG) != 0;
        Label from = returns ? new Label(in.readShortBytes(Operation.MAX_LABEL_BYTES)) : null;
        var answer = AnswerBytes.read(in);
        in.require(taken == null || answer.result().item() == null, Decoded.Reason.RANGE);
        in.require(!returns || taken != null, Decoded.Reason.RANGE);
        in.require(queue == null && (session != null || text != null), Decoded.Reason.RANGE);
        if (!in.isGood()) {
            return;
        }
        var told = answer.result();
        var result = taken == null ? told : new Result(told.code(), told.number(), taken.value());
        boolean pop = (flags & ImageWriter.POP_FLAG) != 0;
        boolean answered = (flags & ImageWriter.ANSWERED_FLAG) != 0;
        var outcome = new Outcome(answer.seq(), answered, pop, result, taken, from);
        if (text != null) {
            text.outcomes().add(outcome);
        } else if (session != null) {
            addTo(session, outcome, (flags & ImageWriter.MORE_FLAG) != 0, in);
        }
    }

    private static void addTo(SessionImage session, Outcome outcome, boolean more, ByteReader in) {
        List<List<Outcome>> all = session.outcomes();
        in.require(!more || !all.isEmpty(), Decoded.Reason.RANGE);
        if (more && in.isGood()) {
            all.get(all.size() - 1).add(outcome);
        } else if (in.isGood()) {
            all.add(new ArrayList<>(List.of(outcome)));
        }
    }

    private void readPop(ByteReader in) {
        tellWhole(in);
        var item = new RequestKey(in.readLong(), in.readLong());
        var popper = new RequestKey(in.readLong(), in.readLong());
        var kind = PopRecord.Kind.of(in.readByte());
        in.require(kind != null, Decoded.Reason.RANGE);
        var label = new Label(in.readShortBytes(Operation.MAX_LABEL_BYTES));
        Key place = itemEncoding.readKey(in);
        if (kind != null && in.isGood()) {
            sink.pop(new PopRecord(item, popper, kind, label, place));
        }
    }

    private void readPopsForgotten(ByteReader in) {
        Key upTo = itemEncoding.readKey(in);
        if (in.isGood()) {
            sink.popsForgotten(upTo);
        }
    }

    /** Hands on the part of which all has been read. */
    private void tellWhole(ByteReader in) {
        if (queue != null) {
            in.require(!queue.handles().isEmpty(), Decoded.Reason.RANGE);
            if (in.isGood()) {
                sink.queue(queue);
            }
            queue = null;
        }
        if (session != null) {
            in.require(session.outcomes().size() == sessionOperations, Decoded.Reason.RANGE);
            if (in.isGood()) {
                sink.session(session);
            }
            session = null;
        }
        if (text != null) {
            in.require(!text.outcomes().isEmpty(), Decoded.Reason.RANGE);
            if (in.isGood()) {
                sink.text(text);
            }
            text = null;
        }
    }
}
