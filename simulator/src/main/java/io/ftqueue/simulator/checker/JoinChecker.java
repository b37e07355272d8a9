package io.ftqueue.simulator.checker;

import static io.ftqueue.simulator.checker.Violation.require;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.ReplicationStatus;
import io.ftqueue.group.replication.ReplicationStatus.Phase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Watches the joins of states. M10: whoever serves in a configuration has executed all that any of its members had
 * executed when it came. Counts the joins, each once however many members carry it out, and of what kind they were.
 */
public final class JoinChecker {

    private static final String COUNTER = "state-joins";

    private final Consumer<String> counter;
    private final int servers;
    /** By configuration: what each member had executed when it came. */
    private final Map<ConfigurationId, TreeMap<MemberId, Context>> entering = new LinkedHashMap<>();

    private final Map<MemberId, Seen> seen = new LinkedHashMap<>();
    private final Map<ConfigurationId, Configuration> configurations = new LinkedHashMap<>();
    private final Set<ConfigurationId> joined = new LinkedHashSet<>();

    /** A process as it was seen last. */
    private record Seen(ConfigurationId configuration, long joins, boolean served) {}

    /**
     * A checker of a run that has not begun.
     *
     * @param servers how many there are
     * @param counter is told of each kind of join by name, and of every join as "merges"
     */
    public JoinChecker(int servers, Consumer<String> counter) {
        this.servers = servers;
        this.counter = counter;
    }

    /** Looks at a live process; to be called after every configuration change, and often besides. */
    public void sample(MemberId self, ReplicationStatus status) {
        Configuration configuration = status.group().configuration();
        if (configuration == null) {
            return;
        }
        ConfigurationId id = configuration.id();
        configurations.putIfAbsent(id, configuration);
        Seen before = seen.get(self);
        boolean known = before != null && before.configuration.equals(id);
        boolean serves = status.phase() == Phase.SERVING;
        if (!serves) {
            entering.computeIfAbsent(id, any -> new TreeMap<>()).putIfAbsent(self, status.context());
        } else if (before == null || !known || !before.served) {
            checkServing(self, id, status.context());
        }
        long joins = status.group().counters().getOrDefault(COUNTER, 0L);
        if (before != null && joins > before.joins) {
            // An exchange takes longer than the moment between an installation and this look at it.
            noteJoin(before.configuration.equals(id) ? id : before.configuration);
        }
        seen.put(self, new Seen(id, joins, serves));
    }

    private void checkServing(MemberId self, ConfigurationId id, Context context) {
        if (context.bases().stream().anyMatch(base -> base.configuration().equals(id))) {
            return;
        }
        entering.getOrDefault(id, new TreeMap<>())
                .forEach((member, brought) -> require(
                        context.dominates(brought),
                        "M10",
                        "%s serves in %s, having executed %s; %s had executed %s when it came",
                        self,
                        id,
                        context.upTo(),
                        member,
                        brought.upTo()));
    }

    private void noteJoin(ConfigurationId id) {
        if (!joined.add(id)) {
            return;
        }
        counter.accept("merges");
        Collection<Context> brought = entering.getOrDefault(id, new TreeMap<>()).values();
        if (branches(brought) > 2) {
            counter.accept("merge of three branches or more");
        }
        if (brought.stream().anyMatch(context -> context.upTo().isEmpty())) {
            counter.accept("merge with a blank member");
        }
        if (brought.stream().anyMatch(this::endsInJoin)) {
            counter.accept("merge of what was merged before");
        }
        Configuration configuration = configurations.get(id);
        if (configuration != null && configuration.size() < servers) {
            counter.accept("merge of a part of the servers");
        }
    }

    private boolean endsInJoin(Context context) {
        return !context.upTo().isEmpty() && joined.contains(context.upTo().lastKey());
    }

    private static int branches(Collection<Context> contexts) {
        List<Context> maximal = new ArrayList<>();
        for (Context context : contexts) {
            if (maximal.stream().noneMatch(other -> other.dominates(context))) {
                maximal.removeIf(context::dominates);
                maximal.add(context);
            }
        }
        return maximal.size();
    }
}
