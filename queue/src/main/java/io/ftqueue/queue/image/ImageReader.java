package io.ftqueue.queue.image;

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
    private final CRC32C checksum = new CRC32C();

    /** The beginning of a record of which the rest is in the next piece; it never grows beyond what was added. */
    private final ByteWriter begun = new ByteWriter(256);

    private boolean headRead;
    private boolean endRead;

    /** A piece was refused: nothing that comes after it makes sense. */
    private boolean broken;

    private @Nullable QueueImage queue;

    private @Nullable SessionImage session;

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

    /**
     * To be called when all pieces have been added.
     *
     * @throws MalformedStateException if that was not a whole image
     */
    public void requireEnd() throws MalformedStateException {
        if (broken || !endRead) {
            throw new MalformedStateException("the state is not complete");
        }
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
            case SESSION -> readSession(in);
            case RESULT -> readResult(in);
            case TEXT -> readText(in);
            case END -> {
                tellQueue(in);
                tellSession(in);
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
        in.require(in.readByte() == ImageWriter.VERSION, Decoded.Reason.VERSION);
        long nextQueueId = in.readLong();
        long clientClockMicros = in.readLong();
        long slotMicros = in.readLong();
        in.require(nextQueueId >= 1 && clientClockMicros >= 0 && slotMicros >= 0, Decoded.Reason.RANGE);
        headRead = true;
        sink.head(new ImageHead(nextQueueId, clientClockMicros, slotMicros));
    }

    private void readQueue(ByteReader in) {
        tellQueue(in);
        var label = new Label(in.readShortBytes(Operation.MAX_LABEL_BYTES));
        queue = new QueueImage(label, new ArrayList<>(1), new ItemDeque());
    }

    private void readHandle(ByteReader in) {
        long timestamp = in.readLong();
        var configuration = configurations.readReference(in);
        var created = new Key(timestamp, configuration, in.readLong(), in.readInt(), in.readInt());
        long id = in.readLong();
        List<Dot> touches = readDots(in);
        in.require(id >= 1 && queue != null && queue.items().size() == 0, Decoded.Reason.RANGE);
        if (queue != null && in.isGood()) {
            queue.handles().add(new QueueImage.Handle(created, id, touches == null ? List.of() : touches));
        }
    }

    private void readItem(ByteReader in) {
        long high = in.readLong();
        long low = in.readLong();
        long timestamp = in.readLong();
        var configuration = configurations.readReference(in);
        long slot = in.readLong();
        int index = in.readInt();
        int operation = in.readInt();
        List<Dot> others = readDots(in);
        byte[] value = in.readShortBytes(Operation.MAX_ITEM_BYTES);
        in.require(queue != null, Decoded.Reason.RANGE);
        if (queue != null && in.isGood()) {
            queue.items().add(new Item(high, low, timestamp, configuration, slot, index, operation, value, others));
        }
    }

    /** Hands on the last queue, of which all has been read. */
    private void tellQueue(ByteReader in) {
        if (queue != null) {
            in.require(!queue.handles().isEmpty(), Decoded.Reason.RANGE);
            if (in.isGood()) {
                sink.queue(queue);
            }
            queue = null;
        }
    }

    private @Nullable List<Dot> readDots(ByteReader in) {
        int count = in.readShort();
        in.require(count <= in.remaining() / 12, Decoded.Reason.TRUNCATED);
        if (count == 0 || !in.isGood()) {
            return null;
        }
        var dots = new ArrayList<Dot>(count);
        for (int i = 0; i < count; i++) {
            dots.add(new Dot(configurations.readReference(in), in.readLong()));
        }
        return List.copyOf(dots);
    }

    private void readSession(ByteReader in) {
        tellQueue(in);
        tellSession(in);
        long clientId = in.readLong();
        long answeredBelow = in.readLong();
        long executedUpTo = in.readLong();
        long lastUsedMicros = in.readLong();
        long keptFrom = in.readLong();
        int count = in.readShort();
        in.require(count <= 2 * NumberRanges.MAX_RANGES, Decoded.Reason.RANGE);
        long[] bounds = new long[in.isGood() ? count : 0];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = in.readLong();
        }
        var executed = NumberRanges.ofBounds(bounds);
        in.require(keptFrom >= 1 && executedUpTo - keptFrom < ClientFrame.MAX_OPEN, Decoded.Reason.RANGE);
        in.require(executed != null, Decoded.Reason.RANGE);
        if (executed != null) {
            session = new SessionImage(
                    clientId, answeredBelow, executedUpTo, lastUsedMicros, keptFrom, new ArrayList<>(), executed);
        }
    }

    private void readResult(ByteReader in) {
        var answer = AnswerBytes.read(in);
        in.require(session != null, Decoded.Reason.RANGE);
        if (session != null) {
            List<Result> results = session.results();
            long seq = session.keptFrom() + results.size();
            in.require(answer.seq() == seq && seq <= session.executedUpTo(), Decoded.Reason.RANGE);
            results.add(answer.result());
        }
    }

    /** Hands on the last session, of which all has been read. */
    private void tellSession(ByteReader in) {
        if (session != null) {
            long next = session.keptFrom() + session.results().size();
            in.require(next == session.executedUpTo() + 1, Decoded.Reason.RANGE);
            if (in.isGood()) {
                sink.session(session);
            }
            session = null;
        }
    }

    private void readText(ByteReader in) {
        tellQueue(in);
        tellSession(in);
        var key = new RequestKey(in.readLong(), in.readLong());
        var text = new TextImage(key, in.readLong(), AnswerBytes.read(in).result());
        if (in.isGood()) {
            sink.text(text);
        }
    }
}
