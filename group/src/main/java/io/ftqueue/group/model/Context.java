package io.ftqueue.group.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a state has executed: for every configuration the last slot of it that took effect. Because the slots a member
 * delivers in a configuration are a prefix (no-gap rule), one number per configuration names the whole causal history;
 * this is a version vector over configurations. Only slots that changed the state count, so a member that executed
 * nothing in a configuration does not differ from one that never was in it.
 *
 * <p>A history is cut short in two steps. A <em>mark</em> notes at a slot what had been executed by then. A
 * <em>trim</em>, later, makes the mark the <em>base</em> and drops what it noted. What is not listed and yet was found
 * in a state was there at its base, or is unknown: nothing is ever taken for known that was not executed.
 *
 * <p>Invariant: what was executed is what {@code upTo} lists and what the executions of {@code bases} had executed
 * before them; what {@code past} lists had been executed before {@code marker}.
 *
 * @param upTo configuration to the highest slot executed in it, inclusive; without what lies before the bases
 * @param bases the marks at which this history was trimmed: none, one, or several if histories that had nothing in
 *     common were joined
 * @param marker the last mark that was executed and did not become a base, or null
 * @param past of {@code upTo} what had been executed at the marker, its slot included
 * @param shortened whether configurations were dropped since the last trim, though nobody else may know of them: more
 *     was executed than can be told. Such a context has no bases, or what was dropped would be taken for older
 */
