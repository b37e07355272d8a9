package io.ftqueue.queue.image;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
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
 * A state as pieces of bytes, written as they are asked for, for somebody who has executed something already: what he
 * has and this state has never touched is left out. The state is a run of records (see {@link RecordKind}) that is cut
 * into pieces wherever they are full; a record may go over several. Each piece ends with the CRC-32C of all of the run
 * so far (4 bytes), so that a piece fits nowhere but behind the one before it.
 */
public final class ImageWriter implements StateMachine.Image {

    /** The version of the format. */
    public static final int VERSION = 4;

    /** The first version that can still be read: it knew no leases, and was the same otherwise. */
    static final int FIRST_VERSION = 3;

    static final int MAGIC = 'F' << 24 | 'T' << 16 | 'Q' << 8 | 'S';
    static final int CHECKSUM_BYTES = 4;

    static final int POP_FLAG = 1;
    static final int ANSWERED_FLAG = 2;
    static final int TAKEN_FLAG = 4;
    static final int FROM_FLAG = 8;

    /** The outcome is another one of the operation of the outcome before. */
    static final int MORE_FLAG = 16;

    private final StateImage state;
    /** What the reader has executed of what is here, and what this state has of what the reader has. */
    private final KnownSlots knownToReader;

    private final KnownSlots knownByReader;
    private Iterator<Item> items = Collections.emptyIterator();
    private Key removedUpTo = Key.endOf(Long.MAX_VALUE);

    /** Of the queue that is being told: how many items were left out, and the sum of their hashes. */
    private long untoldCount;

    private long untoldHash;
    private Iterator<LeaseImage> leases = Collections.emptyIterator();
    private Iterator<List<Outcome>> operations = Collections.emptyIterator();
    private boolean ended;

    private final ConfigurationTable configurations = new ConfigurationTable();
    private final ItemEncoding itemEncoding = new ItemEncoding(configurations);

    /** For items outside their queues, which follow no other. */
    private final ItemEncoding loneItems = new ItemEncoding(configurations);

    private final CRC32C checksum = new CRC32C();

    /** Records that are not all told yet. */
    private final ByteWriter out = new ByteWriter(4_096);

    /** So many of the bytes in {@link #out} have been told. */
    private int told;

    /** Where the record that is being written starts. */
    private int recordStart;

