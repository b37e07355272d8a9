package io.ftqueue.simulator.checker;

import static io.ftqueue.simulator.checker.Violation.require;

import io.ftqueue.group.Delivery;
import io.ftqueue.group.GroupObserver;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The specification of extended virtual synchrony (Moser, Amir, Melliar-Smith, Agarwal: EVS, specifications 1 to 7),
 * checked at every event. A process is one life of one server. A message is a slot of a configuration.
 *
 * <p>Two of its clauses are checked by stronger ones that this protocol promises. Causal delivery (E5) and the gap
 * clause of total order (E6.2) follow from E6+: what a process delivers in a configuration is a prefix of its slots,
 * and who issues a slot has delivered all before it. The acyclic order of E6.1 follows from E6+ and E2.4:
 * configurations ascend at every process, and slots within each.
 */
public final class EvsChecker {

    private final Map<ConfigurationId, Order> orders = new LinkedHashMap<>();
    private final Map<MemberId, Life> processes = new LinkedHashMap<>();
    private final LongSupplier clock;

    private long slots;
    private long lastInstallation;

    /** A checker of a run that has not begun. */
    public EvsChecker(LongSupplier clock) {
        this.clock = clock;
    }

    /** The observer of a process that starts. */
    public GroupObserver observer(MemberId self) {
        require(!processes.containsKey(self), "RUN", "process %s started twice", self);
        var process = new Life(self);
        processes.put(self, process);
        return process;
    }

    /** A process has crashed (EVS: fail). */
    public void failed(MemberId self) {
        process(self).failed = true;
    }

    /** The process's regular configuration, or null before the first. */
    public @Nullable Configuration configurationOf(MemberId self) {
        Order order = process(self).order;
        return order == null ? null : order.configuration;
    }

    /** The configurations the process has delivered, in order. */
    public List<ConfigurationId> historyOf(MemberId self) {
        return process(self).history;
    }

    /** The members of a configuration that have crashed. */
    public int failedIn(ConfigurationId id) {
        int count = 0;
        for (MemberId member : order(id).configuration.members()) {
            Life process = processes.get(member);
            count += process != null && process.failed ? 1 : 0;
        }
        return count;
    }

    /** When the process delivered its regular configuration. */
    public long installedAt(MemberId self) {
        return process(self).installedAt;
    }

    /** When any process last delivered a regular configuration. */
    public long lastInstallation() {
        return lastInstallation;
    }

    /** The first slot of the configuration issued then or later; -1 if there is none. */
    public long firstIssuedSince(ConfigurationId id, long time) {
        return order(id).firstIssuedSince(time);
    }

    /** How many members, alive or not, had delivered the slot and all before it. */
    public int holders(ConfigurationId id, long slot) {
        int count = 0;
        for (long deliveredUpTo : order(id).deliveredUpTo) {
            count += deliveredUpTo >= slot ? 1 : 0;
        }
        return count;
    }

    /** The number of slots issued in all configurations. */
    public long slots() {
        return slots;
    }

    /** The number of regular configurations that at least one process delivered. */
    public int configurations() {
        return orders.size();
    }

    /**
     * Checks that nobody left the first configuration of all: where nothing went wrong, nobody may be suspected.
     *
     * @param servers how many all are
     */
    public void checkUndisturbed(int servers) {
        Configuration complete = null;
        for (Order order : orders.values()) {
            require(
                    complete == null,
                    "FLAP",
                    "nothing went wrong, and yet %s was followed by %s",
                    complete,
                    order.configuration);
            complete = order.configuration.size() == servers ? order.configuration : null;
        }
    }

    /**
     * Checks what can only be seen at the end of a run that has been healed and has come to rest (E2.7).
     *
     * @param alive the processes that have not crashed
     */
    public void checkReunited(Collection<MemberId> alive) {
        Order common = null;
        for (MemberId self : alive) {
            Life process = process(self);
            require(process.order != null, "E2.7", "%s has never been in a configuration", self);
            if (common == null) {
                common = process.order;
            }
            require(
                    process.order == common,
                    "E2.7",
                    "%s ended in %s, another in %s",
                    self,
                    idOf(process.order),
                    idOf(common));
        }
        if (common != null) {
            require(
                    common.configuration.members().equals(List.copyOf(new TreeSet<>(alive))),
                    "E2.7",
                    "the last configuration %s is not all of %s",
                    common.configuration,
                    alive);
        }
    }

    private static String idOf(@Nullable Order order) {
        return order == null ? "none" : order.configuration.id().toString();
    }

    private Life process(MemberId self) {
        Life process = processes.get(self);
        if (process == null) {
            throw new Violation("RUN", "unknown process " + self);
        }
        return process;
    }

    private Order order(ConfigurationId id) {
        Order order = orders.get(id);
        if (order == null) {
            throw new Violation("RUN", "unknown configuration " + id);
        }
        return order;
    }

