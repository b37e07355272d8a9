package io.ftqueue.client;

/**
 * The seven operations of the original program, under the names it gave them: queues of integers, labelled by integers.
 * Failures that the original could not tell are exceptions, as everywhere in this library.
 *
 * <p>The queues are those that text clients use: a label {@code 7} here is the label {@code 7} there, and items are
 * decimal text on the way.
 *
 * <p>Ids are those of this client: 1, 2, 3, … in the order in which it met the queues, one for each queue, never used
 * again. The servers' own ids are longer than an {@code int} ({@link FtQueueClient#id(String)}) and are kept inside.
 * So tell other programs the label of a queue and not its id.
 *
 * <p>Safe for use by several threads.
 */
public interface FTQueue {

    /** What says that there is no such queue, or no item in it. It may also be an item; {@link #qSize} tells. */
    int NONE = -1;

    /** The operations on the queues of a client. All calls for one client return the same object. */
    static FTQueue on(FtQueueClient client) {
        return client.original();
    }

    /** Makes the queue with that label if there is none, and returns its id, at least 1. */
    int qCreate(int label);

    /** The id of the queue with that label, or −1 if there is none. */
    int qId(int label);

    /** Appends an item. Returns 0, or −1 if there is no such queue. */
    int qPush(int queueId, int item);

    /**
     * Takes the first item out and returns it, or −1 if there is no such queue or no item in it.
     *
     * @throws UndecodableItemException if the item is no integer of 32 bits; the exception has it
     */
    int qPop(int queueId);

    /**
     * The first item, which stays, or −1 if there is no such queue or no item in it.
     *
     * @throws UndecodableItemException if the item is no integer of 32 bits
     */
    int qTop(int queueId);

    /** How many items the queue has, or −1 if there is no such queue. */
    int qSize(int queueId);

    /** Removes the queue and its items. Returns 0, or −1 if there is no such queue. */
    int qDestroy(int queueId);
}
