package io.ftqueue.queue.replica;

import io.ftqueue.queue.Holding;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.AnswerBytes;
import io.ftqueue.queue.codec.ReplyWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers that wait until enough members hold what they tell of. A ring of columns, so that an answer costs no object.
 *
 * <p>Invariant: marks ascend from the first answer to the last.
 */
final class AnswerLog {

    private static final int MIN_CAPACITY = 64;

    private final int wantedBytes;
    private final ReplicaCounters counters;
    private final List<NativeClient> touched = new ArrayList<>();

    private long[] marks = new long[MIN_CAPACITY];
    private @Nullable NativeClient[] clients = new @Nullable NativeClient[MIN_CAPACITY];
    private long[] seqs = new long[MIN_CAPACITY];
    private long[] tags = new long[MIN_CAPACITY];
    private ResultCode[] codes = new ResultCode[MIN_CAPACITY];
    private long[] numbers = new long[MIN_CAPACITY];
    private byte[] @Nullable [] items = new byte[MIN_CAPACITY][];

    /** The first and the next answer, counted from the start. */
    private long first;

    private long next;

    /** Of the flush that is going on. */
    private int holders;

    private boolean recorded;

    /**
     * Empty.
     *
     * @param wantedBytes what a reply datagram should have at most
     */
    AnswerLog(int wantedBytes, ReplicaCounters counters) {
        this.wantedBytes = wantedBytes;
        this.counters = counters;
    }

    boolean isEmpty() {
        return first == next;
    }

    /** Adds an answer that may go out when {@code mark} payloads are releasable. */
    void add(long mark, NativeClient client, long seq, long tag, ResultCode code, long number, byte @Nullable [] item) {
        if (next - first == marks.length) {
            grow();
        }
        int index = index(next++);
        marks[index] = mark;
        clients[index] = client;
        seqs[index] = seq;
        tags[index] = tag;
        codes[index] = code;
        numbers[index] = number;
        items[index] = item;
    }

    /**
     * Sends all answers that may go out, as few datagrams to each client as possible.
     *
     * @param servers how many servers hold what they tell of
     * @param onDisk whether it is on disk here
     */
    void flush(long releasable, int servers, boolean onDisk, ReplicaOutbox out) {
        holders = Math.min(servers, Holding.MAX_SERVERS);
        recorded = onDisk;
        while (first != next && marks[index(first)] <= releasable) {
            int index = index(first++);
            var client = clients[index];
            if (client != null) {
                pack(client, index, out);
            }
            clients[index] = null;
            items[index] = null;
        }
        for (NativeClient client : touched) {
            var reply = client.reply;
            if (reply != null) {
                send(client, reply, out);
            }
            client.reply = null;
        }
        touched.clear();
    }

    private void pack(NativeClient client, int index, ReplicaOutbox out) {
        var reply = client.reply;
        if (reply == null) {
            reply = new ReplyWriter(client.clientId, wantedBytes);
            client.reply = reply;
            touched.add(client);
        } else if (!reply.fits(AnswerBytes.length(numbers[index], items[index]), tags[index])) {
            send(client, reply, out);
        }
        reply.add(tags[index], seqs[index], codes[index], numbers[index], items[index]);
        counters.count(ReplicaCounter.NATIVE_ANSWERS);
    }

    private void send(NativeClient client, ReplyWriter reply, ReplicaOutbox out) {
        out.reply(client.address, reply.finish(holders, recorded));
        counters.count(ReplicaCounter.NATIVE_REPLIES);
    }

    /** Doubles the columns; the ring is full. */
    private void grow() {
        int size = marks.length;
        int start = index(first);
        marks = Arrays.copyOf(rotated(marks, start), size * 2);
        seqs = Arrays.copyOf(rotated(seqs, start), size * 2);
        tags = Arrays.copyOf(rotated(tags, start), size * 2);
        numbers = Arrays.copyOf(rotated(numbers, start), size * 2);
        clients = Arrays.copyOf(rotated(clients, start), size * 2);
        codes = Arrays.copyOf(rotated(codes, start), size * 2);
        items = Arrays.copyOf(rotated(items, start), size * 2);
        first = 0;
        next = size;
    }

    private static long[] rotated(long[] column, int start) {
        long[] rotated = new long[column.length];
        System.arraycopy(column, start, rotated, 0, column.length - start);
        System.arraycopy(column, 0, rotated, column.length - start, start);
        return rotated;
    }

    private static <T extends @Nullable Object> T[] rotated(T[] column, int start) {
        T[] rotated = column.clone();
        System.arraycopy(column, start, rotated, 0, column.length - start);
        System.arraycopy(column, 0, rotated, column.length - start, start);
        return rotated;
    }

    private int index(long position) {
        return (int) position & (marks.length - 1);
    }
}
