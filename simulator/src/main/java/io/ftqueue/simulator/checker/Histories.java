package io.ftqueue.simulator.checker;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What had been executed before the first operation of each configuration: the history that its members agreed on when
 * they exchanged their states. So it can be told of two operations whether one was executed by someone who had executed
 * the other.
 */
public final class Histories {

    private final Map<ConfigurationId, TreeMap<ConfigurationId, Long>> before = new LinkedHashMap<>();
    private final Set<ConfigurationId> served = new LinkedHashSet<>();

    /** A member serves in that configuration and has executed this. One word on a configuration is enough. */
    public void serves(ConfigurationId configuration, Context context) {
        if (served.add(configuration)) {
            brings(configuration, context);
        }
    }

    /**
     * A member has come to that configuration, having executed this: all its members will have, before they execute
     * anything in it (M10).
     */
    public void brings(ConfigurationId configuration, Context context) {
        var executed = before.computeIfAbsent(configuration, any -> new TreeMap<>());
        context.upTo().forEach((listed, slot) -> add(executed, listed, slot, configuration));
    }

    /** What is executed in a configuration has everything before it that its members began with. */
    private void add(TreeMap<ConfigurationId, Long> to, ConfigurationId listed, long slot, ConfigurationId own) {
        if (!listed.equals(own)) {
            to.merge(listed, slot, Math::max);
            before.getOrDefault(listed, new TreeMap<>()).forEach((older, upTo) -> to.merge(older, upTo, Math::max));
        }
    }

    /** Whether whoever executed the one had surely executed the other. */
    public boolean surelySaw(Place later, Place earlier) {
        if (later.configuration().equals(earlier.configuration())) {
            return earlier.to() < later.from();
        }
        var known = before.get(later.configuration());
        return known != null && known.getOrDefault(earlier.configuration(), Long.MIN_VALUE) >= earlier.to();
    }

    /** Whether whoever executed the one can have executed the other. */
    public boolean maySee(Place later, Place earlier) {
        if (later.configuration().equals(earlier.configuration())) {
            return earlier.from() <= later.to();
        }
        var known = before.get(later.configuration());
        if (known == null || !served.contains(later.configuration())) {
            return true;
        }
        return known.getOrDefault(earlier.configuration(), Long.MIN_VALUE) >= earlier.from();
    }

    /** Whether neither had executed the other: they happened in different components. */
    public boolean apart(Place one, Place other) {
        return !maySee(one, other) && !maySee(other, one);
    }
}
