package io.ftqueue.queue.replica;

import io.ftqueue.group.replication.Position;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ClientCodec;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.RequestBytes;
import io.ftqueue.queue.merge.MergeReport;
import io.ftqueue.queue.state.ExecutionListener;
import io.ftqueue.queue.state.QueueState;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the requests of native clients. A client talks to one server at a time and sends again what stays unanswered;
 * the gateway submits its operations in the order of their numbers, each once, and answers those that are executed out
 * of its own payloads. What it knows of a client may be forgotten at any time: the session in the state decides.
 */
final class NativeGateway {

    /** A client that has not been heard for so long is forgotten, like its session: one hour. */
    private static final long IDLE_NANOS = 3_600_000_000_000L;

    private final QueueState state;
    private final SubmissionQueue queue;
    private final AnswerLog answers;
    private final ReplicaLimits limits;
    private final ReplicaCounters counters;

    /** Least recently heard first. */
    private final Map<Long, NativeClient> clients = new LinkedHashMap<>(16, 0.75f, true);

    private final Repeats repeats = new Repeats();

    NativeGateway(
            QueueState state,
            SubmissionQueue queue,
            AnswerLog answers,
            ReplicaLimits limits,
            ReplicaCounters counters) {
        this.state = state;
        this.queue = queue;
        this.answers = answers;
        this.limits = limits;
        this.counters = counters;
    }

    /**
     * Takes a request.
     *
     * @param executedCount how many payloads have been executed: repeated answers may tell of all of them
     */
    void onRequest(
            long nowNanos,
            ClientAddress from,
            RequestBytes request,
            boolean serving,
            long executedCount,
            ReplicaOutbox out) {
        counters.count(ReplicaCounter.NATIVE_REQUESTS);
        var client = clientOf(nowNanos, from, request.clientId());
        long executedUpTo = state.executedUpTo(request.clientId());
        if (serving && request.firstSeq() <= executedUpTo) {
            repeat(client, request, executedUpTo, executedCount);
        }
        boolean stuck = client.submittedUpTo > executedUpTo
                && nowNanos - client.progressNanos > limits.resubmitAfterNanos()
                && queue.isTaken(client.ticket);
        if (stuck) {
            client.submittedUpTo = executedUpTo;
            counters.count(ReplicaCounter.NATIVE_RESUBMITTED);
        }
        long next = Math.max(Math.max(executedUpTo, client.submittedUpTo) + 1, request.answeredBelow());
        if (request.lastSeq() < next) {
            counters.count(ReplicaCounter.NATIVE_IN_FLIGHT);
        } else if (request.firstSeq() > next) {
            counters.count(ReplicaCounter.DROPPED_GAP);
        } else if (queue.bytes() > limits.maxQueuedBytes()) {
            counters.count(ReplicaCounter.NATIVE_BUSY);
            out.reply(
                    from, ClientCodec.encode(new ClientFrame.Busy(request.clientId(), next, limits.busyRetryMillis())));
        } else {
            submit(nowNanos, client, request, next, executedUpTo);
        }
    }

    private NativeClient clientOf(long nowNanos, ClientAddress from, long clientId) {
        var client = clients.get(clientId);
        if (client == null) {
            forget(nowNanos);
            client = new NativeClient(clientId, from);
            clients.put(clientId, client);
        }
        client.address = from;
        client.heardNanos = nowNanos;
        return client;
    }

    /** Makes room for another client. */
    private void forget(long nowNanos) {
        Iterator<NativeClient> oldest = clients.values().iterator();
        while (oldest.hasNext()) {
            boolean idle = nowNanos - oldest.next().heardNanos > IDLE_NANOS;
            if (!idle && clients.size() < limits.maxClients()) {
                return;
            }
            oldest.remove();
            counters.count(ReplicaCounter.NATIVE_FORGOTTEN_CLIENTS);
        }
    }

    private void repeat(NativeClient client, RequestBytes request, long executedUpTo, long executedCount) {
        long last = Math.min(request.lastSeq(), executedUpTo);
        repeats.client = client;
        repeats.mark = executedCount;
        for (long seq = request.firstSeq(); seq <= last; seq++) {
            state.repeat(client.clientId, seq, repeats);
        }
        counters.count(ReplicaCounter.NATIVE_REPEATED, last - request.firstSeq() + 1);
    }

    private void submit(long nowNanos, NativeClient client, RequestBytes request, long fromSeq, long executedUpTo) {
        if (client.submittedUpTo <= executedUpTo) {
            client.progressNanos = nowNanos;
        }
        int refused = queue.addNative(request, fromSeq);
        client.submittedUpTo = request.lastSeq();
        client.ticket = queue.lastTicket();
        counters.count(ReplicaCounter.NATIVE_OPERATIONS, request.lastSeq() - fromSeq + 1);
        counters.count(ReplicaCounter.NATIVE_REFUSED, refused);
    }

    /** The client of that id, or null; for {@link #onExecuted} and {@link #onGap}. */
    @Nullable
    NativeClient find(long clientId) {
        return clients.get(clientId);
    }

    /** An operation out of an own payload was executed, now or before. */
    void onExecuted(long nowNanos, NativeClient client) {
        client.progressNanos = nowNanos;
    }

    /** Operations out of an own payload came before lower numbers; the client will send them again. */
    void onGap(NativeClient client, long executedUpTo) {
        client.submittedUpTo = executedUpTo;
        counters.count(ReplicaCounter.DROPPED_GAP);
    }

    /** Answers from the session. */
    private final class Repeats implements ExecutionListener {

        private @Nullable NativeClient client;
        private long mark;

        @Override
        public void payload(Position position) {}

        @Override
        public void executed(long clientId, long seq, long tag, ResultCode code, long number, byte @Nullable [] item) {
            var to = client;
            if (to != null) {
                answers.add(mark, to, seq, tag, code, number, item);
            }
        }

        @Override
        public void merged(MergeReport report) {}

        @Override
        public void partition(Position position) {}

        @Override
        public void gap(long clientId, long executedUpTo) {}

        @Override
        public void executedText(
                long keyHigh, long keyLow, boolean repeated, ResultCode code, long number, byte @Nullable [] item) {}
    }
}
