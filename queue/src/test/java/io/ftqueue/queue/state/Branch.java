package io.ftqueue.queue.state;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.Dot;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.Position;
import io.ftqueue.group.replication.StateMachine;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ByteWriter;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.OperationBytes;
import io.ftqueue.queue.codec.Payload;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.QueueImage;
import io.ftqueue.queue.merge.MergeReport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A component in a test: a state, its place in the order, and what its last payload came to. */
public final class Branch implements ExecutionListener {

    private static final int PIECE_BYTES = 300;
    private static final MemberId ORIGIN = new MemberId(1, 1);

    /** The state. */
    public final QueueState state = new QueueState(this);

    /** What the last payload came to, in order; null for a gap. */
    public final List<Result> results = new ArrayList<>();

    /** What it has executed. */
    public Context context = Context.BLANK;

    /** The time of the last slot. */
    public long micros = 1_000_000;

    /** The tags of the answers in {@link #results}. */
    public final List<Long> tags = new ArrayList<>();

    /** What the last merges did. */
    public final List<MergeReport> reports = new ArrayList<>();

    /** Ids of queues, in the order in which they were heard of. */
    private final List<Long> ids = new ArrayList<>();

    private ConfigurationId configuration;
    private long slot;

    /** In a configuration of that epoch. */
    public Branch(long epoch) {
        configuration = new ConfigurationId(epoch, ORIGIN);
    }

    /** Another component that has executed the same. */
    public Branch fork(long epoch) {
        var fork = new Branch(epoch);
        fork.ids.addAll(ids);
        fork.become(List.of(this));
        return fork;
    }

    /** Takes over the join of branches, of which it may be one itself, or behind one. */
    public void become(List<Branch> branches) {
        var told = branches.stream()
                .map(branch -> new StateMachine.Branch(branch.context, branch.state.stateHash(), List.of(ORIGIN)))
                .toList();
        int own = branches.indexOf(this);
        var restoration = state.restoration(told, own, context);
        try {
            for (int i = 0; i < branches.size(); i++) {
                if (i != own) {
                    for (byte[] piece : branches.get(i).pieces(context)) {
                        restoration.add(i, piece);
                    }
                }
            }
            finish(restoration);
        } catch (StateMachine.MalformedStateException e) {
            throw new IllegalStateException(e);
        }
        Context joined = branches.get(0).context;
        for (Branch branch : branches) {
            joined = joined.join(branch.context);
            micros = Math.max(micros, branch.micros);
            branch.ids.stream().filter(id -> !ids.contains(id)).forEach(ids::add);
        }
        context = joined;
    }

    static void finish(StateMachine.Restoration restoration) throws StateMachine.MalformedStateException {
        int steps = 0;
        while (!restoration.work()) {
            steps++;
            if (steps > 1_000_000) {
                throw new IllegalStateException("the join does not come to an end");
            }
        }
        restoration.complete();
    }

    /** All pieces of the state's image, for one who has nothing. */
    public List<byte[]> pieces() {
        return pieces(Context.BLANK);
    }

    /** All pieces of the state's image, for one who has executed something. */
    public List<byte[]> pieces(Context known) {
        return pieces(state.snapshot().image(known, context), PIECE_BYTES);
    }

    /** The rest of an image. */
    static List<byte[]> pieces(StateMachine.Image image, int maxBytes) {
        var pieces = new ArrayList<byte[]>();
        for (byte[] piece = image.next(maxBytes); piece != null; piece = image.next(maxBytes)) {
            pieces.add(piece);
        }
        return pieces;
    }

    /** What tests call a queue: the how manieth id it is that was heard of here. */
    public long nameOf(long id) {
        if (!ids.contains(id)) {
            ids.add(id);
        }
        return ids.indexOf(id) + 1L;
    }

    /** The id of the queue that tests call by a small number. */
    public long idOf(long name) {
        return name >= 1 && name <= ids.size() ? ids.get((int) name - 1) : name;
    }

    /** The last slot that was executed. */
    public Dot dot() {
        return new Dot(configuration, slot);
    }

    /** The items of a queue, first to last. */
    public List<String> values(String label) {
        var values = new ArrayList<String>();
        for (QueueImage queue : state.snapshot().queues()) {
            if (label.equals(new String(queue.label().bytes(), StandardCharsets.UTF_8))) {
                for (Item item : queue.items()) {
                    values.add(new String(item.value(), StandardCharsets.UTF_8));
                }
            }
        }
        return values;
    }

    /** Notes a mark here, or makes the last one the base. */
    public void forget(boolean trim) {
        slot++;
        micros++;
        context = trim ? context.with(configuration, slot).trimmed() : context.marked(configuration, slot);
    }

    private Operation real(Operation operation) {
        if (operation instanceof Operation.Push push) {
            return new Operation.Push(idOf(push.queueId()), push.item());
        } else if (operation instanceof Operation.Pop pop) {
            return new Operation.Pop(idOf(pop.queueId()));
        } else if (operation instanceof Operation.Top top) {
            return new Operation.Top(idOf(top.queueId()));
        } else if (operation instanceof Operation.Size size) {
            return new Operation.Size(idOf(size.queueId()));
        } else if (operation instanceof Operation.Destroy destroy) {
            return new Operation.Destroy(idOf(destroy.queueId()));
        } else if (operation instanceof Operation.Browse browse) {
            return new Operation.Browse(idOf(browse.queueId()), browse.skip(), browse.max());
        }
        return realLease(operation);
    }

