package io.ftqueue.queue.replica;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.codec.TextMessage;
import io.ftqueue.queue.codec.TextProtocol;
import io.ftqueue.queue.state.QueueState;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the requests of text clients, which reach every server when they are sent to the group. Which server submits a
 * client's requests follows from its address and the configuration; the others keep a copy and submit it, each a little
 * later than the one before, if it has not been executed by then. Copies are one request to the state, and the server
 * whose copy was executed first answers: exactly one in the total order.
 */
final class TextGateway {

    private static final long FULL_RETRY_NANOS = 1_000_000L;

    private final QueueState state;
    private final SubmissionQueue queue;
    private final SimulatedPartition partition;
    private final ReplicaLimits limits;
    private final ReplicaCounters counters;

    /** Not submitted here, in the order of arrival. */
    private final Map<RequestKey, TextRequest> waiting = new LinkedHashMap<>();

    /** Submitted here and not executed yet, in the order of submission. */
    private final Map<RequestKey, TextRequest> submitted = new LinkedHashMap<>();

    /** Replies that wait until enough members hold what they tell of; their marks ascend. */
    private final ArrayDeque<GatedReply> replies = new ArrayDeque<>();

    /** Executed, to be answered here when they arrive: their submitter has fallen silent meanwhile. */
    private final Set<RequestKey> owed = new LinkedHashSet<>();

    private GroupView lastView = GroupView.NONE;

    /** The last view in which the state followed the order. */
    private GroupView servedView = GroupView.NONE;

    /** How many wishes for a split have been taken. */
    private long wishes;

    /** No request in {@link #waiting} is due before this time, if there is any. */
    private long nextDueNanos;

    TextGateway(
            QueueState state,
            SubmissionQueue queue,
            SimulatedPartition partition,
            ReplicaLimits limits,
            ReplicaCounters counters) {
        this.state = state;
        this.queue = queue;
        this.partition = partition;
        this.limits = limits;
        this.counters = counters;
    }

    /**
     * Takes a datagram that is not of the native protocol.
     *
     * @param executedCount how many payloads have been executed: a repeated reply may tell of all of them
     */
    void onDatagram(
            long nowNanos,
            ReplicaEvent.ClientDatagram datagram,
            GroupView view,
            long executedCount,
            ReplicaOutbox out) {
        boolean direct = !datagram.toGroup();
        var message = TextProtocol.parse(datagram.bytes());
        if (message instanceof TextMessage.Request request) {
            var taken = new TextRequest(request.key(), request, datagram.from(), nowNanos, direct);
            onRequest(nowNanos, taken, request.operation(), view, executedCount);
        } else if (message instanceof TextMessage.Malformed malformed) {
            counters.count(ReplicaCounter.DROPPED_MALFORMED);
            if (direct || answersNonsense(nowNanos, datagram.from(), view)) {
                counters.count(ReplicaCounter.TEXT_ERRORS);
                out.reply(datagram.from(), TextProtocol.error(malformed));
            }
        } else if (message instanceof TextMessage.Ignored ignored) {
            counters.count(counterOf(ignored.reason()));
        } else {
            counters.count(ReplicaCounter.TEXT_MOCK_PARTITIONS);
            onWish(nowNanos, datagram.from(), direct, view);
        }
    }

    private boolean answersNonsense(long nowNanos, ClientAddress from, GroupView view) {
        boolean chosen = view.answers(from) && !partition.silent(nowNanos);
        return chosen || (view.size() > 0 && partition.standsInFor(view.chosen(from)));
    }

    /**
     * A client wishes that the group be split. That has no message id, so only one server takes it: copies could not be
     * told from another wish. A silent side leaves it to the other, lest it come back when they are one again.
     */
    private void onWish(long nowNanos, ClientAddress from, boolean direct, GroupView view) {
        if (partition.takesWishes() && (direct || (view.answers(from) && !partition.silent(nowNanos)))) {
            var key = RequestKey.of("mockPartition " + ++wishes + " of " + from.key());
            keep(new TextRequest(key, null, from, nowNanos, direct), view);
        }
    }