public record Context(
        SortedMap<ConfigurationId, Long> upTo,
        SortedSet<Dot> bases,
        @Nullable Dot marker,
        SortedMap<ConfigurationId, Long> past,
        boolean shortened) {

    /** The context of a state that has executed nothing. */
    public static final Context BLANK = new Context(new TreeMap<>());

    public Context {
        upTo = Collections.unmodifiableSortedMap(new TreeMap<>(upTo));
        bases = Collections.unmodifiableSortedSet(shortened ? new TreeSet<>() : new TreeSet<>(bases));
        past = Collections.unmodifiableSortedMap(marker == null ? new TreeMap<>() : within(past, upTo));
    }

    /** A context that was neither marked nor trimmed. */
    public Context(SortedMap<ConfigurationId, Long> upTo) {
        this(upTo, new TreeSet<>(), null, new TreeMap<>(), false);
    }

    /** Whether this is the context of a state that has executed nothing. */
    public boolean isBlank() {
        return upTo.isEmpty() && bases.isEmpty();
    }

    /** Whether everything that {@code other} has executed has been executed here too. */
    public boolean dominates(Context other) {
        for (var entry : other.upTo.entrySet()) {
            if (!knows(entry.getKey(), entry.getValue(), other)) {
                return false;
            }
        }
        for (Dot base : other.bases) {
            if (!knowsListedIn(base, other)) {
                return false;
            }
        }
        return true;
    }

    /** Whether both have executed the same, however it is written down. */
    public boolean sameAs(Context other) {
        return equals(other) || (dominates(other) && other.dominates(this));
    }

    /** Whether the slot of that configuration is listed as executed. A slot before the base is not listed. */
    public boolean knows(ConfigurationId configuration, long slot) {
        return lists(upTo, configuration, slot);
    }

    /**
     * Whether the slot of that configuration has been executed here, as far as can be told.
     *
     * @param holder the context of the state in which the thing with that dot was found: it has executed the slot
     */
    public boolean knows(ConfigurationId configuration, long slot, Context holder) {
        if (knowsListedIn(configuration, slot, holder)) {
            return true;
        }
        if (holder.bases.isEmpty() || holder.knows(configuration, slot)) {
            return false;
        }
        // The holder has executed it before one of its bases, and does not know which.
        for (Dot base : holder.bases) {
            if (!knowsListedIn(base, holder)) {
                return false;
            }
        }
        return true;
    }

    /** This context, having executed {@code configuration} up to {@code slot} as well. */
    public Context with(ConfigurationId configuration, long slot) {
        if (knows(configuration, slot)) {
            return this;
        }
        var extended = new TreeMap<>(upTo);
        extended.put(configuration, slot);
        return new Context(extended, bases, marker, past, shortened);
    }

    /** This context, having executed a mark at that slot. */
    public Context marked(ConfigurationId configuration, long slot) {
        Context executed = with(configuration, slot);
        return new Context(executed.upTo, bases, new Dot(configuration, slot), executed.upTo, shortened);
    }

    /**
     * This context with the marker as its base. Every state that has anything of this history must have executed the
     * marker: one that has not will be taken for one that knows nothing of what lies before.
     */
    public Context trimmed() {
        Dot mark = marker;
        if (mark == null) {
            return this;
        }
        var kept = new TreeMap<>(upTo);
        // The marker's own configuration stays: that is how others are seen to have executed the marker.
        kept.entrySet()
                .removeIf(entry ->
                        !entry.getKey().equals(mark.configuration()) && lists(past, entry.getKey(), entry.getValue()));
        return new Context(kept, new TreeSet<>(List.of(mark)), null, new TreeMap<>(), false);
    }

    /**
     * This context without all but its newest configurations. Equal contexts stay equal. A branch that comes back after
     * so many configurations is taken for one that has diverged: it is joined, and nothing of it is lost, but what was
     * removed since may come back with it.
     *
     * @param most how many configurations to keep
     */
    public Context newest(int most) {
        if (upTo.size() <= most) {
            return this;
        }
        var kept = new TreeMap<>(upTo);
        while (kept.size() > most) {
            kept.pollFirstEntry();
        }
        return new Context(kept, bases, marker, past, true);
    }

    /** The least context that dominates both. */
    public Context join(Context other) {
        boolean unsure = shortened || other.shortened;
        var joined = new TreeMap<ConfigurationId, Long>();
        upTo.forEach((configuration, slot) -> {
            if (unsure || !other.knowsOfOld(configuration, slot, this)) {
                joined.put(configuration, slot);
            }
        });
        other.upTo.forEach((configuration, slot) -> {
            if (unsure || !knowsOfOld(configuration, slot, other)) {
                joined.merge(configuration, slot, Math::max);
            }
        });
        var joinedBases = new TreeSet<Dot>();
        addLastBases(joinedBases, other);
        other.addLastBases(joinedBases, this);
        boolean mine = other.marker == null || (marker != null && marker.compareTo(other.marker) >= 0);
        Context later = mine ? this : other;
        Dot mark = later.marker;
        boolean trimmed = mark == null || joinedBases.contains(mark);
        return new Context(joined, joinedBases, trimmed ? null : mark, later.past, unsure);
    }

    private void addLastBases(SortedSet<Dot> to, Context other) {
        for (Dot base : bases) {
            // One that lies before a base of the other says nothing that this does not say.
            if (other.bases.contains(base) || !other.knowsOfOld(base.configuration(), base.slot(), this)) {
                to.add(base);
            }
        }
    }

    /** Whether the slot, executed by {@code holder}, lies before a base of this context. */
    private boolean knowsOfOld(ConfigurationId configuration, long slot, Context holder) {
        return !bases.isEmpty() && !knows(configuration, slot) && knows(configuration, slot, holder);
    }

    private boolean knowsListedIn(Dot dot, Context holder) {
        return knowsListedIn(dot.configuration(), dot.slot(), holder);
    }

    /** What is listed here, what is a base, and what was executed before a mark that was executed here. */
    private boolean knowsListedIn(ConfigurationId configuration, long slot, Context holder) {
        Dot mark = holder.marker;
        return hasExecuted(configuration, slot)
                || (mark != null
                        && lists(holder.past, configuration, slot)
                        && hasExecuted(mark.configuration(), mark.slot()));
    }

    private boolean hasExecuted(ConfigurationId configuration, long slot) {
        return knows(configuration, slot) || bases.contains(new Dot(configuration, slot));
    }

    private static boolean lists(SortedMap<ConfigurationId, Long> slots, ConfigurationId configuration, long slot) {
        Long executed = slots.get(configuration);
        return executed != null && executed >= slot;
    }

    private static TreeMap<ConfigurationId, Long> within(
            SortedMap<ConfigurationId, Long> part, SortedMap<ConfigurationId, Long> whole) {
        var within = new TreeMap<ConfigurationId, Long>();
        part.forEach((configuration, slot) -> {
            Long last = whole.get(configuration);
            if (last != null) {
                within.put(configuration, Math.min(slot, last));
            }
        });
        return within;
    }
}
