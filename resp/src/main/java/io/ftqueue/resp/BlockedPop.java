package io.ftqueue.resp;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.ResultCode;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A BLPOP. First it asks each of its queues in turn; if none has an item it waits in the {@link Lines} of all of them,
 * until one has, its time is up, or its client goes away.
 */
final class BlockedPop {

    private final Call call;
    private final List<byte[]> labels = new ArrayList<>();
    private final long timeoutNanos;
    private @Nullable Future<?> timer;
    private boolean blocked;
    private boolean over;

    /** An item is being taken for it, which it will get if it is still there then. */
    private boolean taking;

    private boolean timedOut;

    private BlockedPop(Call call) {
        this.call = call;
        for (int i = 1; i < call.count() - 1; i++) {
            labels.add(Call.checked(call.argument(i)));
        }
        this.timeoutNanos = Arguments.seconds(call.argument(call.count() - 1));
    }

    /** Executes BLPOP. */
    static void begin(Call call) {
        new BlockedPop(call).ask(0);
    }

    Call call() {
        return call;
    }

    List<byte[]> labels() {
        return labels;
    }

    boolean isOver() {
        return over;
    }

    boolean isTaking() {
        return taking;
    }

    /** Whether an item is being taken for it; if none has come of that, it may be time to give up. */
    void setTaking(boolean value) {
        taking = value;
        if (!taking && timedOut) {
            end(Replies.NULL_ARRAY);
        }
    }

    /** It has got an item. */
    void give(byte[] label, byte[] item) {
        end(Replies.bulks(List.of(label, item)));
    }

    /** It has come to an end with that reply. */
    void end(Reply reply) {
        if (leave()) {
            call.reply(reply);
        }
    }

    /** Asks the queues from that one on; nobody who came before is overtaken. */
    private void ask(int index) {
        if (!call.isWanted()) {
            return;
        }
        if (index == labels.size()) {
            block();
            return;
        }
        byte[] label = labels.get(index);
        Long id = call.gateway().labels().find(label);
        if (call.gateway().lines().isSomebodyWaiting(label)) {
            ask(index + 1);
        } else if (id == null) {
            lookUp(index);
        } else {
            pop(index, id);
        }
    }

    private void lookUp(int index) {
        byte[] label = labels.get(index);
        Futures.then(call.queues().ask(new Operation.Lookup(label)), (result, failure) -> {
            if (failure != null) {
                call.reply(Replies.error(Errors.of(failure)));
            } else if (result.code() == ResultCode.OK) {
                call.gateway().labels().put(label, result.number());
                pop(index, result.number());
            } else {
                ask(index + 1);
            }
        });
    }

    private void pop(int index, long id) {
        byte[] label = labels.get(index);
        Futures.then(call.queues().ask(new Operation.Pop(id)), (result, failure) -> {
            if (failure != null) {
                call.reply(Replies.error(Errors.of(failure)));
                return;
            }
            byte[] item = result.item();
            switch (result.code()) {
                case OK ->
                    call.reply(
                            item == null
                                    ? Replies.error("ERR a server answered without an item")
                                    : Replies.bulks(List.of(label, item)));
                case EMPTY -> ask(index + 1);
                case NO_QUEUE -> {
                    call.gateway().labels().forget(label, id);
                    lookUp(index);
                }
                default -> call.reply(Replies.error(Errors.of(result.code())));
            }
        });
    }

    private void block() {
        blocked = true;
        call.gateway().stats().blocked++;
        call.whenGone(this::leave);
        if (timeoutNanos > 0) {
            timer = call.later(timeoutNanos, this::onTimeout);
        }
        call.gateway().lines().join(this);
    }

    private void onTimeout() {
        timedOut = true;
        if (!taking) {
            end(Replies.NULL_ARRAY);
        }
    }

    /** Waits no more; returns whether it did. */
    private boolean leave() {
        if (over) {
            return false;
        }
        over = true;
        if (blocked) {
            call.gateway().stats().blocked--;
            call.gateway().lines().leave(this);
        }
        if (timer != null) {
            timer.cancel(false);
        }
        return true;
    }
}
