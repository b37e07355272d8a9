package io.ftqueue.group.replication;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.Dot;
import io.ftqueue.group.model.MemberId;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a history is cut short. The first member of a configuration submits a mark when all who may hold a state of the
 * history are there and equal, and a trim when all of them are known to have executed the mark: so no state anywhere is
 * left that has part of what is dropped and not all of it.
 */
final class Forgetting {

    /** With more configurations than this any life of a server will do: the list must not grow for ever. */
    static final int LOOSE_ABOVE = 1_000;

    private final History history;
    private final int markAbove;
    private boolean markAsked;
    private boolean trimAsked;
    /** A server was forgotten since the last trim. */
    private boolean serverForgotten;

    private long trims;

    Forgetting(History history, int markAbove) {
        this.history = history;
        this.markAbove = markAbove;
    }

    /** What was submitted in the configuration before counts no more. */
    void enter() {
        markAsked = false;
        trimAsked = false;
    }

    /** How often the history was cut short. */
    long trims() {
        return trims;
    }

    /** Executes a mark, a trim or a forget. */
    void execute(byte[] payload, Configuration configuration, long slot) {
        switch (Control.kind(payload)) {
            case Control.MARK -> history.mark(slot);
            case Control.TRIM -> {
                if (history.trim(configuration, Control.number(payload), slot)) {
                    trims++;
                    serverForgotten = false;
                    enter();
                }
            }
            default -> {
                history.forget(configuration, Control.number(payload), slot);
                serverForgotten = true;
            }
        }
    }

    /**
     * What to submit now, or null.
     *
     * @param heldByAll the highest slot that every member is known to hold; asked only if there is a mark
     */
    byte @Nullable [] due(Configuration configuration, MemberId self, LongSupplier heldByAll) {
        // A member alone gains little, and of two bases without anything in common it can no longer be told which of
        // them something lies before.
        if (!configuration.member(0).equals(self) || configuration.size() == 1 || trimAsked) {
            return null;
        }
        Context context = history.context();
        Dot marker = context.marker();
        if (marker != null && marker.configuration().equals(configuration.id())) {
            trimAsked = heldByAll.getAsLong() >= marker.slot();
            return trimAsked ? Control.trim(marker.slot()) : null;
        }
        if (markAsked || !wanted(context) || !complete(history.roster(), context, configuration)) {
            return null;
        }
        markAsked = true;
        return Control.mark();
    }

    private boolean wanted(Context context) {
        int listed = context.upTo().size();
        return listed > markAbove || context.bases().size() > 1 || (serverForgotten && listed > 1);
    }

    private static boolean complete(Roster roster, Context context, Configuration configuration) {
        boolean loosely =
                context.upTo().size() > LOOSE_ABOVE || roster.members().size() >= Roster.MAX_MEMBERS;
        return roster.complete(configuration, loosely);
    }
}