    /** What is known of the slots of one regular configuration. */
    private static final class Order {
        private final Configuration configuration;
        /** By member: it has delivered all slots up to here. */
        private final long[] deliveredUpTo;

        private final Map<ConfigurationId, Delivery.Transitional> successors = new LinkedHashMap<>();
        /** By successor: the last slot that those who went there together delivered here. */
        private final Map<ConfigurationId, Long> targets = new LinkedHashMap<>();

        private long[] issuedAt = new long[16];
        private long[] contents = new long[16];
        private boolean[] contentKnown = new boolean[16];
        private long issuedUpTo;

        private Order(Configuration configuration) {
            this.configuration = configuration;
            this.deliveredUpTo = new long[configuration.size()];
            Arrays.fill(deliveredUpTo, configuration.firstSlot() - 1);
            issuedUpTo = configuration.firstSlot() - 1;
        }

        private int at(long slot) {
            return (int) (slot - configuration.firstSlot());
        }

        private void issue(long slot, long time) {
            int at = at(slot);
            if (at >= issuedAt.length) {
                issuedAt = Arrays.copyOf(issuedAt, 2 * at);
                contents = Arrays.copyOf(contents, 2 * at);
                contentKnown = Arrays.copyOf(contentKnown, 2 * at);
            }
            issuedAt[at] = time;
            issuedUpTo = slot;
        }

        private long firstIssuedSince(long time) {
            int count = at(issuedUpTo) + 1;
            int low = 0;
            int high = count;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (issuedAt[middle] >= time) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low == count ? -1 : configuration.firstSlot() + low;
        }
    }

    /** One life of one server: checks its own events against its past and against the others. */
    private final class Life implements GroupObserver {
        private final MemberId self;
        private final List<ConfigurationId> history = new ArrayList<>();
        private @Nullable Order order;
        private int index;
        private boolean failed;
        private long installedAt;
        private long issuedUpTo;
        private long safeUpTo;
        private Delivery.@Nullable Transitional leaving;

        private Life(MemberId self) {
            this.self = self;
        }

        private Order current(String rule, ConfigurationId configuration, String what) {
            require(!failed, rule, "%s %s after it failed", self, what);
            Order current = order;
            require(
                    current != null && current.configuration.id().equals(configuration) && leaving == null,
                    rule,
                    "%s %s of %s, but is in %s",
                    self,
                    what,
                    configuration,
                    leaving == null ? idOf(current) : leaving);
            return Objects.requireNonNull(current);
        }

        @Override
        public void issued(ConfigurationId configuration, long slot) {
            Order current = current("E2.2", configuration, "issued slot " + slot);
            require(
                    current.configuration.sequencerOf(slot) == index,
                    "E1",
                    "%s issued slot %d of %s, which is the turn of %s",
                    self,
                    slot,
                    configuration,
                    current.configuration.member(current.configuration.sequencerOf(slot)));
            require(
                    slot > current.issuedUpTo,
                    "E1",
                    "%s issued slot %d of %s, which was issued before",
                    self,
                    slot,
                    configuration);
            require(
                    slot == current.deliveredUpTo[index] + 1,
                    "E5",
                    "%s issued slot %d of %s, but holds only those up to %d",
                    self,
                    slot,
                    configuration,
                    current.deliveredUpTo[index]);
            require(
                    slot == current.issuedUpTo + 1,
                    "E6+",
                    "%s issued slot %d of %s right after slot %d",
                    self,
                    slot,
                    configuration,
                    current.issuedUpTo);
            current.issue(slot, clock.getAsLong());
            issuedUpTo = slot;
            slots++;
        }

        @Override
        public void delivered(ConfigurationId configuration, long slot, long contentHash) {
            Order current = current("E1", configuration, "delivered slot " + slot);
            require(
                    slot == current.deliveredUpTo[index] + 1,
                    "E6+",
                    "%s delivered slot %d of %s right after slot %d",
                    self,
                    slot,
                    configuration,
                    current.deliveredUpTo[index]);
            require(
                    slot <= current.issuedUpTo,
                    "E1",
                    "%s delivered slot %d of %s, which nobody issued",
                    self,
                    slot,
                    configuration);
            int at = current.at(slot);
            require(
                    !current.contentKnown[at] || current.contents[at] == contentHash,
                    "E1",
                    "%s delivered other content as slot %d of %s than others",
                    self,
                    slot,
                    configuration);
            current.contentKnown[at] = true;
            current.contents[at] = contentHash;
            current.deliveredUpTo[index] = slot;
        }

