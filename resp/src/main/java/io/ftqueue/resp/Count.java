package io.ftqueue.resp;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Does something with each label of a command, some at a time, and replies with for how many it was so. */
final class Count {

    private static final int AT_A_TIME = 64;

    private final Call call;
    private final Function<byte[], CompletableFuture<Boolean>> action;
    private final String done;
    private int next = 1;
    private int open;
    private long count;
    private @Nullable String problem;

    private Count(Call call, Function<byte[], CompletableFuture<Boolean>> action, String done) {
        this.call = call;
        this.action = action;
        this.done = done;
    }

    /**
     * Begins.
     *
     * @param done a word for what was done with those that count, for an error
     */
    static void begin(Call call, Function<byte[], CompletableFuture<Boolean>> action, String done) {
        for (int i = 1; i < call.count(); i++) {
            Call.checked(call.argument(i));
        }
        var counting = new Count(call, action, done);
        // Held open until the first ones are on their way.
        counting.open = 1;
        counting.onDone(false, null);
    }

    private void onDone(Boolean counts, @Nullable Throwable failure) {
        if (failure != null) {
            problem = problem == null ? Errors.of(failure) : problem;
        } else if (counts) {
            count++;
        }
        open--;
        while (problem == null && next < call.count() && open < AT_A_TIME) {
            open++;
            Futures.then(action.apply(call.argument(next++)), this::onDone);
        }
        if (open == 0 && !call.isDone()) {
            call.reply(
                    problem == null || call.count() == 2
                            ? reply()
                            : Replies.error(problem + "; known to be " + done + ": " + count));
        }
    }

    private Reply reply() {
        return problem == null ? Replies.number(count) : Replies.error(problem);
    }
}
