package io.ftqueue.resp;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The values of one RPUSH on their way to the queue, and behind them the question for its length. Somebody who waits
 * for an item can be faster than the question: the length is then told as if it had not been, as Redis does.
 */
final class PushRun extends CompletableFuture<Reply> {

    private final int values;
    private int open;
    private int pushed;
    private int gone;
    private long length = -1;
    private @Nullable String problem;
    private @Nullable String lengthProblem;

    private PushRun(int values) {
        this.values = values;
        this.open = values + 1;
    }

    /** Pushes all that the call has behind its label. */
    static CompletableFuture<Reply> begin(Call call, long id) {
        var run = new PushRun(call.count() - 2);
        Queues queues = call.queues();
        for (int i = 2; i < call.count(); i++) {
            Futures.then(queues.ask(new Operation.Push(id, call.argument(i))), run::onPushed);
        }
        Futures.then(queues.ask(new Operation.Size(id)), run::onSized);
        return run;
    }

    private void onPushed(Result result, @Nullable Throwable failure) {
        if (failure != null) {
            note(Errors.of(failure));
        } else if (result.code() == ResultCode.OK) {
            pushed++;
        } else if (result.code() == ResultCode.NO_QUEUE) {
            gone++;
        } else {
            note(Errors.of(result.code()));
        }
        countDown();
    }

    private void onSized(Result result, @Nullable Throwable failure) {
        if (failure != null) {
            lengthProblem = Errors.of(failure);
        } else if (result.code() == ResultCode.OK) {
            length = result.number();
        } else {
            lengthProblem = "ERR the queue was removed right after";
        }
        countDown();
    }

    private void note(String what) {
        // Of several the worst: whoever knows that nothing was done may simply try again.
        if (problem == null || what.startsWith(Errors.OUTCOME_UNKNOWN)) {
            problem = what;
        }
    }

    private void countDown() {
        if (--open == 0) {
            complete(reply());
        }
    }

    private Reply reply() {
        if (pushed == values) {
            return lengthProblem == null
                    ? Replies.number(Math.max(length, values))
                    : Replies.error("ERR pushed, but the length is not known: " + lengthProblem.substring(4));
        }
        if (gone == values) {
            return Call.GONE;
        }
        String what = problem == null ? "ERR the queue was removed meanwhile" : problem;
        return Replies.error(
                values == 1 ? what : what + "; known to be pushed: " + pushed + " of " + values + " values");
    }
}
