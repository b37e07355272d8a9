package io.ftqueue.queue.state;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.replication.Position;
import io.ftqueue.group.replication.StateMachine;
import io.ftqueue.queue.OperationKind;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.Bytes;
import io.ftqueue.queue.codec.Payload;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.EchoRuns;
import io.ftqueue.queue.image.ImageHead;
import io.ftqueue.queue.image.ImageWriter;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.StateHash;
import io.ftqueue.queue.image.Tags;
import io.ftqueue.queue.merge.MergeReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replicated queues. Within a component every operation is executed once, however often it is submitted:
 *
 * <ul>
 *   <li>A native client's operations are executed strictly in the order of their numbers. A repeated one gets its
 * result
 *       again while that is kept, else STALE; one above a gap is not executed. See {@link Session} and
 *       {@link Sessions} for what is kept how long.
 *   <li>A text request is executed once while its key is remembered; see {@link TextHistory}.
 * </ul>
 */
public final class QueueState implements StateMachine {

    private static final int PUSH = OperationKind.PUSH.wireCode();
    private static final int POP = OperationKind.POP.wireCode();

    private ExecutionListener listener;
    private Queues queues;
    private Limbo limbo;
    private Sessions sessions;
    private TextHistory texts;
    private ClientClock clock;

    private ConfigurationId configuration = ConfigurationId.NONE;

    /** Names {@link #configuration} to clients. */
    private long tag;

    /** In which nothing has been executed. */
    public QueueState(ExecutionListener listener) {
        this.listener = listener;
        var blank = new RestoredState();
        queues = blank.queues;
        limbo = blank.limbo;
        sessions = blank.sessions;
        texts = blank.texts;
        clock = blank.clock;
    }

    /** From now on tells that listener what is executed. */
    public void tell(ExecutionListener to) {
        listener = to;
    }

    @Override
    public void execute(Position position, byte[] payload) {
        listener.payload(position);
        long now = clock.advance(position.timestampMicros());
        if (!Payload.isWellFormed(payload)) {
            return;
        }
        if (!position.configuration().equals(configuration)) {
            configuration = position.configuration();
            tag = Tags.of(configuration);
        }
        queues.startPayload(position, now);
        sessions.expire(now);
        texts.expire(now);
        int offset = 1;
        int place = 0;
        while (offset < payload.length) {
            if (payload[offset] == Payload.NATIVE) {
                int count = Bytes.getUnsignedShort(payload, offset + Payload.COUNT_OFFSET);
                offset = executeNative(position, payload, offset, place);
                place += count;
            } else if (payload[offset] == Payload.PARTITION) {
                listener.partition(position);
                offset++;
                place++;
            } else {
                offset = executeText(position, payload, offset, place);
                place++;
            }
        }
        queues.endPayload(position);
    }

    /** Executes a native entry; returns where it ends. */
    private int executeNative(Position position, byte[] payload, int start, int place) {
        long clientId = Bytes.getLong(payload, start + 1);
        long answeredBelow = Bytes.getLong(payload, start + 9);
        long firstSeq = Bytes.getLong(payload, start + 17);
        int count = Bytes.getUnsignedShort(payload, start + Payload.COUNT_OFFSET);
        int offset = Payload.operationsOf(payload, start);
        var session = sessions.find(clientId);
        if (session == null && firstSeq <= answeredBelow) {
            session = sessions.create(clientId);
        }
        if (session == null) {
            listener.gap(clientId, 0);
            return skip(payload, offset, count);
        }
        sessions.use(session, clock.micros());
        sessions.unhash(session);
        addEchoes(session.echoes(), payload, start, answeredBelow);
        session.answered(answeredBelow, limbo, queues);
        for (int i = 0; i < count; i++) {
            long seq = firstSeq + i;
            int end = Payload.endOfOperation(payload, offset);
            if (seq == session.executedUpTo() + 1) {
                queues.identify(clientId, seq, false);
                queues.execute(position, payload, offset, end, place + i);
                boolean refusedPush = payload[offset] == PUSH && queues.code() != ResultCode.OK;
                session.executed(!refusedPush, payload[offset] == POP, tag, queues, limbo);
                listener.executed(clientId, seq, tag, queues.code(), queues.number(), queues.item());
            } else if (seq <= session.executedUpTo()) {
                session.repeat(seq, listener);
            } else {
                listener.gap(clientId, session.executedUpTo());
                offset = skip(payload, offset, count - i);
                break;
            }
            offset = end;
        }
        sessions.hash(session);
        return offset;
    }

