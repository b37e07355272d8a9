package io.ftqueue.queue.image;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.replication.StateMachine;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.AnswerBytes;
import io.ftqueue.queue.codec.ByteWriter;
import io.ftqueue.queue.codec.Bytes;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A state as pieces of bytes, written as they are asked for. The state is a run of records (see {@link RecordKind})
 * that
 * is cut into pieces wherever they are full; a record may go over several. Each piece ends with the CRC-32C of all of
 * the run so far (4 bytes), so that a piece fits nowhere but behind the one before it.
 */
public final class ImageWriter implements StateMachine.Image {

    static final int MAGIC = 'F' << 24 | 'T' << 16 | 'Q' << 8 | 'S';
    static final int VERSION = 2;
    static final int CHECKSUM_BYTES = 4;

    private final Iterator<QueueImage> queues;
    private Iterator<Item> items = Collections.emptyIterator();
    private final Iterator<SessionImage> sessions;
    private Iterator<Result> results = Collections.emptyIterator();
    private long resultSeq;
    private final Iterator<TextImage> texts;
    private boolean ended;

    private final ConfigurationTable configurations = new ConfigurationTable();
    private final CRC32C checksum = new CRC32C();

    /** Records that are not all told yet. */
    private final ByteWriter out = new ByteWriter(4_096);

    /** So many of the bytes in {@link #out} have been told. */
    private int told;

    /** Where the record that is being written starts. */
    private int recordStart;

    /** Of a state whose parts do not change any more. */
    public ImageWriter(
            ImageHead head, Iterator<QueueImage> queues, Iterator<SessionImage> sessions, Iterator<TextImage> texts) {
        this.queues = queues;
        this.sessions = sessions;
        this.texts = texts;
        begin();
        out.writeInt(MAGIC);
        out.writeByte(VERSION);
        out.writeLong(head.nextQueueId());
        out.writeLong(head.clientClockMicros());
        out.writeLong(head.slotMicros());
        end(RecordKind.HEAD);
    }

    @Override
    public byte @Nullable [] next(int maxBytes) {
        int room = maxBytes - CHECKSUM_BYTES;
        if (out.length() - told < room) {
            out.dropFirst(told);
            told = 0;
            while (out.length() < room && !ended) {
                writeRecord();
            }
        }
        int count = Math.min(room, out.length() - told);
        if (count == 0) {
            return null;
        }
        byte[] piece = new byte[count + CHECKSUM_BYTES];
        out.copyTo(told, piece, count);
        told += count;
        checksum.update(piece, 0, count);
        Bytes.putInt(piece, count, (int) checksum.getValue());
        return piece;
    }

    private void writeRecord() {
        if (items.hasNext()) {
            writeItem(items.next());
        } else if (queues.hasNext()) {
            writeQueue(queues.next());
        } else if (results.hasNext()) {
            writeResult(results.next());
        } else if (sessions.hasNext()) {
            writeSession(sessions.next());
        } else if (texts.hasNext()) {
            writeText(texts.next());
        } else {
            begin();
            end(RecordKind.END);
            ended = true;
        }
    }

    private void begin() {
        recordStart = out.length();
        out.writeInt(0);
    }

    private void end(RecordKind kind) {
        out.setInt(recordStart, kind.head(out.length() - recordStart - RecordKind.HEAD_BYTES));
    }

    private void define(ConfigurationId configuration) {
        if (configurations.define(configuration)) {
            begin();
            ConfigurationTable.write(out, configuration);
            end(RecordKind.CONFIGURATION);
        }
    }

    private void writeQueue(QueueImage queue) {
        begin();
        out.writeShortBytes(queue.label().bytes());
        end(RecordKind.QUEUE);
        for (QueueImage.Handle handle : queue.handles()) {
            writeHandle(handle);
        }
        items = queue.items().iterator();
    }

    private void writeHandle(QueueImage.Handle handle) {
        Key created = handle.created();
        define(created.configuration());
        handle.touches().forEach(dot -> define(dot.configuration()));
        begin();
        out.writeLong(created.timestampMicros());
        configurations.writeReference(out, created.configuration());
        out.writeLong(created.slot());
        out.writeInt(created.index());
        out.writeInt(created.operation());
        out.writeLong(handle.id());
        writeDots(handle.touches());
        end(RecordKind.HANDLE);
    }

    private void writeItem(Item item) {
        List<Dot> others = item.otherDots() == null ? List.of() : item.otherDots();
        define(item.configuration());
        others.forEach(dot -> define(dot.configuration()));
        begin();
        out.writeLong(item.idHigh());
        out.writeLong(item.idLow());
        out.writeLong(item.timestampMicros());
        configurations.writeReference(out, item.configuration());
        out.writeLong(item.slot());
        out.writeInt(item.index());
        out.writeInt(item.operation());
        writeDots(others);
        out.writeShortBytes(item.value());
        end(RecordKind.ITEM);
    }

    private void writeDots(List<Dot> dots) {
        out.writeShort(dots.size());
        for (Dot dot : dots) {
            configurations.writeReference(out, dot.configuration());
            out.writeLong(dot.slot());
        }
    }

    private void writeSession(SessionImage session) {
        begin();
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
        end(RecordKind.SESSION);
        results = session.results().iterator();
        resultSeq = session.keptFrom();
    }

    private void writeResult(Result result) {
        begin();
        AnswerBytes.write(out, resultSeq, result.code(), result.number(), result.item());
        end(RecordKind.RESULT);
        resultSeq++;
    }

    private void writeText(TextImage text) {
        var result = text.result();
        begin();
        out.writeLong(text.key().high());
        out.writeLong(text.key().low());
        out.writeLong(text.executedMicros());
        AnswerBytes.write(out, 0, result.code(), result.number(), result.item());
        end(RecordKind.TEXT);
    }
}
