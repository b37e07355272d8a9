package io.ftqueue.group.replication;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.Dot;
import io.ftqueue.group.model.MemberId;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When a history is cut short. The first member of a configuration submits a mark when all who may hold a state of the
 * history are there and equal, and a trim when all of them have said that they have executed and recorded the mark: so
 * no state anywhere is left that has part of what is dropped and not all of it.
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

    /** The last mark of this configuration; 0 if there is none, or it has become a base. */
    private long markSlot;

    /** How many changes there had been with it. */
    private long markCount;

    private boolean markConfirmed;
    /** Those that have recorded it. */
    private final TreeSet<MemberId> kept = new TreeSet<>();

    private long trims;

    Forgetting(History history, int markAbove) {
        this.history = history;
        this.markAbove = markAbove;
    }

    /** What was submitted in the configuration before counts no more. */
    void enter() {
        markAsked = false;
        trimAsked = false;
        markSlot = 0;
        markConfirmed = false;
        kept.clear();
    }

    /** How often the history was cut short. */
    long trims() {
        return trims;
    }

    /**
     * Executes a mark, a trim or a forget.
     *
     * @param changes how many changes there have been with this one
     */
    void execute(byte[] payload, Configuration configuration, long slot, long changes) {
        switch (Control.kind(payload)) {
            case Control.MARK -> {
                history.mark(slot);
                markSlot = slot;
                markCount = changes;
                markConfirmed = false;
                kept.clear();
            }
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

    /** A member says that it has recorded the mark at a slot. */
    void kept(MemberId member, long slot) {
        if (slot == markSlot) {
            kept.add(member);
        }
    }

    /**
     * What to say of the mark once it would outlive the machine, or null. A member that comes back with a state from
     * before the mark could no longer be told from one that knows nothing of what was trimmed.
     */
    byte @Nullable [] confirmation(long recordedChanges) {
        if (markSlot == 0 || markConfirmed || recordedChanges < markCount) {
            return null;
        }
        markConfirmed = true;
        return Control.kept(markSlot);
    }

    /** What to submit now, or null. */
    byte @Nullable [] due(Configuration configuration, MemberId self) {
        // A member alone gains little, and of two bases without anything in common it can no longer be told which of
        // them something lies before.
        if (!configuration.member(0).equals(self) || configuration.size() == 1 || trimAsked) {
            return null;
        }
        Context context = history.context();
        Dot marker = context.marker();
        if (marker != null && marker.configuration().equals(configuration.id())) {
            trimAsked = kept.containsAll(configuration.members());
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