        @Override
        public void safe(long slot) {
            Order current = order;
            if (failed || current == null) {
                throw new Violation("E2.2", self + " declared slot " + slot + " safe outside of a configuration");
            }
            require(slot > safeUpTo, "E7.1", "%s declared slot %d safe after slot %d", self, slot, safeUpTo);
            var among = leaving == null ? current.configuration.members() : leaving.members();
            for (MemberId member : among) {
                int other = current.configuration.indexOf(member);
                // Stronger than the specification, in which the other may also fail: to be known to hold it, it must.
                require(
                        current.deliveredUpTo[other] >= slot,
                        leaving == null ? "E7.1" : "E7.1 (transitional)",
                        "%s declared slot %d of %s safe, but %s has only those up to %d",
                        self,
                        slot,
                        current.configuration.id(),
                        member,
                        current.deliveredUpTo[other]);
                Life process = processes.get(member);
                require(
                        process != null && process.history.contains(current.configuration.id()),
                        "E7.2",
                        "%s declared slot %d of %s safe, which %s has not installed",
                        self,
                        slot,
                        current.configuration.id(),
                        member);
            }
            safeUpTo = slot;
        }

        @Override
        public void configuration(Delivery change) {
            require(!failed, "E2.2", "%s delivered a configuration after it failed", self);
            if (change instanceof Delivery.Transitional transitional) {
                transitional(transitional);
            } else if (change instanceof Delivery.Regular regular) {
                regular(regular);
            }
        }

        private void transitional(Delivery.Transitional change) {
            Order current = current("E2.5", change.from(), "delivered the transitional configuration");
            require(change.members().contains(self), "E2.2", "%s is no member of its own %s", self, change);
            var known = current.successors.putIfAbsent(change.to(), change);
            require(known == null || known.equals(change), "E2.6", "%s delivered %s, another %s", self, change, known);
            long delivered = current.deliveredUpTo[index];
            Long target = current.targets.putIfAbsent(change.to(), delivered);
            require(
                    target == null || target == delivered,
                    "E4",
                    "%s went from %s to %s with the slots up to %d, another with those up to %d",
                    self,
                    change.from(),
                    change.to(),
                    delivered,
                    target);
            require(
                    issuedUpTo <= delivered,
                    "E3",
                    "%s left %s without having delivered its own slot %d",
                    self,
                    change.from(),
                    issuedUpTo);
            leaving = change;
        }

        private void regular(Delivery.Regular change) {
            Configuration next = change.configuration();
            ConfigurationId id = next.id();
            Order before = order;
            require(next.indexOf(self) >= 0, "E2.2", "%s is no member of its own %s", self, next);
            require(!history.contains(id), "E2.3", "%s delivered %s twice", self, id);
            for (int i = 1; i < next.size(); i++) {
                require(
                        next.member(i - 1).server() != next.member(i).server(),
                        "E2.1",
                        "%s has two lives of one server: %s",
                        id,
                        next.members());
            }
            if (before == null) {
                require(leaving == null, "E2.5", "%s: a transitional configuration before any regular one", self);
                require(change.continuing().equals(List.of(self)), "E2.6", "%s continues %s", self, change);
            } else {
                comesFrom(before, change);
            }
            Order known = orders.get(id);
            if (known == null) {
                known = new Order(next);
                orders.put(id, known);
            }
            require(known.configuration.equals(next), "E2.1", "%s: %s, another: %s", self, next, known.configuration);
            order = known;
            index = next.indexOf(self);
            leaving = null;
            issuedUpTo = next.firstSlot() - 1;
            safeUpTo = next.firstSlot() - 1;
            installedAt = clock.getAsLong();
            lastInstallation = installedAt;
            history.add(id);
        }

        private void comesFrom(Order before, Delivery.Regular change) {
            ConfigurationId id = change.configuration().id();
            require(
                    id.compareTo(before.configuration.id()) > 0,
                    "E2.4",
                    "%s went from %s down to %s",
                    self,
                    before.configuration.id(),
                    id);
            Delivery.Transitional last = leaving;
            require(
                    last != null && last.to().equals(id),
                    "E2.5",
                    "%s delivered %s without the transitional configuration that leads to it, but %s",
                    self,
                    id,
                    last);
            if (last != null) {
                require(
                        change.continuing().equals(last.members()),
                        "E2.6",
                        "%s continues with %s after %s",
                        self,
                        change.continuing(),
                        last);
                for (MemberId other : last.members()) {
                    Life process = processes.get(other);
                    boolean straight = process == null
                            || !process.history.contains(id)
                            || process.cameToFrom(id, before.configuration.id());
                    require(straight, "E2.6", "%s and %s came to %s from different ones", self, other, id);
                }
            }
            require(
                    change.configuration().firstSlot() > before.deliveredUpTo[index],
                    "E6+",
                    "%s continues with slot %d after slot %d",
                    self,
                    change.configuration().firstSlot(),
                    before.deliveredUpTo[index]);
        }

        private boolean cameToFrom(ConfigurationId to, ConfigurationId from) {
            int at = history.indexOf(to);
            return at > 0 && history.get(at - 1).equals(from);
        }
    }
}
