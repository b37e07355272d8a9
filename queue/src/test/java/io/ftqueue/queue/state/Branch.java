package io.ftqueue.queue.state;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.Position;
import io.ftqueue.group.replication.StateMachine;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ByteWriter;
import io.ftqueue.queue.codec.OperationBytes;
import io.ftqueue.queue.codec.Payload;
import io.ftqueue.queue.codec.RequestKey;
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

    private ConfigurationId configuration;
    private long slot;

    /** In a configuration of that epoch. */
    public Branch(long epoch) {
        configuration = new ConfigurationId(epoch, ORIGIN);
    }

    /** Another component that has executed the same. */
    public Branch fork(long epoch) {
        var fork = new Branch(epoch);
        fork.become(List.of(this));
        return fork;
    }

    /** Takes over the join of branches. */
    public void become(List<Branch> branches) {
        var contexts = branches.stream().map(branch -> branch.context).toList();
        var restoration = state.restoration(contexts);
        try {
            for (int i = 0; i < branches.size(); i++) {
                for (byte[] piece : branches.get(i).pieces()) {
                    restoration.add(i, piece);
                }
            }
            restoration.complete();
        } catch (StateMachine.MalformedStateException e) {
            throw new IllegalStateException(e);
        }
        for (Branch branch : branches) {
            context = context.join(branch.context);
            micros = Math.max(micros, branch.micros);
        }
    }

    /** All pieces of the state's image. */
    public List<byte[]> pieces() {
        return pieces(state.image(), PIECE_BYTES);
    }

    /** The rest of an image. */
    static List<byte[]> pieces(StateMachine.Image image, int maxBytes) {
        var pieces = new ArrayList<byte[]>();
        for (byte[] piece = image.next(maxBytes); piece != null; piece = image.next(maxBytes)) {
            pieces.add(piece);
        }
        return pieces;
    }

    /** Goes on in another configuration. */
    public void enter(long epoch) {
        configuration = new ConfigurationId(epoch, ORIGIN);
        slot = 0;
    }

    /** Executes operations of a native client; returns what they came to. */
    public List<Result> nativeEntry(long client, long answeredBelow, long firstSeq, Operation... operations) {
        var out = new ByteWriter(64);
        Payload.begin(out);
        Payload.beginNative(out, client, answeredBelow, List.of(), firstSeq, operations.length);
        for (Operation operation : operations) {
            OperationBytes.write(operation, out);
        }
        return execute(out.toBytes());
    }

    /** Executes a text request; returns what it came to. */
    public Result text(String messageId, Operation operation) {
        var key = RequestKey.of(messageId);
        var out = new ByteWriter(64);
        Payload.begin(out);
        Payload.beginText(out, false, key.high(), key.low());
        OperationBytes.write(operation, out);
        return execute(out.toBytes()).get(0);
    }

    /** Lets time pass, a second from slot to slot, in which nothing is executed. */
    public void pass(long seconds) {
        for (long second = 0; second < seconds; second++) {
            micros += 1_000_000;
            execute(new byte[] {0});
        }
    }

    /** Executes a payload in a slot of its own. */
    public List<Result> execute(byte[] payload) {
        results.clear();
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
    }

    @Override
    public void partition(Position position) {}

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