    /**
     * Of a state.
     *
     * @param own what it has executed
     * @param known what the reader has executed
     */
    public ImageWriter(StateImage state, Context own, Context known) {
        this.state = state;
        this.knownToReader = new KnownSlots(known, own);
        this.knownByReader = new KnownSlots(own, known);
        begin();
        out.writeInt(MAGIC);
        out.writeByte(VERSION);
        out.writeLong(state.head().clientClockMicros());
        out.writeLong(state.head().slotMicros());
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
            Item item = items.next();
            if (!isKnown(item)) {
                writeItem(item);
            } else {
                untoldCount++;
                untoldHash += item.contentHash();
            }
        } else if (untoldCount > 0) {
            begin();
            out.writeLong(untoldCount);
            out.writeLong(untoldHash);
            end(RecordKind.UNTOLD);
            untoldCount = 0;
            untoldHash = 0;
        } else if (leases.hasNext()) {
            writeLease(leases.next());
        } else if (state.queues().hasNext()) {
            writeQueue(state.queues().next());
        } else if (operations.hasNext()) {
            writeOutcomes(operations.next());
        } else if (state.sessions().hasNext()) {
            writeSession(state.sessions().next());
        } else if (state.texts().hasNext()) {
            writeText(state.texts().next());
        } else if (state.pops().hasNext()) {
            writePop(state.pops().next());
        } else {
            writePopsForgotten();
            begin();
            end(RecordKind.END);
            ended = true;
        }
    }

    /**
     * Whether the reader finds out by himself that the item is here: he has executed its push, the only one, and as
     * nothing was removed here beyond some key below it, it is still there. An item with several places is always
     * told, for he may have it under another key.
     */
    private boolean isKnown(Item item) {
        return item.otherPlaces() == null
                && item.compareTo(removedUpTo) > 0
                && isExecutedByBoth(item.configuration(), item.slot());
    }

    /** Whether the reader has executed that slot, and can tell that this state has, too. */
    private boolean isExecutedByBoth(ConfigurationId configuration, long slot) {
        return knownToReader.contain(configuration, slot) && knownByReader.contain(configuration, slot);
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

    private void defineAll(Item item) {
        define(item.configuration());
        if (item.otherPlaces() != null) {
            item.otherPlaces().forEach(place -> define(place.configuration()));
        }
    }

    private void writeQueue(QueueImage queue) {
        define(queue.removedUpTo().configuration());
        begin();
        out.writeShortBytes(queue.label().bytes());
        itemEncoding.writeKey(out, queue.removedUpTo());
        end(RecordKind.QUEUE);
        for (QueueImage.Handle handle : queue.handles()) {
            define(handle.created().configuration());
            handle.touches().forEach(dot -> define(dot.configuration()));
            begin();
            itemEncoding.writeKey(out, handle.created());
            out.writeLong(handle.id());
            itemEncoding.writeDots(out, handle.touches());
            end(RecordKind.HANDLE);
        }
        itemEncoding.reset();
        items = queue.items().iterator();
        removedUpTo = queue.removedUpTo();
        leases = queue.leases().iterator();
    }

    private void writeLease(LeaseImage lease) {
        begin();
        out.writeLong(lease.item().high());
        out.writeLong(lease.item().low());
        out.writeVarLong(lease.itemMicros());
        out.writeLong(lease.receipt());
        out.writeShort(lease.deliveries());
        out.writeByte(lease.out() ? 1 : 0);
        out.writeLong(lease.endsMicros());
        out.writeShort(lease.maxDeliveries());
        out.writeLong(lease.deadLetterId());
        end(RecordKind.LEASE);
    }

    private void writeItem(Item item) {
        defineAll(item);
        begin();
        itemEncoding.write(out, item);
        end(RecordKind.ITEM);
    }

    private void writeSession(SessionImage session) {
        begin();
        out.writeLong(session.clientId());
        out.writeLong(session.answeredBelow());
        out.writeLong(session.lastUsedMicros());
        out.writeLong(session.keptFrom());
        out.writeShort(session.outcomes().size());
        writeLongs(session.executed().toBounds());
        out.writeLong(session.echoes().toldBelow());
        writeLongs(session.echoes().toPairs());
        end(RecordKind.SESSION);
        operations = session.outcomes().iterator();
    }

    private void writeLongs(long[] values) {
        out.writeShort(values.length);
        for (long value : values) {
            out.writeLong(value);
        }
    }

    private void writeText(TextImage text) {
        begin();
        out.writeLong(text.key().high());
        out.writeLong(text.key().low());
        out.writeLong(text.executedMicros());
        end(RecordKind.TEXT);
        operations = List.of(text.outcomes()).iterator();
    }

    private void writeOutcomes(List<Outcome> outcomes) {
        boolean more = false;
        for (Outcome outcome : outcomes) {
            writeOutcome(outcome, more);
            more = true;
        }
    }

    private void writeOutcome(Outcome outcome, boolean more) {
        Item taken = outcome.taken();
        Label from = outcome.from();
        Result result = outcome.result();
        if (taken != null) {
            defineAll(taken);
        }
        begin();
        out.writeByte((outcome.pop() ? POP_FLAG : 0)
                | (outcome.answered() ? ANSWERED_FLAG : 0)
                | (taken != null ? TAKEN_FLAG : 0)
                | (from != null ? FROM_FLAG : 0)
                | (more ? MORE_FLAG : 0));
        if (taken != null) {
            loneItems.reset();
            loneItems.write(out, taken);
        }
        if (from != null) {
            out.writeShortBytes(from.bytes());
        }
        // The item of a pop has been told, with all that belongs to it.
        AnswerBytes.write(out, outcome.tag(), result.code(), result.number(), taken == null ? result.item() : null);
        end(RecordKind.OUTCOME);
    }

    private void writePop(PopRecord pop) {
        Key place = pop.place();
        if (isExecutedByBoth(place.configuration(), place.slot())) {
            return;
        }
        define(place.configuration());
        begin();
        out.writeLong(pop.item().high());
        out.writeLong(pop.item().low());
        out.writeLong(pop.popper().high());
        out.writeLong(pop.popper().low());
        out.writeByte(pop.kind().code());
        out.writeShortBytes(pop.label().bytes());
        itemEncoding.writeKey(out, place);
        end(RecordKind.POP);
    }

    private void writePopsForgotten() {
        Key upTo = state.popsForgottenUpTo();
        if (upTo != null) {
            define(upTo.configuration());
            begin();
            itemEncoding.writeKey(out, upTo);
            end(RecordKind.POPS_FORGOTTEN);
        }
    }
}
