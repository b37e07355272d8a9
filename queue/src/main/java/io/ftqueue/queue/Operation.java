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
                Operation.Destroy {

    /** The longest item, in bytes. */
    int MAX_ITEM_BYTES = 60_000;

    /** The longest label, in bytes. */
    int MAX_LABEL_BYTES = 1_024;

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

    private static void requireLength(byte[] bytes, int max) {
        if (bytes.length > max) {
            throw new IllegalArgumentException("at most " + max + " bytes, not " + bytes.length);
        }
    }
}