    private static ReplicaCounter counterOf(TextMessage.Reason reason) {
        return switch (reason) {
            case BLANK -> ReplicaCounter.DROPPED_BLANK;
            case NO_TEXT -> ReplicaCounter.DROPPED_NO_TEXT;
            case NO_REQUEST -> ReplicaCounter.DROPPED_NO_REQUEST;
        };
    }

    private void onRequest(
            long nowNanos, TextRequest request, Operation operation, GroupView view, long executedCount) {
        counters.count(ReplicaCounter.TEXT_REQUESTS);
        var key = request.key;
        var known = state.textResult(key);
        if (known != null) {
            counters.count(ReplicaCounter.TEXT_REPEATED);
            boolean chosen = view.answers(request.from) && !partition.silent(nowNanos);
            if (owed.remove(key) || (view.serving() && (request.direct || chosen))) {
                reply(executedCount, request, known.code(), known.number(), known.item());
            }
            return;
        }
        var same = waiting.containsKey(key) ? waiting.get(key) : submitted.get(key);
        if (same != null) {
            counters.count(ReplicaCounter.TEXT_IN_FLIGHT);
            same.direct |= request.direct;
        } else if (queue.lacksRoomFor(operation)) {
            counters.count(ReplicaCounter.DROPPED_NO_ROOM);
        } else if (queue.admits(operation)) {
            keep(request, view);
        } else {
            counters.count(ReplicaCounter.DROPPED_TOO_LARGE);
        }
    }

    private void keep(TextRequest request, GroupView view) {
        if (waiting.size() >= limits.maxWaitingTexts()) {
            var oldest = waiting.values().iterator();
            oldest.next();
            oldest.remove();
            counters.count(ReplicaCounter.DROPPED_WAITING_FULL);
        }
        long due = dueNanos(request, view);
        nextDueNanos = waiting.isEmpty() ? due : earlier(nextDueNanos, due);
        waiting.put(request.key, request);
    }

    private long dueNanos(TextRequest request, GroupView view) {
        int distance = request.direct || view.size() == 0 ? 0 : view.distance(request.from);
        return distance == 0
                ? request.arrivedNanos
                : request.arrivedNanos + limits.backupAfterNanos() + (distance - 1) * limits.backupStepNanos();
    }

    /** Submits what is due. */
    void onTick(long nowNanos, GroupView view) {
        boolean changed = !view.equals(lastView);
        lastView = view;
        if (!view.serving() || view.size() == 0) {
            return;
        }
        servedView = view;
        if (!waiting.isEmpty() && (changed || nowNanos - nextDueNanos >= 0)) {
            submitWaiting(nowNanos, view);
        }
        resubmit(nowNanos);
    }

    private void submitWaiting(long nowNanos, GroupView view) {
        long next = nowNanos + limits.textLifeNanos();
        Iterator<TextRequest> requests = waiting.values().iterator();
        while (requests.hasNext()) {
            var request = requests.next();
            long due = dueNanos(request, view);
            if (tooOld(request, nowNanos)) {
                requests.remove();
            } else if (due - nowNanos > 0) {
                next = earlier(next, due);
            } else if (queue.bytes() > limits.maxQueuedBytes()) {
                next = nowNanos + FULL_RETRY_NANOS;
                break;
            } else {
                requests.remove();
                submit(request, nowNanos);
                boolean backup = !request.direct && view.distance(request.from) != 0;
                counters.count(backup ? ReplicaCounter.TEXT_SUBMITTED_AS_BACKUP : ReplicaCounter.TEXT_SUBMITTED);
            }
        }
        nextDueNanos = next;
    }

    private void resubmit(long nowNanos) {
        while (!submitted.isEmpty()) {
            Iterator<TextRequest> requests = submitted.values().iterator();
            var oldest = requests.next();
            if (nowNanos - oldest.submittedNanos < limits.resubmitAfterNanos()) {
                return;
            }
            requests.remove();
            if (!tooOld(oldest, nowNanos)) {
                submit(oldest, nowNanos);
                counters.count(ReplicaCounter.TEXT_RESUBMITTED);
            }
        }
    }

