package io.ftqueue.queue.replica;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.Position;
import io.ftqueue.group.replication.StateMachine;
import io.ftqueue.group.replication.StateMachine.MalformedStateException;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.codec.ByteWriter;
import io.ftqueue.queue.codec.OperationBytes;
import io.ftqueue.queue.codec.Payload;
import io.ftqueue.queue.state.ExecutionListener;
import io.ftqueue.queue.state.QueueState;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A merge of two small states that nobody has, so that the code is loaded and compiled when one is to be merged that
 * clients wait for: of a real one, the first a server takes part in would cost it several times as much.
 */
public final class MergeRehearsal {

    private static final MemberId NOBODY = new MemberId(1, 1);
    private static final int PIECE_BYTES = 1_200;

    private final QueueState state = new QueueState(ExecutionListener.NONE);
    private Context context = Context.BLANK;
    private ConfigurationId configuration;
    private long slot;
    private long queueId;

    private MergeRehearsal(long epoch) {
        configuration = new ConfigurationId(epoch, NOBODY);
    }

    /** Plays one in which so many operations were executed on each side; returns a hash of what came of it. */
    public static long play(int operations) {
        var one = new MergeRehearsal(1);
        one.execute(1, 1, new Operation.Create("rehearsal".getBytes(StandardCharsets.UTF_8)));
        one.queueId = one.state.queues().get(0).id();
        one.use(2, operations);
        var other = new MergeRehearsal(3);
        other.queueId = one.queueId;
        other.become(List.of(one));
        one.configuration = new ConfigurationId(2, NOBODY);
        one.use(3, operations);
        other.use(4, operations);
        one.become(List.of(one, other));
        return one.state.stateHash();
    }

    private void use(long client, int operations) {
        for (int i = 1; i <= operations; i++) {
            execute(client, i, i % 3 > 0 ? new Operation.Push(queueId, new byte[] {1}) : new Operation.Pop(queueId));
        }
    }

    private void execute(long client, long seq, Operation operation) {
        var out = new ByteWriter(64);
        Payload.begin(out);
        Payload.beginNative(out, client, seq, List.of(), seq, 1);
        OperationBytes.write(operation, out);
        slot++;
        state.execute(new Position(configuration, slot, 0, slot, NOBODY), out.toBytes());
        context = context.with(configuration, slot);
    }

    private void become(List<MergeRehearsal> branches) {
        List<StateMachine.Branch> told = branches.stream()
                .map(branch -> new StateMachine.Branch(branch.context, branch.state.stateHash(), List.of(NOBODY)))
                .toList();
        StateMachine.Restoration restoration = state.restoration(told, branches.indexOf(this), context);
        try {
            for (int i = 0; i < branches.size(); i++) {
                if (branches.get(i) != this) {
                    branches.get(i).tell(restoration, i, context);
                }
            }
            boolean built = false;
            while (!built) {
                built = restoration.work();
            }
        } catch (MalformedStateException e) {
            throw new IllegalStateException("what was told makes no sense: " + e.getMessage(), e);
        }
        restoration.complete();
        for (MergeRehearsal branch : branches) {
            context = context.join(branch.context);
            slot = Math.max(slot, branch.slot);
        }
    }

    private void tell(StateMachine.Restoration to, int branch, Context known) throws MalformedStateException {
        StateMachine.Snapshot snapshot = state.snapshot();
        StateMachine.Image image = snapshot.image(known, context);
        for (byte[] piece = image.next(PIECE_BYTES); piece != null; piece = image.next(PIECE_BYTES)) {
            to.add(branch, piece);
        }
    }
}
