package io.ftqueue.queue;

import java.util.Arrays;

/**
 * What a client can ask of the queues. Labels and items are bytes that mean nothing to the service; they are not to be
 * changed after an operation was made of them.
 */
public sealed interface Operation
        permits Operation.Create,
                Operation.Lookup,
                Operation.Push,
                Operation.Pop,
                Operation.Top,
                Operation.Size,
                Operation.Destroy,
                Operation.Take,
                Operation.Ack,
                Operation.Nack,
                Operation.Extend,
                Operation.Browse,
                Operation.Queues {

    /** The longest item, in bytes. */
    int MAX_ITEM_BYTES = 60_000;

    /** The longest label, in bytes. */
    int MAX_LABEL_BYTES = 1_024;

    /** The longest lease, delay or extension, in milliseconds: a day. */
    int MAX_LEASE_MILLIS = 86_400_000;

    /** The highest number of deliveries that can be asked for. */
    int MAX_DELIVERIES = 65_535;

    /** A list of items or queues ends before it gets longer than this, in bytes; a single long item may exceed it. */
    int LIST_BYTES = 16_000;

    /** Which of the permitted records this is. */
    OperationKind kind();

    /**
     * Makes a queue, or finds the one with that label. Result: OK, number = the queue's id, at least 1.
     *
     * @param label 0 to {@link #MAX_LABEL_BYTES} bytes
     */
    record Create(byte[] label) implements Operation {
        public Create {
            requireLength(label, MAX_LABEL_BYTES);
        }

        @Override
        public OperationKind kind() {
            return OperationKind.CREATE;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Create that && Arrays.equals(label, that.label);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(label);
        }
    }

    /**
     * Finds the queue with that label. Result: OK, number = its id; or NO_QUEUE.
     *
     * @param label 0 to {@link #MAX_LABEL_BYTES} bytes
     */
    record Lookup(byte[] label) implements Operation {
        public Lookup {
            requireLength(label, MAX_LABEL_BYTES);
        }

        @Override
        public OperationKind kind() {
            return OperationKind.LOOKUP;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Lookup that && Arrays.equals(label, that.label);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(label);
        }
    }

    /**
     * Appends an item. Result: OK or NO_QUEUE.
     *
     * @param queueId any number; no queue has one below 1
     * @param item 0 to {@link #MAX_ITEM_BYTES} bytes
     */
    record Push(long queueId, byte[] item) implements Operation {
        public Push {
            requireLength(item, MAX_ITEM_BYTES);
        }

        @Override
        public OperationKind kind() {
            return OperationKind.PUSH;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Push that && queueId == that.queueId && Arrays.equals(item, that.item);
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(queueId) + Arrays.hashCode(item);
        }
    }

    /**
     * Takes the first item out. Result: OK with the item; or EMPTY; or NO_QUEUE.
     *
     * @param queueId any number; no queue has one below 1
     */
    record Pop(long queueId) implements Operation {
        @Override
        public OperationKind kind() {
            return OperationKind.POP;
        }
    }

    /**
     * Shows the first item and leaves it. Result: OK with the item; or EMPTY; or NO_QUEUE.
     *
     * @param queueId any number; no queue has one below 1
     */
    record Top(long queueId) implements Operation {
        @Override
        public OperationKind kind() {
            return OperationKind.TOP;
        }
    }

    /**
     * Counts the items. Result: OK, number = how many; or NO_QUEUE.
     *
     * @param queueId any number; no queue has one below 1
     */
    record Size(long queueId) implements Operation {
        @Override
        public OperationKind kind() {
            return OperationKind.SIZE;
        }
    }

    /**
     * Removes a queue with all its items. Result: OK or NO_QUEUE.
     *
     * @param queueId any number; no queue has one below 1
     */
    record Destroy(long queueId) implements Operation {
        @Override
        public OperationKind kind() {
            return OperationKind.DESTROY;
        }
    }

    /**
     * Takes the first item under a lease: it is hidden, not gone. {@link Ack} removes it; when the lease runs out
     * before that, or by {@link Nack}, the item goes back to its place in the queue and will be delivered again. A
     * delivery that ends without an {@link Ack} and was the last one allowed moves the item to another queue instead.
     *
     * <p>Result: OK with the item, number = a receipt for the other operations, in which
     * {@link #deliveriesOf} tells how often the item has been delivered; or EMPTY; or NO_QUEUE.
     *
     * @param queueId any number; no queue has one below 1
     * @param leaseMillis how long the lease lasts, 1 to {@link #MAX_LEASE_MILLIS} milliseconds
     * @param maxDeliveries how often the item may be delivered, 1 to {@link #MAX_DELIVERIES}; 0: as often as it takes
     * @param deadLetterId the queue that an item goes to that was delivered so often; if there is no such queue then,
     *     it goes back to its own
     */
    record Take(long queueId, int leaseMillis, int maxDeliveries, long deadLetterId) implements Operation {
        public Take {
            requireRange("leaseMillis", leaseMillis, 1, MAX_LEASE_MILLIS);
            requireRange("maxDeliveries", maxDeliveries, 0, MAX_DELIVERIES);
        }

        /** How often the item of that receipt has been delivered, 1 to {@link #MAX_DELIVERIES}, where counting ends. */
        public static int deliveriesOf(long receipt) {
            return (int) receipt & MAX_DELIVERIES;
        }

        @Override
        public OperationKind kind() {
            return OperationKind.TAKE;
        }
    }

    /**
     * Removes an item that was taken under a lease. Result: OK; or LEASE_ENDED; or NO_QUEUE.
     *
     * @param queueId the queue it was taken from
     * @param receipt what {@link Take} gave
     */
    record Ack(long queueId, long receipt) implements Operation {
        @Override
        public OperationKind kind() {
            return OperationKind.ACK;
        }
    }

    /**
     * Gives back an item that was taken under a lease. Result: OK; or LEASE_ENDED; or NO_QUEUE.
     *
     * @param queueId the queue it was taken from
     * @param receipt what {@link Take} gave
     * @param delayMillis how long it stays hidden before it goes back, 0 to {@link #MAX_LEASE_MILLIS} milliseconds
     */
    record Nack(long queueId, long receipt, int delayMillis) implements Operation {
        public Nack {
            requireRange("delayMillis", delayMillis, 0, MAX_LEASE_MILLIS);
        }

        @Override
        public OperationKind kind() {
            return OperationKind.NACK;
        }
    }

    /**
     * Lets a lease last that long from now on. Result: OK; or LEASE_ENDED; or NO_QUEUE.
     *
     * @param queueId the queue the item was taken from
     * @param receipt what {@link Take} gave
     * @param leaseMillis 1 to {@link #MAX_LEASE_MILLIS} milliseconds
     */
    record Extend(long queueId, long receipt, int leaseMillis) implements Operation {
        public Extend {
            requireRange("leaseMillis", leaseMillis, 1, MAX_LEASE_MILLIS);
        }

        @Override
        public OperationKind kind() {
            return OperationKind.EXTEND;
        }
    }

    /**
     * Shows items and leaves them. Result: OK, number = how many items the queue has, and as item a list that
     * {@link io.ftqueue.queue.codec.ItemList} reads, of at least one item if there is one behind those skipped; or
     * NO_QUEUE.
     *
     * @param queueId any number; no queue has one below 1
     * @param skip how many items not to show, from the first on, at least 0
     * @param max how many to show at most, 1 to 65,535
     */
    record Browse(long queueId, int skip, int max) implements Operation {
        public Browse {
            requireRange("skip", skip, 0, Integer.MAX_VALUE);
            requireRange("max", max, 1, 65_535);
        }

        @Override
        public OperationKind kind() {
            return OperationKind.BROWSE;
        }
    }

    /**
     * Lists queues by label ascending, byte by byte. Result: OK, number = how many queues there are, and as item a list
     * that {@link io.ftqueue.queue.codec.QueueList} reads, of at least one queue if there is one.
     *
     * @param from the lowest label to list; 0 to {@link #MAX_LABEL_BYTES} + 1 bytes, so that a zero byte behind the
     *     last label of a list asks for what follows
     * @param max how many to list at most, 1 to 65,535
     */
    record Queues(byte[] from, int max) implements Operation {
        public Queues {
            requireLength(from, MAX_LABEL_BYTES + 1);
            requireRange("max", max, 1, 65_535);
        }

        @Override
        public OperationKind kind() {
            return OperationKind.QUEUES;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Queues that && max == that.max && Arrays.equals(from, that.from);
        }

        @Override
        public int hashCode() {
            return 31 * max + Arrays.hashCode(from);
        }
    }

    private static void requireRange(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " must be " + min + " to " + max + ", not " + value);
        }
    }

    private static void requireLength(byte[] bytes, int max) {
        if (bytes.length > max) {
            throw new IllegalArgumentException("at most " + max + " bytes, not " + bytes.length);
        }
    }
}
