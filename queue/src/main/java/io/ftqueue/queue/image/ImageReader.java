package io.ftqueue.queue.image;

import io.ftqueue.group.replication.StateMachine.MalformedStateException;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.AnswerBytes;
import io.ftqueue.queue.codec.ByteReader;
import io.ftqueue.queue.codec.Bytes;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.Decoded;
import io.ftqueue.queue.codec.RequestKey;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The state in the bytes that {@link ImageWriter} has written. */
public final class ImageReader {

    private static final int CHECKSUM_BYTES = 4;
    private static final int MIN_ANSWER_BYTES = 9;

    private final ByteReader in;
    private ConfigurationTable configurations = new ConfigurationTable();

    private ImageReader(ByteReader in) {
        this.in = in;
    }

    /**
     * The state in a snapshot.
     *
     * @throws MalformedStateException if there is none in it
     */
    public static StateImage read(byte[] snapshot) throws MalformedStateException {
        int end = snapshot.length - CHECKSUM_BYTES;
        if (end < 0) {
            throw new MalformedStateException("a snapshot of " + snapshot.length + " bytes");
        }
        var checksum = new CRC32C();
        checksum.update(snapshot, 0, end);
        if ((int) checksum.getValue() != Bytes.getInt(snapshot, end)) {
            throw new MalformedStateException("the checksum is wrong");
        }
        var in = new ByteReader(snapshot, 0, end);
        in.require(in.readInt() == ImageWriter.MAGIC, Decoded.Reason.FOREIGN);
        in.require(in.readByte() == ImageWriter.VERSION, Decoded.Reason.VERSION);
        var image = new ImageReader(in).readAll();
        in.requireEnd();
        if (!in.isGood()) {
            throw new MalformedStateException("malformed at byte " + in.offset() + ": " + in.reason());
        }
        return image;
    }

    private StateImage readAll() {
        long nextQueueId = in.readLong();
        in.require(nextQueueId >= 1, Decoded.Reason.RANGE);
        configurations = ConfigurationTable.read(in);
        int queueCount = readCount(10);
        var queues = new ArrayList<QueueImage>(queueCount);
        for (int i = 0; i < queueCount && in.isGood(); i++) {
            queues.add(readQueue());
        }
        int sessionCount = readCount(44);
        var sessions = new ArrayList<SessionImage>(sessionCount);
        for (int i = 0; i < sessionCount && in.isGood(); i++) {
            sessions.add(readSession());
        }
        int textCount = readCount(24 + MIN_ANSWER_BYTES);
        var texts = new ArrayList<TextImage>(textCount);
        for (int i = 0; i < textCount && in.isGood(); i++) {
            var key = new RequestKey(in.readLong(), in.readLong());
            texts.add(new TextImage(key, in.readLong(), AnswerBytes.read(in).result()));
        }
        return new StateImage(nextQueueId, queues, sessions, texts);
    }

    /** A count of things of which each takes at least so many bytes. */
    private int readCount(int minBytes) {
        int count = in.readInt();
        in.require(count >= 0 && count <= in.remaining() / minBytes, Decoded.Reason.TRUNCATED);
        return in.isGood() ? count : 0;
    }

    private QueueImage readQueue() {
        var label = new Label(in.readShortBytes(Operation.MAX_LABEL_BYTES));
        int handleCount = readCount(38);
        in.require(handleCount >= 1, Decoded.Reason.RANGE);
        var handles = new ArrayList<QueueImage.Handle>(handleCount);
        for (int i = 0; i < handleCount && in.isGood(); i++) {
            long timestamp = in.readLong();
            var configuration = configurations.readReference(in);
            var created = new Key(timestamp, configuration, in.readLong(), in.readInt(), in.readInt());
            long id = in.readLong();
            in.require(id >= 1, Decoded.Reason.RANGE);
            List<Dot> touches = readDots();
            handles.add(new QueueImage.Handle(created, id, touches == null ? List.of() : touches));
        }
        int itemCount = readCount(ImageWriter.ITEM_BYTES);
        var items = new ArrayList<Item>(itemCount);
        for (int i = 0; i < itemCount && in.isGood(); i++) {
            items.add(readItem());
        }
        return new QueueImage(label, handles, items);
    }

    private Item readItem() {
        long high = in.readLong();
        long low = in.readLong();
        long timestamp = in.readLong();
        var configuration = configurations.readReference(in);
        long slot = in.readLong();
        int index = in.readInt();
        int operation = in.readInt();
        List<Dot> others = readDots();
        byte[] value = in.readShortBytes(Operation.MAX_ITEM_BYTES);
        return new Item(high, low, timestamp, configuration, slot, index, operation, value, others);
    }

    private @Nullable List<Dot> readDots() {
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

    private SessionImage readSession() {
        long clientId = in.readLong();
        long answeredBelow = in.readLong();
        long executedUpTo = in.readLong();
        long lastUsedMicros = in.readLong();
        long keptFrom = in.readLong();
        long[] bounds = new long[Math.min(in.readShort(), 2 * NumberRanges.MAX_RANGES)];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = in.readLong();
        }
        var executed = NumberRanges.ofBounds(bounds);
        in.require(executed != null, Decoded.Reason.RANGE);
        int count = in.readShort();
        in.require(count <= ClientFrame.MAX_OPEN && keptFrom >= 1, Decoded.Reason.RANGE);
        in.require(keptFrom + count == executedUpTo + 1, Decoded.Reason.RANGE);
        var results = new ArrayList<Result>(Math.min(count, in.remaining() / MIN_ANSWER_BYTES));
        for (int i = 0; i < count && in.isGood(); i++) {
            results.add(AnswerBytes.read(in).result());
        }
        return new SessionImage(
                clientId,
                answeredBelow,
                executedUpTo,
                lastUsedMicros,
                keptFrom,
                results,
                executed == null ? new NumberRanges() : executed);
    }
}
