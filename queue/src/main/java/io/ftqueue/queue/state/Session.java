package io.ftqueue.queue.state;

import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.image.EchoRuns;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.NumberRanges;
import io.ftqueue.queue.image.Outcome;
import io.ftqueue.queue.image.SessionImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a native client. Outcomes are kept from the first operation whose answer it has not
 * acknowledged to the last, at most {@link ClientFrame#MAX_OPEN} of them and at most {@link #MAX_KEPT_BYTES} of items.
 *
 * <p>A copy shares what is large with the session until that changes it.
 *
 * <p>Invariant: {@code keptFrom <= executedUpTo + 1}, and the outcomes of all numbers between are in the ring.
 */
final class Session {

    /** The most bytes of items that are kept as outcomes of one client; the oldest go first. */
    static final long MAX_KEPT_BYTES = 8L << 20;

    final long clientId;

    /** Neighbours in the order of last use. */
    @Nullable
    Session older;

    @Nullable
    Session newer;

    long lastUsedMicros;

    private NumberRanges executed;
    private EchoRuns echoes;
    private long answeredBelow = 1;
    private long executedUpTo;
    private long keptFrom = 1;
    private long keptBytes;
    private OutcomeRing ring;

    /** Whether a copy has the same ring and ranges, which are not to be changed then. */
    private boolean shared;

    Session(long clientId) {
        this.clientId = clientId;
        this.executed = new NumberRanges();
        this.echoes = new EchoRuns();
        this.ring = new OutcomeRing();
    }

    /** A session of an image, whose queues are there already. */
    Session(SessionImage image, Queues queues) {
        clientId = image.clientId();
        executed = image.executed();
        echoes = image.echoes();
        lastUsedMicros = image.lastUsedMicros();
        answeredBelow = image.answeredBelow();
        keptFrom = image.keptFrom();
        executedUpTo = keptFrom - 1;
        ring = new OutcomeRing();
        for (List<Outcome> outcomes : image.outcomes()) {
            executedUpTo++;
            ring.reserve(keptFrom, executedUpTo);
            ring.put(executedUpTo, Held.ofOutcomes(outcomes, queues));
            keptBytes += ring.bytesOf(executedUpTo);
        }
    }

    private Session(Session source) {
        clientId = source.clientId;
        lastUsedMicros = source.lastUsedMicros;
        executed = source.executed;
        echoes = source.echoes.copy();
        answeredBelow = source.answeredBelow;
        executedUpTo = source.executedUpTo;
        keptFrom = source.keptFrom;
        ring = source.ring;
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
        return SessionImage.stateHash(clientId, executedUpTo, keptFrom);
    }

    /** Which answers the client has taken. */
    EchoRuns echoes() {
        return echoes;
    }

    /**
     * The client has the answers below that number, and {@link #echoes} tells which. If some of these operations were
     * never executed here, another component has done it: they are skipped.
     */
    void answered(long below, Limbo limbo, Queues queues) {
        if (below > answeredBelow) {
            answeredBelow = below;
        }
        while (keptFrom < answeredBelow && keptFrom <= executedUpTo) {
            settle(keptFrom, limbo, queues);
            forgetFirst();
        }
        queues.takeBack();
        if (answeredBelow > executedUpTo + 1) {
            executedUpTo = answeredBelow - 1;
            keptFrom = answeredBelow;
        }
    }

    /** The answer that the client has taken decides what becomes of the item that was taken here. */
    private void settle(long seq, Limbo limbo, Queues queues) {
        if (!ring.isPop(seq)) {
            return;
        }
        boolean told = echoes.haveTold(seq);
        long tag = echoes.tagOf(seq);
        List<Held> several = ring.several(seq);
        Item taken = ring.taken(seq);
        LiveQueue from = ring.from(seq);
        boolean back = false;
        if (several != null) {
            back = limbo.settle(several, told ? tag : null, queues);
        } else if (taken != null && from != null) {
            if (!told || tag == ring.tag(seq)) {
                limbo.confirm(taken);
            } else {
                back = limbo.release(taken, from, queues);
            }
        }
        if (back && taken != null && from != null && told && tag == EchoRuns.UNKNOWN) {
            queues.noteReturn(taken, from, clientId, seq);
        }
    }

    /** The session ends: what its pops have taken is gone for good. */
    void end(Limbo limbo) {
        for (long seq = keptFrom; seq <= executedUpTo; seq++) {
            confirm(seq, limbo);
        }
    }

    private void confirm(long seq, Limbo limbo) {
        Item taken = ring.taken(seq);
        List<Held> several = ring.several(seq);
        boolean holds = several == null || !Held.areInConflict(several);
        if (taken != null && holds && ring.from(seq) != null) {
            limbo.confirm(taken);
        }
    }

    /**
     * Keeps the outcome of number {@code executedUpTo + 1}, which {@code queues} tells.
     *
     * @param effective whether the number is to be known as executed; a refused push is not, so that it may succeed
     *     in another component
     */
    void executed(boolean effective, boolean pop, long tag, Queues queues, Limbo limbo) {
        unshare();
        executedUpTo++;
        if (executedUpTo - keptFrom >= ClientFrame.MAX_OPEN) {
            confirm(keptFrom, limbo);
            forgetFirst();
        }
        ring.reserve(keptFrom, executedUpTo);
        ring.put(executedUpTo, pop, tag, queues);
        keptBytes += ring.bytesOf(executedUpTo);
        while (keptBytes > MAX_KEPT_BYTES && keptFrom < executedUpTo) {
            confirm(keptFrom, limbo);
            forgetFirst();
        }
        if (effective) {
            executed.append(executedUpTo);
        }
    }

    /** Tells the outcome of an operation up to {@link #executedUpTo} again. */
    void repeat(long seq, ExecutionListener to) {
        if (seq < keptFrom) {
            to.executed(clientId, seq, 0, ResultCode.STALE, 0, null);
            return;
        }
        List<Held> several = ring.several(seq);
        if (several != null && Held.areInConflict(several)) {
            to.executed(clientId, seq, 0, ResultCode.CONFLICT, 0, null);
        } else {
            to.executed(clientId, seq, ring.tag(seq), ring.code(seq), ring.number(seq), ring.item(seq));
        }
    }

    /** Tells every item that could still go back to its queue, and where from. */
    void eachInLimbo(BiConsumer<Item, LiveQueue> consumer) {
        for (long seq = keptFrom; seq <= executedUpTo; seq++) {
            Item taken = ring.taken(seq);
            LiveQueue from = ring.from(seq);
            List<Held> several = ring.several(seq);
            if (taken != null && from != null && (several == null || !Held.areInConflict(several))) {
                consumer.accept(taken, from);
            }
        }
    }

    /** To be called on a copy, which was made when the snapshot was. */
    SessionImage toImage(LimboSnapshot at) {
        List<List<Outcome>> outcomes = new ArrayList<>();
        for (long seq = keptFrom; seq <= executedUpTo; seq++) {
            outcomes.add(outcomesOf(seq, at));
        }
        return new SessionImage(clientId, answeredBelow, lastUsedMicros, keptFrom, outcomes, executed, echoes);
    }

    private List<Outcome> outcomesOf(long seq, LimboSnapshot at) {
        List<Held> several = ring.several(seq);
        if (several != null) {
            return several.stream().map(held -> held.toOutcome(at)).toList();
        }
        var result = new Result(ring.code(seq), ring.number(seq), ring.item(seq));
        return List.of(at.outcome(ring.tag(seq), true, ring.isPop(seq), result, ring.taken(seq), ring.from(seq)));
    }

    private void unshare() {
        if (shared) {
            shared = false;
            executed = executed.copy();
            ring = ring.copy();
        }
    }

    private void forgetFirst() {
        unshare();
        keptBytes -= ring.bytesOf(keptFrom);
        ring.clear(keptFrom);
        keptFrom++;
    }
}
