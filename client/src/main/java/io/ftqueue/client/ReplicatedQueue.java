package io.ftqueue.client;

import io.ftqueue.queue.Holding;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Stream;

/**
 * A queue of values that a group of servers keeps. {@link FtQueueClient#queue} gets one.
 *
 * <p>Every method takes one place in the total order of the group, except where it says that it is several. The calls
 * of one thread take effect in their order. Safe for use by several threads.
 *
 * <p><b>Waiting.</b> Every method waits for the servers' answer, at most as long as {@link ClientConfig#timeout} says,
 * and meanwhile repeats the question, to another server if one falls silent. An interrupt does not end that, and the
 * thread stays interrupted; {@link #poll}, which also waits for items, ends with
 * an {@link InterruptedException} and take nothing. {@link #async} has the same methods without waiting.
 *
 * <p><b>Errors.</b> Besides what is said of each method, all of them throw
 *
 * <ul>
 *   <li>{@link NoQueueException} if the queue was destroyed. This object stands for one queue, by its id, and never
 *       changes to another one that gets the same label later: call {@link FtQueueClient#queue} again for that;
 *   <li>{@link OutcomeUnknownException} if no answer came in time: it may have been done or not;
 *   <li>{@link NoServerException} if it could not be sent in time: it was not done;
 *   <li>{@link ClosedException} if the client was closed before.
 * </ul>
 *
 * @param <T> the values; never null
 */
public interface ReplicatedQueue<T> {

    /** The label it was found by, if it was. */
    Optional<String> label();

    /** The servers' id of it, 1 to 2^53 − 1, which stays the same for as long as the queue exists. */
    long id();

    /**
     * Appends a value.
     *
     * @return on how many servers it was when that was answered, and whether on disk
     * @throws ServerFullException if the server has hardly any room on its disk; nothing was appended
     * @throws IllegalArgumentException if the value is longer than 60,000 bytes
     */
    Holding push(T value);

    /**
     * Appends values in their order, in as few datagrams as they fit into. Each is a push of its own, so others may
     * come between them. All are encoded before the first is sent.
     *
     * @return what holds for all of them
     * @throws PartlyPushedException if not all are known to be in the queue; it tells of each what became of it
     * @throws IllegalArgumentException if a value is longer than 60,000 bytes; none was sent
     */
    Holding pushAll(Collection<? extends T> values);

    /**
     * Takes the first value out; empty if the queue is.
     *
     * @throws UndecodableItemException if the codec cannot decode the item, which is out of the queue then
     */
    Optional<T> pop();

    /**
     * The same, but waits for a value. It waits at the servers, which say when there is one, and goes on waiting when a
     * server dies. Several that wait are served in no order.
     *
     * @param wait how long; zero or less: not at all. Where no server answers, the call ends after the client's
     *     timeout if that is later, by an exception: an empty result always says that the queue was empty
     * @throws InterruptedException if the thread is interrupted before a value is there; nothing was taken
     */
    Optional<T> poll(Duration wait) throws InterruptedException;

    /**
     * Takes several values out, as many as there are but not more than {@code max}, in few datagrams. Each is a pop of
     * its own. If one fails when others have brought values, those are returned and the failure is not told.
     */
    List<T> popUpTo(int max);

    /** Takes out all values that are there, by {@link #popUpTo}; where others push faster, it does not end. */
    default List<T> drain() {
        return popUpTo(Integer.MAX_VALUE);
    }

    /** The first value, which stays; empty if there is none. */
    Optional<T> peek();

    /**
     * Several values, which stay, from that one on. Where they do not fit into one answer, it takes several, and
     * others may push and pop between them: values may be missed or shown though they are gone.
     *
     * @param skip how many not to show, from the first on
     * @param max how many to show at most
     */
    List<T> browse(int skip, int max);

    /** All values, which stay, as {@link #browse} does it; fetched as the stream gets there. */
    Stream<T> stream();

    /**
     * Takes the first value under a lease; empty if there is none. See {@link Leased}.
     *
     * @throws ServerFullException if the dead-letter queue cannot be made; nothing was taken
     */
    Optional<Leased<T>> take(LeaseOptions options);

    /**
     * The same, but waits for a value, as {@link #poll} does.
     *
     * @param wait how long; zero or less: not at all
     * @throws InterruptedException if the thread is interrupted before a value is there; nothing was taken. A delivery
     *     may have been counted
     */
    Optional<Leased<T>> take(LeaseOptions options, Duration wait) throws InterruptedException;

    /** Takes the first value under a lease of that length, to be delivered as often as it takes. */
    default Optional<Leased<T>> take(Duration lease) {
        return take(LeaseOptions.of(lease));
    }

    /** The same, but waits for a value. */
    default Optional<Leased<T>> take(Duration lease, Duration wait) throws InterruptedException {
        return take(LeaseOptions.of(lease), wait);
    }

    /** How many values are there, without those that are under a lease. */
    long size();

    /** Whether this queue exists still. */
    boolean exists();

    /**
     * Removes the queue with all its values, those under leases included. Whoever waits at it is told
     * {@link NoQueueException}.
     */
    void destroy();

    /** The same operations without waiting. */
    AsyncQueue<T> async();

    /**
     * The queue as a collection of the JDK: a view, no copy. It has no bound, so nothing ever waits for room. Only the
     * first value can be removed; iterators show what {@link #browse} shows. Failures are exceptions here, too: a
     * queue that cannot be reached never looks empty. {@code take} waits however long servers are away.
     */
    BlockingQueue<T> asBlockingQueue();
}
