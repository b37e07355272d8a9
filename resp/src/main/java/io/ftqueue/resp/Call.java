package io.ftqueue.resp;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A command that is being executed, until its reply is written. The next command of the connection begins at once if
 * this one has handed in all that it needs, and otherwise when this one has ended: so commands take effect in the order
 * in which they were sent.
 *
 * <p>A command for a queue that turns out to be gone, though its id was known, looks for the queue again; not before
 * the commands ahead of it have ended, and nothing behind it begins meanwhile, so that the order stays the same.
 */
final class Call {

    /** Says that there is no queue with the id that was used. */
    static final Reply GONE = Replies.error("ERR the queue is gone");

    /** How often a queue is looked for again that others remove all the time. */
    private static final int MAX_ATTEMPTS = 8;

    private final Connection connection;
    private final byte[][] arguments;
    private final long requestBytes;

    private @Nullable Reply reply;
    private boolean last;
    private boolean handedIn;
    private boolean stale;
    private boolean resp3;
    private int attempts;
    private @Nullable Target target;
    private @Nullable Runnable whenGone;

    /** Which queue a call is for, and what is done when there is one and when there is none. */
    private record Target(byte[] label, boolean create, LongFunction<CompletableFuture<Reply>> action, Reply missing) {}

    Call(Connection connection, Request request) {
        this.connection = connection;
        this.arguments = request.arguments();
        this.requestBytes = request.heldBytes();
    }

    /** How many arguments there are, the name included. */
    int count() {
        return arguments.length;
    }

    byte[] argument(int index) {
        return arguments[index];
    }

    byte[][] arguments() {
        return arguments;
    }

    Session session() {
        return connection.session();
    }

    Gateway gateway() {
        return connection.gateway();
    }

    Queues queues() {
        return connection.queues();
    }

    /** Does something after that time, unless it is cancelled. */
    Future<?> later(long nanos, Runnable action) {
        return connection.later(nanos, action);
    }

    /** Whether the client is still there to get the reply. */
    boolean isWanted() {
        return connection.isOpen();
    }

    /** Gives the reply, once. */
    void reply(Reply given) {
        reply = given;
        resp3 = session().isResp3();
        whenGone = null;
        connection.ended(this);
    }

    /** Gives the reply that will be there. */
    void replyWith(CompletableFuture<Reply> coming) {
        Futures.then(coming, (given, failure) -> {
            if (failure != null) {
                reply(Replies.error(Errors.of(failure)));
            } else if (given == GONE) {
                gone();
            } else {
                reply(given);
            }
        });
    }

    /** The connection ends when the reply is sent. */
    void setLast() {
        last = true;
    }

    /** What is to be done if the client goes away before there is a reply. */
    void whenGone(Runnable action) {
        whenGone = action;
    }

    /**
     * Does something with the queue of a label. The action hands in all operations before it returns, so that the next
     * command can begin; its reply is {@link #GONE} if there was no queue.
     */
    void onQueue(byte[] label, boolean create, LongFunction<CompletableFuture<Reply>> action, Reply missing) {
        target = new Target(checked(label), create, action, missing);
        Long id = gateway().labels().find(label);
        if (id == null) {
            resolve(target);
        } else {
            handedIn = true;
            start(target, id);
        }
    }

    /** The same for an action that takes several turns: the next command waits until it has ended. */
    void onQueueAlone(byte[] label, boolean create, LongFunction<CompletableFuture<Reply>> action, Reply missing) {
        target = new Target(checked(label), create, action, missing);
        Long id = gateway().labels().find(label);
        if (id == null) {
            resolve(target);
        } else {
            start(target, id);
        }
    }

    /** A label, if it can be one. */
    static byte[] checked(byte[] label) {
        if (label.length > Operation.MAX_LABEL_BYTES) {
            throw new RespError("ERR a key has at most " + Operation.MAX_LABEL_BYTES + " bytes, not " + label.length);
        }
        return label;
    }

    boolean isDone() {
        return reply != null;
    }

    /** Whether the next command may begin. */
    boolean isHandedIn() {
        return handedIn || isDone();
    }

    /** Whether it must look for its queue again. */
    boolean isStale() {
        return stale;
    }

    boolean isLast() {
        return last;
    }

    boolean isResp3() {
        return resp3;
    }

    @Nullable
    Reply reply() {
        return reply;
    }

    long requestBytes() {
        return requestBytes;
    }

    /** It is the first without a reply: it looks for its queue again. */
    void tryAgain() {
        stale = false;
        handedIn = false;
        gateway().stats().lookedUpAgain++;
        if (target != null) {
            resolve(target);
        }
    }

    /** The client has gone away. */
    void abandon() {
        Runnable action = whenGone;
        whenGone = null;
        if (action != null && !isDone()) {
            action.run();
        }
    }

    private void resolve(Target wanted) {
        Operation operation = wanted.create ? new Operation.Create(wanted.label) : new Operation.Lookup(wanted.label);
        Futures.then(queues().ask(operation), (result, failure) -> {
            if (failure != null) {
                reply(Replies.error(Errors.of(failure)));
            } else {
                resolved(wanted, result);
            }
        });
    }

    private void resolved(Target wanted, Result result) {
        if (result.code() == ResultCode.OK) {
            gateway().labels().put(wanted.label, result.number());
            start(wanted, result.number());
        } else if (result.code() == ResultCode.NO_QUEUE) {
            reply(wanted.missing);
        } else {
            reply(Replies.error(Errors.of(result.code())));
        }
    }

    private void start(Target wanted, long id) {
        replyWith(wanted.action.apply(id).thenApply(given -> {
            if (given == GONE) {
                gateway().labels().forget(wanted.label, id);
            }
            return given;
        }));
    }

    private void gone() {
        if (++attempts >= MAX_ATTEMPTS) {
            reply(Replies.error("ERR the queue is removed again and again; nothing was done"));
        } else {
            stale = true;
            connection.wentStale(this);
        }
    }
}
