package io.ftqueue.queue.image;

import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.AnswerBytes;
import io.ftqueue.queue.codec.ByteWriter;
import java.util.List;

/**
 * A state as the bytes of a snapshot: {@code 'F' 'T' 'Q' 'S'}, the version (1 byte), the next queue id, the
 * configurations, the queues, the sessions, the text requests, and the CRC-32C of all that.
 */
public final class ImageWriter {

    static final int MAGIC = 'F' << 24 | 'T' << 16 | 'Q' << 8 | 'S';
    static final int VERSION = 1;

    /** The bytes of an item besides its value and its other dots. */
    static final int ITEM_BYTES = 48;

    private final ConfigurationTable configurations = new ConfigurationTable();
    private final ByteWriter out;

    private ImageWriter(int capacity) {
        out = new ByteWriter(capacity);
    }

    /** The bytes of a state. */
    public static byte[] write(StateImage image) {
        long items = 0;
        for (QueueImage queue : image.queues()) {
            for (Item item : queue.items()) {
                items += ITEM_BYTES + item.value().length;
            }
        }
        var writer = new ImageWriter((int) Math.min(items + 4_096, Integer.MAX_VALUE - 8));
        writer.writeAll(image);
        return writer.out.toBytes();
    }

    private void writeAll(StateImage image) {
        out.writeInt(MAGIC);
        out.writeByte(VERSION);
        out.writeLong(image.nextQueueId());
        collectConfigurations(image);
        configurations.write(out);
        out.writeInt(image.queues().size());
        image.queues().forEach(this::writeQueue);
        out.writeInt(image.sessions().size());
        image.sessions().forEach(this::writeSession);
        out.writeInt(image.texts().size());
        image.texts().forEach(this::writeText);
        out.writeChecksum();
    }

    private void collectConfigurations(StateImage image) {
        for (QueueImage queue : image.queues()) {
            for (QueueImage.Handle handle : queue.handles()) {
                configurations.indexOf(handle.created().configuration());
                handle.touches().forEach(dot -> configurations.indexOf(dot.configuration()));
            }
            for (Item item : queue.items()) {
                configurations.indexOf(item.configuration());
                if (item.otherDots() != null) {
                    item.otherDots().forEach(dot -> configurations.indexOf(dot.configuration()));
                }
            }
        }
    }

    private void writeQueue(QueueImage queue) {
        out.writeShortBytes(queue.label().bytes());
        out.writeInt(queue.handles().size());
        for (QueueImage.Handle handle : queue.handles()) {
            Key created = handle.created();
            out.writeLong(created.timestampMicros());
            out.writeInt(configurations.indexOf(created.configuration()));
            out.writeLong(created.slot());
            out.writeInt(created.index());
            out.writeInt(created.operation());
            out.writeLong(handle.id());
            writeDots(handle.touches());
        }
        out.writeInt(queue.items().size());
        for (Item item : queue.items()) {
            writeItem(item);
        }
    }

    private void writeItem(Item item) {
        out.writeLong(item.idHigh());
        out.writeLong(item.idLow());
        out.writeLong(item.timestampMicros());
        out.writeInt(configurations.indexOf(item.configuration()));
        out.writeLong(item.slot());
        out.writeInt(item.index());
        out.writeInt(item.operation());
        writeDots(item.otherDots() == null ? List.of() : item.otherDots());
        out.writeShortBytes(item.value());
    }

    private void writeDots(List<Dot> dots) {
        out.writeShort(dots.size());
        for (Dot dot : dots) {
            out.writeInt(configurations.indexOf(dot.configuration()));
            out.writeLong(dot.slot());
        }
    }

    private void writeSession(SessionImage session) {
        out.writeLong(session.clientId());
        out.writeLong(session.answeredBelow());
        out.writeLong(session.executedUpTo());
        out.writeLong(session.lastUsedMicros());
        out.writeLong(session.keptFrom());
        long[] bounds = session.executed().toBounds();
        out.writeShort(bounds.length);
        for (long bound : bounds) {
            out.writeLong(bound);
        }
        out.writeShort(session.results().size());
        for (Result result : session.results()) {
            AnswerBytes.write(out, 0, result.code(), result.number(), result.item());
        }
    }

    private void writeText(TextImage text) {
        out.writeLong(text.key().high());
        out.writeLong(text.key().low());
        out.writeLong(text.executedMicros());
        AnswerBytes.write(
                out,
                0,
                text.result().code(),
                text.result().number(),
                text.result().item());
    }
}