    private Operation realLease(Operation operation) {
        if (operation instanceof Operation.Take take) {
            return new Operation.Take(
                    idOf(take.queueId()), take.leaseMillis(), take.maxDeliveries(), idOf(take.deadLetterId()));
        } else if (operation instanceof Operation.Ack ack) {
            return new Operation.Ack(idOf(ack.queueId()), ack.receipt());
        } else if (operation instanceof Operation.Nack nack) {
            return new Operation.Nack(idOf(nack.queueId()), nack.receipt(), nack.delayMillis());
        } else if (operation instanceof Operation.Extend extend) {
            return new Operation.Extend(idOf(extend.queueId()), extend.receipt(), extend.leaseMillis());
        }
        return operation;
    }

    private Result told(Operation operation, Result result) {
        boolean names = operation instanceof Operation.Create || operation instanceof Operation.Lookup;
        return names && result.code() == ResultCode.OK && result.number() > 0
                ? Result.ofNumber(nameOf(result.number()))
                : result;
    }

    /** Goes on in another configuration. */
    public void enter(long epoch) {
        configuration = new ConfigurationId(epoch, ORIGIN);
        slot = 0;
    }

    /** Executes operations of a native client; returns what they came to. */
    public List<Result> nativeEntry(long client, long answeredBelow, long firstSeq, Operation... operations) {
        return nativeEntry(client, answeredBelow, List.of(), firstSeq, operations);
    }

    /** Executes operations of a native client that tells which answers it took; returns what they came to. */
    public List<Result> nativeEntry(
            long client, long answeredBelow, List<ClientFrame.Echo> echoes, long firstSeq, Operation... operations) {
        var told = new ArrayList<Result>();
        var allTags = new ArrayList<Long>();
        // What comes after a creation may name the queue that it made, so its id must be known first.
        int count = 0;
        for (int from = 0; from < operations.length; from += count) {
            count = 1;
            while (from + count < operations.length && !(operations[from + count - 1] instanceof Operation.Create)) {
                count++;
            }
            var real = new Operation[count];
            for (int i = 0; i < count; i++) {
                real[i] = real(operations[from + i]);
            }
            nativeReal(client, answeredBelow, echoes, firstSeq + from, real);
            allTags.addAll(tags);
            for (int i = 0; i < results.size(); i++) {
                told.add(told(operations[from + i], results.get(i)));
            }
        }
        tags.clear();
        tags.addAll(allTags);
        return told;
    }

    /** The same with queues by their ids; returns what the last one came to. */
    public Result nativeReal(
            long client, long answeredBelow, List<ClientFrame.Echo> echoes, long firstSeq, Operation... operations) {
        var out = new ByteWriter(64);
        Payload.begin(out);
        Payload.beginNative(out, client, answeredBelow, echoes, firstSeq, operations.length);
        for (Operation operation : operations) {
            OperationBytes.write(operation, out);
        }
        var came = execute(out.toBytes());
        return came.get(came.size() - 1);
    }

    /** Executes a text request; returns what it came to. */
    public Result text(String messageId, Operation operation) {
        return text(messageId, operation, false);
    }

    /** Executes a text request, in a component that answers clients or not; returns what it came to. */
    public Result text(String messageId, Operation operation, boolean silent) {
        return told(operation, textReal(messageId, real(operation), silent));
    }

    /** The same with a queue by its id, in a component that answers clients. */
    public Result textReal(String messageId, Operation operation) {
        return textReal(messageId, operation, false);
    }

    private Result textReal(String messageId, Operation operation, boolean silent) {
        var key = RequestKey.of(messageId);
        var out = new ByteWriter(64);
        Payload.begin(out);
        Payload.beginText(out, silent, key.high(), key.low());
        OperationBytes.write(operation, out);
        return execute(out.toBytes()).get(0);
    }

    /** Lets time pass, a second from slot to slot, in which nothing is executed but what time brings. */
    public void pass(long seconds) {
        for (long second = 0; second < seconds; second++) {
            micros += 1_000_000;
            execute(Payload.nothing());
        }
    }

    /** Executes a payload in a slot of its own. */
    public List<Result> execute(byte[] payload) {
        results.clear();
        tags.clear();
        slot++;
        micros++;
        state.execute(new Position(configuration, slot, 0, micros, ORIGIN), payload);
        context = context.with(configuration, slot);
        return List.copyOf(results);
    }

    @Override
    public void payload(Position position) {}

    @Override
    public void executed(long clientId, long seq, long tag, ResultCode code, long number, byte[] item) {
        results.add(new Result(code, number, item));
        tags.add(tag);
    }

    @Override
    public void partition(Position position) {}

    @Override
    public void merged(MergeReport report) {
        reports.add(report);
    }

    @Override
    public void gap(long clientId, long executedUpTo) {
        results.add(GAP);
    }

    @Override
    public void executedText(long keyHigh, long keyLow, boolean repeated, ResultCode code, long number, byte[] item) {
        results.add(new Result(code, number, item));
    }

    /** Stands for a gap in {@link #results}. */
    public static final Result GAP = new Result(ResultCode.OK, Long.MIN_VALUE, null);
}
