package io.ftqueue.group.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a state has executed: for every configuration the last slot of it that took effect. Because the slots a member
 * delivers in a configuration are a prefix (no-gap rule), one number per configuration names the whole causal history;
 * this is a version vector over configurations. Only slots that carried application payloads count, so a member that
 * executed nothing in a configuration does not differ from one that never was in it.
 *
 * @param upTo configuration to the highest slot executed in it, inclusive
 */
public record Context(SortedMap<ConfigurationId, Long> upTo) {

    /** The context of a state that has executed nothing. */
    public static final Context BLANK = new Context(new TreeMap<>());

    public Context {
        upTo = Collections.unmodifiableSortedMap(new TreeMap<>(upTo));
    }

    /** Whether everything that {@code other} has executed has been executed here too. */
    public boolean dominates(Context other) {
        for (var entry : other.upTo.entrySet()) {
            if (!knows(entry.getKey(), entry.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** Whether the slot of that configuration has been executed. */
    public boolean knows(ConfigurationId configuration, long slot) {
        Long executed = upTo.get(configuration);
        return executed != null && executed >= slot;
    }

    /** This context, having executed {@code configuration} up to {@code slot} as well. */
    public Context with(ConfigurationId configuration, long slot) {
        if (knows(configuration, slot)) {
            return this;
        }
        var extended = new TreeMap<>(upTo);
        extended.put(configuration, slot);
        return new Context(extended);
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
        return new Context(kept);
    }

    /** The least context that dominates both. */
    public Context join(Context other) {
        var joined = new TreeMap<>(upTo);
        other.upTo.forEach((configuration, slot) -> joined.merge(configuration, slot, Math::max));
        return new Context(joined);
    }
}