    /** Whether nobody waits for it any more, or it turned out to be executed before this replica had the state. */
    private boolean tooOld(TextRequest request, long nowNanos) {
        if (nowNanos - request.arrivedNanos > limits.textLifeNanos()) {
            counters.count(ReplicaCounter.DROPPED_TOO_OLD);
            return true;
        }
        return !request.direct && state.textResult(request.key) != null;
    }

    private void submit(TextRequest request, long nowNanos) {
        var message = request.message;
        if (message == null) {
            queue.addPartition();
            return;
        }
        queue.addText(request.key, message.operation(), !request.direct && partition.silent(nowNanos));
        request.submittedNanos = nowNanos;
        submitted.put(request.key, request);
    }

    /**
     * A text operation was executed, now or before.
     *
     * @param mine whether it is this server that answers it if it was sent to the group
     * @return whether it has arrived here and was still open
     */
    boolean onExecuted(long mark, RequestKey key, boolean mine, ResultCode code, long number, byte @Nullable [] item) {
        var request = waiting.remove(key);
        if (request == null) {
            request = submitted.remove(key);
        }
        if (request != null && (mine || request.direct)) {
            reply(mark, request, code, number, item);
        }
        return request != null;
    }

    /** This server answers it and has not looked at its datagram yet. */
    void owe(RequestKey key) {
        if (owed.size() < limits.maxWaitingTexts()) {
            owed.add(key);
        }
    }

    /**
     * The state follows the order of another configuration, and nothing has been executed there. If it is the one state
     * of several sides now, it knows requests that only silent sides have executed. Nobody has answered those, so those
     * who were to answer them on the answering side do.
     */
    void onConfiguration(SimulatedPartition.Joined joined, long executedCount) {
        owed.clear();
        if (joined != SimulatedPartition.Joined.NOTHING) {
            boolean answering = joined == SimulatedPartition.Joined.AS_ANSWERING;
            settle(waiting.values().iterator(), answering, executedCount);
            settle(submitted.values().iterator(), answering, executedCount);
        }
    }

    private void settle(Iterator<TextRequest> requests, boolean answering, long executedCount) {
        while (requests.hasNext()) {
            var request = requests.next();
            var known = request.direct ? null : state.textResult(request.key);
            if (known != null) {
                requests.remove();
                if (answering && servedView.answers(request.from)) {
                    reply(executedCount, request, known.code(), known.number(), known.item());
                }
            }
        }
    }

    private void reply(long mark, TextRequest request, ResultCode code, long number, byte @Nullable [] item) {
        var message = request.message;
        if (message != null && !message.silent()) {
            replies.add(new GatedReply(mark, request.from, TextProtocol.reply(code, number, item)));
        }
    }

    /** Sends the replies that may go out. */
    void flush(long releasable, ReplicaOutbox out) {
        while (!replies.isEmpty() && replies.getFirst().mark <= releasable) {
            var reply = replies.removeFirst();
            out.reply(reply.to, reply.datagram);
            counters.count(ReplicaCounter.TEXT_REPLIES);
        }
    }

    /** The time at which a tick is due, not after {@code limit}. */
    long nextDeadlineNanos(long limit) {
        long next = limit;
        if (!lastView.serving()) {
            return next;
        }
        if (!waiting.isEmpty()) {
            next = earlier(next, nextDueNanos);
        }
        if (!submitted.isEmpty()) {
            long oldest = submitted.values().iterator().next().submittedNanos;
            next = earlier(next, oldest + limits.resubmitAfterNanos());
        }
        return next;
    }

    private static long earlier(long left, long right) {
        return left - right < 0 ? left : right;
    }

    /** A reply, and how many payloads must be releasable before it may go out. */
    private record GatedReply(long mark, ClientAddress to, byte[] datagram) {}
}
