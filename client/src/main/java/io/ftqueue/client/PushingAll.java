package io.ftqueue.client;

import io.ftqueue.client.PartlyPushedException.Fate;
import io.ftqueue.queue.Holding;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.codec.ClientFrame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Pushes items in their order, so many at a time as a client may have under way. After the first failure none is handed
 * in any more, but those under way are waited for.
 */
final class PushingAll {

    private static final int UNDER_WAY = ClientFrame.MAX_OPEN;

    private final Engine engine;
    private final QueueName queue;
    private final List<byte[]> items;
    private final Promise<Holding> promise = new Promise<>();

    // Guarded by this.
    private final @Nullable Fate[] fates;
    private int next;
    private int underWay;
    private boolean handingIn;
    private Holding holding = new Holding(Holding.MAX_SERVERS, true);
    private @Nullable ClientException failure;

    private PushingAll(Engine engine, QueueName queue, List<byte[]> items) {
        this.engine = engine;
        this.queue = queue;
        this.items = items;
        this.fates = new Fate[items.size()];
    }

    /** Starts, and ends by itself. */
    static Promise<Holding> start(Engine engine, QueueName queue, List<byte[]> items) {
        var pushing = new PushingAll(engine, queue, items);
        pushing.promise.follow(() -> false);
        if (items.isEmpty()) {
            pushing.promise.settle(Holding.UNKNOWN);
        } else {
            pushing.goOn();
        }
        return pushing.promise;
    }

    private void goOn() {
        synchronized (this) {
            if (handingIn) {
                // Answered while it was handed in: the call below this one goes on.
                return;
            }
            handingIn = true;
        }
        engine.together(() -> {
            while (handInOne()) {
                // The condition does it.
            }
        });
    }

    /** Hands in the next item; false if there is none now. */
    private boolean handInOne() {
        int index;
        boolean alone;
        synchronized (this) {
            if (failure != null || next == items.size() || underWay == UNDER_WAY) {
                handingIn = false;
                if (underWay == 0) {
                    end();
                }
                return false;
            }
            index = next++;
            alone = underWay == 0;
            underWay++;
        }
        try {
            Pending pending = handIn(new Operation.Push(queue.id(), items.get(index)), alone);
            CompletableFuture<?> unused = pending.whenComplete((result, why) -> onDone(index, pending));
        } catch (TooManyOperationsException e) {
            return !waitsForRoom(index);
        } catch (ClientException e) {
            onFailure(index, Fate.NOT_PUSHED, e);
        }
        return true;
    }

    /** One is always under way, so that a batch comes to its end however much others have handed in. */
    private Pending handIn(Operation operation, boolean alone) {
        return alone
                ? engine.submitAnyway(operation, engine.timeoutNanos())
                : engine.submit(operation, engine.timeoutNanos());
    }

    /** Whether the item is left for when one of those under way is done; if all are done meanwhile, it is time now. */
    private synchronized boolean waitsForRoom(int index) {
        next = index;
        underWay--;
        handingIn = underWay == 0;
        return underWay > 0;
    }

    private void onDone(int index, Pending pending) {
        try {
            Results.ok(Calls.result(pending), queue);
            synchronized (this) {
                fates[index] = Fate.PUSHED;
                holding = new Holding(
                        Math.min(holding.servers(), pending.holding.servers()),
                        holding.onDisk() && pending.holding.onDisk());
                underWay--;
            }
        } catch (OutcomeUnknownException e) {
            onFailure(index, Fate.UNKNOWN, e);
        } catch (ClientException e) {
            onFailure(index, Fate.NOT_PUSHED, e);
        }
        goOn();
    }

    private synchronized void onFailure(int index, Fate fate, ClientException why) {
        fates[index] = fate;
        failure = failure == null ? why : failure;
        underWay--;
    }

    private void end() {
        ClientException why = failure;
        if (why == null) {
            promise.settle(holding);
            return;
        }
        List<Fate> all = new ArrayList<>(Collections.nCopies(items.size(), Fate.NOT_PUSHED));
        for (int i = 0; i < fates.length; i++) {
            Fate fate = fates[i];
            if (fate != null) {
                all.set(i, fate);
            }
        }
        promise.fail(new PartlyPushedException(all, why));
    }
}
