package io.ftqueue.queue.state;

import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.Hashing;
import io.ftqueue.queue.image.NumberRanges;
import io.ftqueue.queue.image.SessionImage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a native client. Results are kept from the first that it has not acknowledged to the last, at
 * most {@link ClientFrame#MAX_OPEN} of them and at most {@link #MAX_KEPT_BYTES} of items.
 *
 * <p>A copy shares what is large with the session until that changes it.
 *
 * <p>Invariant: {@code keptFrom <= executedUpTo + 1}, and the results of all numbers between are in the ring.
 */
final class Session {

    /** The most bytes of items that are kept as results of one client; the oldest go first. */
    static final long MAX_KEPT_BYTES = 8L << 20;

    final long clientId;

    /** Neighbours in the order of last use. */
    @Nullable
    Session older;

    @Nullable
    Session newer;

    long lastUsedMicros;

    private NumberRanges executed;
    private long answeredBelow = 1;
    private long executedUpTo;
    private long keptFrom = 1;
    private long keptBytes;

    /** A ring: the result of number s is at s mod length, a power of two. */
    private byte[] codes = new byte[4];

    private long[] numbers = new long[4];
    private byte[] @Nullable [] items = new byte[4][];

    /** Whether a copy has the same ring and ranges, which are not to be changed then. */
    private boolean shared;

    Session(long clientId) {
        this.clientId = clientId;
        this.executed = new NumberRanges();
    }

    Session(SessionImage image) {
        clientId = image.clientId();
        executed = image.executed();
        lastUsedMicros = image.lastUsedMicros();
        answeredBelow = image.answeredBelow();
        keptFrom = image.keptFrom();
        executedUpTo = keptFrom - 1;
        for (Result result : image.results()) {
            keep(result.code(), result.number(), result.item());
        }
    }

    private Session(Session source) {
        clientId = source.clientId;
        lastUsedMicros = source.lastUsedMicros;
        executed = source.executed;
        answeredBelow = source.answeredBelow;
        executedUpTo = source.executedUpTo;
        keptFrom = source.keptFrom;
        codes = source.codes;
        numbers = source.numbers;
        items = source.items;
        shared = true;
    }

    /** The session as it is now; what changes later does not show in it. */
    Session copy() {
        shared = true;
        return new Session(this);
    }

    long executedUpTo() {
        return executedUpTo;
    }

    /** Its share in the hash of the state. */
    long stateHash() {
        return Hashing.then(Hashing.mix(clientId), executedUpTo);
    }

    /**
     * The client has the answers below that number. If some of these operations were never executed here, another
     * component has done it: they are skipped.
     */
    void answered(long below) {
        if (below > answeredBelow) {
            answeredBelow = below;
        }
        while (keptFrom < answeredBelow && keptFrom <= executedUpTo) {
            forgetFirst();
        }
        if (answeredBelow > executedUpTo + 1) {
            executedUpTo = answeredBelow - 1;
            keptFrom = answeredBelow;
        }
    }

    /**
     * Keeps the result of number {@code executedUpTo + 1}.
     *
     * @param effective whether the number is to be known as executed; a refused push is not, so that it may succeed
     *     in another component
     */
    void executed(boolean effective, ResultCode code, long number, byte @Nullable [] item) {
        keep(code, number, item);
        if (effective) {
            executed.append(executedUpTo);
        }
    }

    private void keep(ResultCode code, long number, byte @Nullable [] item) {
        unshare();
        executedUpTo++;
        if (executedUpTo - keptFrom >= ClientFrame.MAX_OPEN) {
            forgetFirst();
        } else if (executedUpTo - keptFrom >= codes.length) {
            grow();
        }
        int index = index(executedUpTo);
        codes[index] = (byte) code.wireCode();
        numbers[index] = number;
        items[index] = item;
        if (item != null) {
            keptBytes += item.length;
            while (keptBytes > MAX_KEPT_BYTES && keptFrom < executedUpTo) {
                forgetFirst();
            }
        }
    }

    /** Whether the result of that number is kept. */
    boolean keeps(long seq) {
        return seq >= keptFrom && seq <= executedUpTo;
    }

    ResultCode code(long seq) {
        return ResultCode.of(codes[index(seq)]);
    }

    long number(long seq) {
        return numbers[index(seq)];
    }

    byte @Nullable [] item(long seq) {
        return items[index(seq)];
    }

    /** To be called on a copy. */
    SessionImage toImage() {
        List<Result> results = new ArrayList<>();
        for (long seq = keptFrom; seq <= executedUpTo; seq++) {
            results.add(new Result(code(seq), number(seq), item(seq)));
        }
        return new SessionImage(clientId, answeredBelow, executedUpTo, lastUsedMicros, keptFrom, results, executed);
    }

    private void unshare() {
        if (shared) {
            shared = false;
            executed = executed.copy();
            codes = codes.clone();
            numbers = numbers.clone();
            items = items.clone();
        }
    }

    private void forgetFirst() {
        unshare();
        int index = index(keptFrom);
        var item = items[index];
        if (item != null) {
            keptBytes -= item.length;
            items[index] = null;
        }
        keptFrom++;
    }

    private void grow() {
        byte[] oldCodes = codes;
        long[] oldNumbers = numbers;
        byte[] @Nullable [] oldItems = items;
        int oldMask = oldCodes.length - 1;
        codes = new byte[oldCodes.length * 2];
        numbers = new long[codes.length];
        items = new byte[codes.length][];
        for (long seq = keptFrom; seq < executedUpTo; seq++) {
            int from = (int) seq & oldMask;
            int to = index(seq);
            codes[to] = oldCodes[from];
            numbers[to] = oldNumbers[from];
            items[to] = oldItems[from];
        }
    }

    private int index(long seq) {
        return (int) seq & (codes.length - 1);
    }
}
