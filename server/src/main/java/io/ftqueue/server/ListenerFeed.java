package io.ftqueue.server;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.queue.replica.Merge;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a listener what is new. It is looked for in the loop, where looking costs a few comparisons, and told by
 * another thread: the group does not wait for what an application makes of it.
 */
final class ListenerFeed {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerFeed.class);

    private final ServerListener listener;
    private final ExecutorService teller;

    private @Nullable Configuration told;
    private boolean toldServing;
    private List<Merge> toldMerges = List.of();

    ListenerFeed(ServerListener listener) {
        this.listener = listener;
        this.teller = Executors.newSingleThreadExecutor(ListenerFeed::newThread);
    }

    /**
     * Looks for what is new.
     *
     * @param status the server's status, if there is something to tell it of
     */
    void report(@Nullable Configuration now, boolean serving, List<Merge> merges, Supplier<ServerStatus> status) {
        if (listener == ServerListener.NONE) {
            return;
        }
        // What an application hears of one moment does not contradict itself: the merge came before the service.
        if (now != null && !now.equals(told)) {
            told = now;
            toldServing = false;
            ServerStatus changed = status.get();
            tell(() -> listener.configurationChanged(changed));
        }
        if (!merges.equals(toldMerges)) {
            List<Merge> before = toldMerges;
            merges.stream()
                    .filter(merge -> !before.contains(merge))
                    .forEach(merge -> tell(() -> listener.merged(merge)));
            toldMerges = merges;
        }
        if (serving && !toldServing) {
            toldServing = true;
            ServerStatus ready = status.get();
            tell(() -> listener.serving(ready));
        }
    }

    /** Tells that the server has stopped, and nothing after that. */
    void end(@Nullable ServerFailedException failure) {
        tell(() -> listener.stopped(failure));
        teller.shutdown();
    }

    private void tell(Runnable news) {
        if (listener != ServerListener.NONE) {
            teller.execute(() -> {
                try {
                    news.run();
                } catch (RuntimeException e) {
                    LOG.error("The listener failed; the server goes on", e);
                }
            });
        }
    }

    private static Thread newThread(Runnable task) {
        var thread = new Thread(task, "ftqueue-listener");
        thread.setDaemon(true);
        return thread;
    }
}
