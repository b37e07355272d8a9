package io.ftqueue.group.replication;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.Dot;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a member's state has executed, and what goes with it: digests, and the roster of those who may hold it. */
final class History {

    /** What is older is no longer told apart: an announcement must stay small. */
    static final int MAX_CONFIGURATIONS = 1_500;

    private final int most;
    private Past past = Past.BLANK;
    private Roster roster = Roster.EMPTY;
    private ConfigurationId executedIn = ConfigurationId.NONE;
    /** The last slot of the present configuration that took effect on the state; 0 if none has. */
    private long executedSlot;

    /**
     * What was executed up to some slot.
     *
     * @param context names it
     * @param digests the hash of the state after the last slot executed in each configuration that is listed
     */
    record Past(Context context, SortedMap<ConfigurationId, Long> digests) {

        static final Past BLANK = new Past(Context.BLANK, new TreeMap<>());

        Past {
            var listed = new TreeMap<>(digests);
            listed.keySet().retainAll(context.upTo().keySet());
            digests = Collections.unmodifiableSortedMap(listed);
        }

        /** What either has executed. */
        Past join(Past other) {
            Context joined = context.join(other.context);
            var all = new TreeMap<ConfigurationId, Long>();
            joined.upTo().forEach((configuration, slot) -> {
                Past last = context.knows(configuration, slot) ? this : other;
                Long digest = last.digests.get(configuration);
                if (digest != null) {
                    all.put(configuration, digest);
                }
            });
            return new Past(joined, all);
        }
    }

    /** Nothing has been executed. */
    History() {
        this(MAX_CONFIGURATIONS);
    }

    /** Nothing has been executed; at most so many configurations will be listed. */
    History(int most) {
        this.most = most;
    }

    /** What has been executed. */
    Context context() {
        return executedSlot == 0 ? past.context() : past.context().with(executedIn, executedSlot);
    }

    Roster roster() {
        return roster;
    }

    StateAnnouncement announcement(int stateVersion, long stateHash) {
        return new StateAnnouncement(stateVersion, stateHash, past, roster);
    }

    /** The same in the middle of a configuration. */
    StateAnnouncement now(int stateVersion, long stateHash) {
        var digests = new TreeMap<>(past.digests());
        if (executedSlot > 0) {
            digests.put(executedIn, stateHash);
        }
        return new StateAnnouncement(stateVersion, stateHash, new Past(context(), digests), roster);
    }

    /** Leaves the present configuration for another, with a state that has this hash. */
    void enter(ConfigurationId next, long stateHash) {
        if (executedSlot > 0) {
            var digests = new TreeMap<>(past.digests());
            digests.put(executedIn, stateHash);
            // Only now that something was executed in the newest configuration: whoever has executed that, has
            // executed all that is no longer listed. Of a mere join that could not be said.
            Context context = context();
            Context kept = context.newest(most);
            past = new Past(kept, digests);
            if (!kept.equals(context)) {
                // Whether one that was forgotten has executed that it was can no longer be told.
                roster = roster.forgettingNobody();
            }
        }
        executedIn = next;
        executedSlot = 0;
    }

    /** All that may hold this state or will. */
    void roster(Roster united) {
        roster = united;
    }

    /** The state has become one that has executed exactly this. */
    void become(Past executed) {
        past = executed;
        executedSlot = 0;
    }

    /** A slot of the present configuration has taken effect. */
    void executed(long slot) {
        executedSlot = slot;
    }

    /** A mark was executed. */
    void mark(long slot) {
        executedSlot = slot;
        past = new Past(context().marked(executedIn, slot), past.digests());
    }

    /** A trim to the mark at {@code markSlot} was executed; false if that is not the last mark. */
    boolean trim(Configuration configuration, long markSlot, long slot) {
        executedSlot = slot;
        if (!new Dot(configuration.id(), markSlot).equals(past.context().marker())) {
            return false;
        }
        past = new Past(context().trimmed(), past.digests());
        roster = roster.trimmed(configuration);
        return true;
    }

    /** A server was forgotten. */
    void forget(Configuration configuration, long server, long slot) {
        executedSlot = slot;
        roster = roster.forgetting(server, configuration, new Dot(configuration.id(), slot));
    }
}