    private static void addEchoes(EchoRuns to, byte[] payload, int start, long answeredBelow) {
        int count = payload[start + Payload.ECHO_COUNT_OFFSET];
        int first = start + Payload.NATIVE_HEAD_BYTES;
        int last = first + (count - 1) * Payload.ECHO_BYTES;
        if (count == 0
                || to.goOn(Bytes.getLong(payload, last), Bytes.getLong(payload, last + Long.BYTES), answeredBelow)) {
            return;
        }
        long[] pairs = new long[2 * count];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = Bytes.getLong(payload, first + i * Long.BYTES);
        }
        to.tell(pairs, answeredBelow);
    }

    private static int skip(byte[] payload, int start, int count) {
        int offset = start;
        for (int i = 0; i < count; i++) {
            offset = Payload.endOfOperation(payload, offset);
        }
        return offset;
    }

    /** Executes a text entry; returns where it ends. */
    private int executeText(Position position, byte[] payload, int start, int place) {
        long high = Bytes.getLong(payload, start + 1);
        long low = Bytes.getLong(payload, start + 9);
        int offset = start + Payload.TEXT_HEAD_BYTES;
        int end = Payload.endOfOperation(payload, offset);
        var key = new RequestKey(high, low);
        var known = texts.find(key);
        if (known != null) {
            listener.executedText(high, low, true, known.code(), known.number(), known.item());
            return end;
        }
        queues.identify(high, low, true);
        queues.execute(position, payload, offset, end, place);
        var result = new Result(queues.code(), queues.number(), queues.item());
        boolean answered = payload[start] == Payload.TEXT;
        var outcome = new Held(tag, answered, payload[offset] == POP, result, queues.taken(), queues.takenFrom());
        texts.add(key, clock.micros(), outcome);
        listener.executedText(high, low, false, result.code(), result.number(), result.item());
        return end;
    }

    @Override
    public long stateHash() {
        return StateHash.of(queues.stateHash(), sessions.stateHash(), texts.stateHash());
    }

    @Override
    public int stateVersion() {
        return ImageWriter.VERSION;
    }

    @Override
    public StateSnapshot snapshot() {
        return new StateSnapshot(
                new ImageHead(clock.micros(), clock.slotMicros()),
                queues.toImages(),
                sessions.copies(),
                texts.copies(),
                queues.pops().copy(),
                limbo.snapshot(queues));
    }

    @Override
    public Restoration restoration(List<Branch> branches, int own, Context known) {
        return new StateRestoration(branches, own, known, snapshot(), this::become);
    }

    private void become(RestoredState state, @Nullable MergeReport report) {
        state.queues.countOnFrom(queues);
        queues = state.queues;
        limbo = state.limbo;
        sessions = state.sessions;
        texts = state.texts;
        clock = state.clock;
        if (report != null) {
            listener.merged(report);
        }
    }

    /** The highest number of that client that was executed or skipped; 0 if nothing is known of it. */
    public long executedUpTo(long clientId) {
        var session = sessions.find(clientId);
        return session == null ? 0 : session.executedUpTo();
    }

    /** Tells the result of an operation with a number up to {@link #executedUpTo} again, as if it were repeated. */
    public void repeat(long clientId, long seq, ExecutionListener to) {
        var session = sessions.find(clientId);
        if (session != null && seq <= session.executedUpTo()) {
            session.repeat(seq, to);
        }
    }

    /** What a text request came to, or null if it is not remembered. */
    public @Nullable Result textResult(RequestKey key) {
        return texts.find(key);
    }

    /**
     * How long until the next lease ends, in microseconds of the clients' clock since the last payload; negative if
     * that is over, and {@link Long#MAX_VALUE} if there is no lease. Only a payload lets leases end.
     */
    public long microsToNextLeaseEnd() {
        long end = queues.nextLeaseEndMicros();
        return end == Long.MAX_VALUE ? end : end - clock.micros();
    }

    /** How many items of the queue can be had; -1 if there is no such queue. */
    public int available(long queueId) {
        var queue = queues.find(queueId);
        return queue == null ? -1 : queue.size();
    }

    /** How many items were taken out of the queue since this server has it; 0 if there is no such queue. */
    public long taken(long queueId) {
        var queue = queues.find(queueId);
        return queue == null ? 0 : queue.taken;
    }

    /** How many native clients are remembered. */
    public int clients() {
        return sessions.count();
    }

    /** All queues, by first creation ascending. */
    public List<QueueSummary> queues() {
        return queues.all().stream()
                .map(queue -> new QueueSummary(
                        queue.id(),
                        queue.handles().stream().map(handle -> handle.id).toList(),
                        queue.label().bytes(),
                        queue.size(),
                        queue.leased(),
                        queue.pushed,
                        queue.popped,
                        oldestMicros(queue)))
                .toList();
    }

    private static long oldestMicros(LiveQueue queue) {
        Item first = queue.top();
        return first == null ? 0 : first.timestampMicros();
    }

    /**
     * A queue.
     *
     * @param id the lowest id that names it
     * @param ids all that name it, by creation ascending
     * @param label its label; not to be changed
     * @param size how many items can be had
     * @param leased how many are out under a lease
     * @param pushed how many were pushed since this server has it; those of another component are not counted
     * @param popped how many were taken for good, likewise
     * @param oldestMicros the time of the slot that brought the first item; 0 if there is none
     */
    public record QueueSummary(
            long id, List<Long> ids, byte[] label, int size, int leased, long pushed, long popped, long oldestMicros) {}
}
