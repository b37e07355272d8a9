package io.ftqueue.queue.state;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.replication.Position;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.Key;
import io.ftqueue.queue.image.Label;
import io.ftqueue.queue.image.PopRecord;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last pops that took an item, so that a merge can name the items that were popped on both sides. A ring of
 * columns, so that a pop costs no object.
 */
final class PopLog {

    private static final int MIN_CAPACITY = 256;

    private long[] itemHighs = new long[MIN_CAPACITY];
    private long[] itemLows = new long[MIN_CAPACITY];
    private long[] popperHighs = new long[MIN_CAPACITY];
    private long[] popperLows = new long[MIN_CAPACITY];
    private PopRecord.Kind[] kinds = new PopRecord.Kind[MIN_CAPACITY];
    private @Nullable Label[] labels = new @Nullable Label[MIN_CAPACITY];
    private long[] timestamps = new long[MIN_CAPACITY];
    private @Nullable ConfigurationId[] configurations = new @Nullable ConfigurationId[MIN_CAPACITY];
    private long[] slots = new long[MIN_CAPACITY];
    private int[] indexes = new int[MIN_CAPACITY];
    private int[] operations = new int[MIN_CAPACITY];

    private int first;
    private int size;

    /** The place of the last pop that is not remembered any more; spread, to spare an object for each. */
    private long forgottenTimestamp;

    private ConfigurationId forgottenConfiguration = ConfigurationId.NONE;
    private long forgottenSlot;
    private int forgottenIndex;
    private int forgottenOperation;

    PopLog() {}

    private PopLog(PopLog source) {
        itemHighs = source.itemHighs.clone();
        itemLows = source.itemLows.clone();
        popperHighs = source.popperHighs.clone();
        popperLows = source.popperLows.clone();
        kinds = source.kinds.clone();
        labels = source.labels.clone();
        timestamps = source.timestamps.clone();
        configurations = source.configurations.clone();
        slots = source.slots.clone();
        indexes = source.indexes.clone();
        operations = source.operations.clone();
        first = source.first;
        size = source.size;
        forgottenTimestamp = source.forgottenTimestamp;
        forgottenConfiguration = source.forgottenConfiguration;
        forgottenSlot = source.forgottenSlot;
        forgottenIndex = source.forgottenIndex;
        forgottenOperation = source.forgottenOperation;
    }

    /** As it is now. */
    PopLog copy() {
        return new PopLog(this);
    }

    /** Adds a pop, which comes after all that are there. */
    void add(
            Item item,
            Label label,
            long popperHigh,
            long popperLow,
            PopRecord.Kind kind,
            Position position,
            int place) {
        int index = next();
        itemHighs[index] = item.idHigh();
        itemLows[index] = item.idLow();
        popperHighs[index] = popperHigh;
        popperLows[index] = popperLow;
        kinds[index] = kind;
        labels[index] = label;
        timestamps[index] = position.timestampMicros();
        configurations[index] = position.configuration();
        slots[index] = position.slot();
        indexes[index] = position.index();
        operations[index] = place;
    }

    /** Adds the next pop of an image. */
    void add(PopRecord pop) {
        int index = next();
        itemHighs[index] = pop.item().high();
        itemLows[index] = pop.item().low();
        popperHighs[index] = pop.popper().high();
        popperLows[index] = pop.popper().low();
        kinds[index] = pop.kind();
        labels[index] = pop.label();
        timestamps[index] = pop.place().timestampMicros();
        configurations[index] = pop.place().configuration();
        slots[index] = pop.place().slot();
        indexes[index] = pop.place().index();
        operations[index] = pop.place().operation();
    }

    /** The pops, first to last; to be used up before the next change. */
    Iterator<PopRecord> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size;
            }

            @Override
            public PopRecord next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return record((first + next++) & (itemHighs.length - 1));
            }
        };
    }

    private PopRecord record(int at) {
        return new PopRecord(
                new RequestKey(itemHighs[at], itemLows[at]),
                new RequestKey(popperHighs[at], popperLows[at]),
                Objects.requireNonNull(kinds[at]),
                Objects.requireNonNull(labels[at]),
                new Key(
                        timestamps[at],
                        Objects.requireNonNull(configurations[at]),
                        slots[at],
                        indexes[at],
                        operations[at]));
    }

    /** Makes room behind the last one, at the cost of the first if the log is full. */
    private int next() {
        if (size == itemHighs.length) {
            if (size == PopRecord.MAX_REMEMBERED) {
                forgetFirst();
                first = (first + 1) & (size - 1);
                size--;
            } else {
                grow();
            }
        }
        size++;
        return (first + size - 1) & (itemHighs.length - 1);
    }

    private void forgetFirst() {
        var configuration = configurations[first];
        if (configuration != null) {
            forgottenTimestamp = timestamps[first];
            forgottenConfiguration = configuration;
            forgottenSlot = slots[first];
            forgottenIndex = indexes[first];
            forgottenOperation = operations[first];
        }
    }

    /** Notes up to which place pops are not remembered any more. */
    void forgotten(Key upTo) {
        forgottenTimestamp = upTo.timestampMicros();
        forgottenConfiguration = upTo.configuration();
        forgottenSlot = upTo.slot();
        forgottenIndex = upTo.index();
        forgottenOperation = upTo.operation();
    }

    /** Up to which place pops are not remembered any more; null if all are. */
    @Nullable
    Key forgottenUpTo() {
        return forgottenConfiguration.equals(ConfigurationId.NONE)
                ? null
                : new Key(
                        forgottenTimestamp, forgottenConfiguration, forgottenSlot, forgottenIndex, forgottenOperation);
    }

    /** Doubles the columns. Before the ring is full for good nothing was dropped, so it starts at 0. */
    private void grow() {
        int capacity = itemHighs.length * 2;
        itemHighs = Arrays.copyOf(itemHighs, capacity);
        itemLows = Arrays.copyOf(itemLows, capacity);
        popperHighs = Arrays.copyOf(popperHighs, capacity);
        popperLows = Arrays.copyOf(popperLows, capacity);
        kinds = Arrays.copyOf(kinds, capacity);
        labels = Arrays.copyOf(labels, capacity);
        timestamps = Arrays.copyOf(timestamps, capacity);
        configurations = Arrays.copyOf(configurations, capacity);
        slots = Arrays.copyOf(slots, capacity);
        indexes = Arrays.copyOf(indexes, capacity);
        operations = Arrays.copyOf(operations, capacity);
    }
}
