package io.ftqueue.group;

import io.ftqueue.group.EvsTrace.Deliver;
import io.ftqueue.group.EvsTrace.Issue;
import io.ftqueue.group.EvsTrace.Regular;
import io.ftqueue.group.EvsTrace.Safe;
import io.ftqueue.group.EvsTrace.Step;
import io.ftqueue.group.EvsTrace.Transitional;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The clauses of extended virtual synchrony (Moser, Amir, Melliar-Smith, Agarwal, ICDCS'94, specifications 1 to 7) as
 * predicates over a trace. Each is written for itself, from the trace alone, and returns what contradicts it. The
 * message of the specification is a slot of a configuration, its sender the member that issues it.
 */
final class EvsSpecification {

    private EvsSpecification() {}

    /** A message: a slot of a configuration. */
    record Slot(ConfigurationId configuration, long number) implements Comparable<Slot> {
        @Override
        public int compareTo(Slot other) {
            int byConfiguration = configuration.compareTo(other.configuration);
            return byConfiguration != 0 ? byConfiguration : Long.compare(number, other.number);
        }
    }

    /** Basic delivery: issued once, by whose turn it is; delivered once, after that, where it was issued, unaltered. */
    static List<String> e1(EvsTrace trace) {
        List<String> bad = new ArrayList<>();
        TreeMap<ConfigurationId, Configuration> known = trace.configurations();
        TreeSet<Slot> issued = new TreeSet<>();
        TreeMap<Slot, Long> contents = new TreeMap<>();
        TreeMap<MemberId, TreeSet<Slot>> delivered = new TreeMap<>();
        for (Step step : trace.steps()) {
            if (step instanceof Issue issue) {
                Configuration in = known.get(issue.configuration());
                boolean turn =
                        in != null && in.member(in.sequencerOf(issue.slot())).equals(issue.process());
                require(bad, turn, "not its turn", step);
                require(bad, issued.add(new Slot(issue.configuration(), issue.slot())), "issued twice", step);
            } else if (step instanceof Deliver deliver) {
                Slot slot = new Slot(deliver.configuration(), deliver.slot());
                require(bad, issued.contains(slot), "delivered before it was issued", step);
                TreeSet<Slot> own = delivered.computeIfAbsent(deliver.process(), none -> new TreeSet<>());
                require(bad, own.add(slot), "delivered twice", step);
                Long first = contents.putIfAbsent(slot, deliver.content());
                require(bad, first == null || first == deliver.content(), "not what others delivered", step);
            }
        }
        return bad;
    }

    /** A configuration identifier names one membership, and whoever delivers a configuration is in it. */
    static List<String> e21(EvsTrace trace) {
        List<String> bad = new ArrayList<>();
        TreeMap<ConfigurationId, Configuration> known = trace.configurations();
        for (Step step : trace.steps()) {
            if (step instanceof Regular regular) {
                Configuration configuration = regular.configuration();
                require(bad, configuration.equals(known.get(configuration.id())), "other members", step);
                require(bad, configuration.indexOf(regular.process()) >= 0, "not a member", step);
            } else if (step instanceof Transitional transitional) {
                require(bad, transitional.members().contains(transitional.process()), "not a member", step);
            }
        }
        return bad;
    }

    /** Every event happens in the configuration that its process is in, and none after it failed. */
    static List<String> e22(EvsTrace trace) {
        List<String> bad = new ArrayList<>();
        trace.byProcess().forEach((process, steps) -> {
            ConfigurationId regular = ConfigurationId.NONE;
            boolean any = false;
            boolean failed = false;
            for (Step step : steps) {
                require(bad, !failed, "after it failed", step);
                if (step instanceof Regular change) {
                    regular = change.configuration().id();
                    any = true;
                } else if (step instanceof Transitional) {
                    regular = ConfigurationId.NONE;
                } else if (step instanceof Issue issue) {
                    require(bad, issue.configuration().equals(regular), "outside of its configuration", step);
                } else if (step instanceof Deliver deliver) {
                    require(bad, deliver.configuration().equals(regular), "outside of its configuration", step);
                } else if (step instanceof Safe) {
                    require(bad, any, "outside of any configuration", step);
                } else {
                    failed = true;
                }
            }
        });
        return bad;
    }

    /** No process delivers a configuration twice. */
    static List<String> e23(EvsTrace trace) {
        List<String> bad = new ArrayList<>();
        trace.byProcess().forEach((process, steps) -> {
            TreeSet<ConfigurationId> seen = new TreeSet<>();
            for (Regular regular : only(steps, Regular.class)) {
                require(bad, seen.add(regular.configuration().id()), "delivered before", regular);
            }
        });
        return bad;
    }

    /** The identifiers of a process's regular configurations ascend. */
    static List<String> e24(EvsTrace trace) {
        List<String> bad = new ArrayList<>();
        trace.byProcess().forEach((process, steps) -> {
            ConfigurationId last = ConfigurationId.NONE;
            for (Regular regular : only(steps, Regular.class)) {
                ConfigurationId id = regular.configuration().id();
                require(bad, id.compareTo(last) > 0, "not above the last", regular);
                last = id;
            }
        });
        return bad;
    }

    /** Between two regular configurations lies exactly the transitional one that leads from the one to the other. */
    static List<String> e25(EvsTrace trace) {
        List<String> bad = new ArrayList<>();
        trace.byProcess().forEach((process, steps) -> {
            ConfigurationId last = ConfigurationId.NONE;
            Transitional between = null;
            for (Step step : steps) {
                if (step instanceof Transitional transitional) {
                    require(bad, between == null && transitional.from().equals(last), "leads from elsewhere", step);
                    between = transitional;
                } else if (step instanceof Regular regular) {
                    ConfigurationId id = regular.configuration().id();
                    boolean led = last.isNone()
                            ? between == null
                            : between != null && between.to().equals(id);
                    require(bad, led, "nothing leads there", step);
                    last = id;
                    between = null;
                }
            }
        });
        return bad;
    }

    /**
     * Who delivers the same transitional configuration agrees on its members; and its members that do not deliver it,
     * because they failed or went elsewhere, delivered at least the same slots before.
     */
    static List<String> e26(EvsTrace trace) {
        List<String> bad = new ArrayList<>();
        TreeMap<MemberId, List<Step>> byProcess = trace.byProcess();
        TreeMap<String, Transitional> first = new TreeMap<>();
        for (Transitional change : only(trace.steps(), Transitional.class)) {
            Transitional known = first.putIfAbsent(name(change), change);
            require(bad, known == null || known.members().equals(change.members()), "other members", change);
            TreeSet<Long> own = delivered(byProcess, change.process(), change.from());
            for (MemberId member : change.members()) {
                require(
                        bad,
                        delivered(byProcess, member, change.from()).containsAll(own)
                                || trace.failed().contains(member),
                        member + " lacks slots",
                        change);
            }
        }
        for (Regular regular : only(trace.steps(), Regular.class)) {
            for (Transitional change : first.values()) {
                boolean named = change.to().equals(regular.configuration().id())
                        && change.members().contains(regular.process());
                require(bad, !named || came(byProcess, regular, change), "came from elsewhere", regular);
            }
        }
        return bad;
    }

    /** When all is healed and quiet, all that live are in one configuration, and nobody else is. */
    static List<String> e27(EvsTrace trace, Collection<MemberId> alive) {
        List<String> bad = new ArrayList<>();
        TreeMap<MemberId, List<Step>> byProcess = trace.byProcess();
        List<MemberId> all = List.copyOf(new TreeSet<>(alive));
        TreeSet<ConfigurationId> last = new TreeSet<>();
        for (MemberId process : all) {
            List<Regular> configurations = only(byProcess.getOrDefault(process, List.of()), Regular.class);
            if (configurations.isEmpty()) {
                bad.add(process + " never was in a configuration");
            } else {
                Regular end = configurations.get(configurations.size() - 1);
                last.add(end.configuration().id());
                require(bad, end.configuration().members().equals(all), "not all that live", end);
            }
        }
        if (last.size() > 1) {
            bad.add("ended in " + last);
        }
        return bad;
    }

    /** Self-delivery: what a process issued it delivers before it leaves the configuration. */
    static List<String> e3(EvsTrace trace) {
        List<String> bad = new ArrayList<>();
        trace.byProcess().forEach((process, steps) -> {
            TreeSet<Slot> owed = new TreeSet<>();
            for (Step step : steps) {
                if (step instanceof Issue issue) {
                    owed.add(new Slot(issue.configuration(), issue.slot()));
                } else if (step instanceof Deliver deliver) {
                    owed.remove(new Slot(deliver.configuration(), deliver.slot()));
                } else if (step instanceof Regular || step instanceof Transitional) {
                    require(bad, owed.isEmpty(), "owes itself " + owed, step);
                }
            }
        });
        return bad;
    }

    /** Failure atomicity: those who go on together have delivered the same. */
    static List<String> e4(EvsTrace trace) {
        List<String> bad = new ArrayList<>();
        TreeMap<MemberId, List<Step>> byProcess = trace.byProcess();
        TreeMap<String, TreeSet<Long>> common = new TreeMap<>();
        for (Transitional change : only(trace.steps(), Transitional.class)) {
            TreeSet<Long> own = delivered(byProcess, change.process(), change.from());
            TreeSet<Long> other = common.putIfAbsent(name(change), own);
            require(bad, other == null || other.equals(own), "delivered other slots than its companions", change);
        }
        return bad;
    }

    /** Causal delivery: whoever delivers a slot has delivered what its issuer had delivered when it issued it. */
    static List<String> e5(EvsTrace trace) {
        List<String> bad = new ArrayList<>();
        TreeMap<Slot, TreeSet<Long>> causes = new TreeMap<>();
        TreeMap<MemberId, TreeMap<ConfigurationId, TreeSet<Long>>> past = new TreeMap<>();
        for (Step step : trace.steps()) {
            var own = past.computeIfAbsent(step.process(), none -> new TreeMap<>());
            if (step instanceof Issue issue) {
                causes.put(
                        new Slot(issue.configuration(), issue.slot()),
                        new TreeSet<>(own.getOrDefault(issue.configuration(), new TreeSet<>())));
            } else if (step instanceof Deliver deliver) {
                TreeSet<Long> before = own.computeIfAbsent(deliver.configuration(), none -> new TreeSet<>());
                TreeSet<Long> cause = causes.get(new Slot(deliver.configuration(), deliver.slot()));
                require(bad, cause != null && before.containsAll(cause), "before what caused it", step);
                before.add(deliver.slot());
            }
        }
        return bad;
    }

    /** Total order: one order of all deliveries and configurations agrees with that of every process. */
    static List<String> e61(EvsTrace trace) {
        TreeMap<String, TreeSet<String>> after = new TreeMap<>();
        TreeMap<String, Integer> before = new TreeMap<>();
        trace.byProcess().forEach((process, steps) -> {
            String last = null;
            for (Step step : steps) {
                String event = common(step);
                if (event != null) {
                    before.putIfAbsent(event, 0);
                    if (last != null
                            && after.computeIfAbsent(last, none -> new TreeSet<>())
                                    .add(event)) {
                        before.merge(event, 1, Integer::sum);
                    }
                    last = event;
                }
            }
        });
        List<String> free = new ArrayList<>();
        before.forEach((event, count) -> {
            if (count == 0) {
                free.add(event);
            }
        });
        int ordered = 0;
        while (!free.isEmpty()) {
            String event = free.remove(free.size() - 1);
            ordered++;
            for (String next : after.getOrDefault(event, new TreeSet<>())) {
                if (before.merge(next, -1, Integer::sum) == 0) {
                    free.add(next);
                }
            }
        }
        return ordered == before.size() ? List.of() : List.of("no order agrees with all processes");
    }

    /** No process delivers a slot without every lower one whose issuer is in its configuration: here, all of them. */
    static List<String> e62(EvsTrace trace) {
        List<String> bad = new ArrayList<>();
        TreeMap<ConfigurationId, TreeSet<Long>> issued = new TreeMap<>();
        for (Issue issue : only(trace.steps(), Issue.class)) {
            issued.computeIfAbsent(issue.configuration(), none -> new TreeSet<>())
                    .add(issue.slot());
        }
        TreeMap<MemberId, TreeMap<ConfigurationId, TreeSet<Long>>> past = new TreeMap<>();
        for (Deliver deliver : only(trace.steps(), Deliver.class)) {
            TreeSet<Long> own = past.computeIfAbsent(deliver.process(), none -> new TreeMap<>())
                    .computeIfAbsent(deliver.configuration(), none -> new TreeSet<>());
            var lower = issued.getOrDefault(deliver.configuration(), new TreeSet<>())
                    .headSet(deliver.slot());
            require(bad, own.containsAll(lower), "lower slots are missing", deliver);
            own.add(deliver.slot());
        }
        return bad;
    }

    /** Stronger than specifications 5 and 6: what is delivered of a configuration is a prefix of its slots. */
    static List<String> e6Plus(EvsTrace trace) {
        List<String> bad = new ArrayList<>();
        trace.byProcess().forEach((process, steps) -> {
            long next = Long.MIN_VALUE;
            for (Step step : steps) {
                if (step instanceof Regular regular) {
                    long first = regular.configuration().firstSlot();
                    require(bad, first >= next, "slots count down", step);
                    next = first;
                } else if (step instanceof Deliver deliver) {
                    require(bad, deliver.slot() == next, "expected slot " + next, step);
                    next++;
                }
            }
        });
        return bad;
    }

    /** Safe delivery: what one declares safe every member of the configuration delivers, unless it fails. */
    static List<String> e71(EvsTrace trace) {
        List<String> bad = new ArrayList<>();
        TreeMap<MemberId, List<Step>> byProcess = trace.byProcess();
        TreeMap<ConfigurationId, Configuration> known = trace.configurations();
        eachSafe(byProcess, (safe, regular, leaving) -> {
            Configuration in = Objects.requireNonNull(known.get(regular));
            for (MemberId member : leaving == null ? in.members() : leaving.members()) {
                boolean held = delivered(byProcess, member, regular).contains(safe.slot());
                require(bad, held || trace.failed().contains(member), member + " lacks it", safe);
            }
        });
        return bad;
    }

    /** What one declares safe in a regular configuration, every member of that has installed, unless it fails. */
    static List<String> e72(EvsTrace trace) {
        List<String> bad = new ArrayList<>();
        TreeMap<MemberId, List<Step>> byProcess = trace.byProcess();
        TreeMap<ConfigurationId, Configuration> known = trace.configurations();
        eachSafe(byProcess, (safe, regular, leaving) -> {
            Configuration in = Objects.requireNonNull(known.get(regular));
            for (MemberId member : leaving == null ? in.members() : List.<MemberId>of()) {
                boolean installed = only(byProcess.getOrDefault(member, List.of()), Regular.class).stream()
                        .anyMatch(step -> step.configuration().id().equals(regular));
                require(bad, installed || trace.failed().contains(member), member + " never was there", safe);
            }
        });
        return bad;
    }

    private interface SafeStep {
        void take(Safe safe, ConfigurationId regular, @Nullable Transitional leaving);
    }

    private static void eachSafe(Map<MemberId, List<Step>> byProcess, SafeStep take) {
        byProcess.forEach((process, steps) -> {
            ConfigurationId regular = ConfigurationId.NONE;
            Transitional leaving = null;
            for (Step step : steps) {
                if (step instanceof Regular change) {
                    regular = change.configuration().id();
                    leaving = null;
                } else if (step instanceof Transitional change) {
                    leaving = change;
                } else if (step instanceof Safe safe) {
                    take.take(safe, regular, leaving);
                }
            }
        });
    }

    /** What processes have in common, by name; null for what is a process's own affair. */
    private static @Nullable String common(Step step) {
        if (step instanceof Deliver deliver) {
            return deliver.configuration() + " " + deliver.slot();
        }
        if (step instanceof Regular regular) {
            return regular.configuration().id().toString();
        }
        return step instanceof Transitional change ? name(change) : null;
    }

    private static boolean came(Map<MemberId, List<Step>> byProcess, Regular regular, Transitional change) {
        List<Regular> own = only(byProcess.getOrDefault(regular.process(), List.of()), Regular.class);
        int at = own.indexOf(regular);
        return at > 0 && own.get(at - 1).configuration().id().equals(change.from());
    }

    private static String name(Transitional change) {
        return change.from() + " to " + change.to();
    }

    private static TreeSet<Long> delivered(
            Map<MemberId, List<Step>> byProcess, MemberId process, ConfigurationId configuration) {
        TreeSet<Long> slots = new TreeSet<>();
        for (Deliver deliver : only(byProcess.getOrDefault(process, List.of()), Deliver.class)) {
            if (deliver.configuration().equals(configuration)) {
                slots.add(deliver.slot());
            }
        }
        return slots;
    }

    private static <S extends Step> List<S> only(List<Step> steps, Class<S> kind) {
        return steps.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static void require(List<String> bad, boolean condition, String otherwise, Step step) {
        if (!condition) {
            bad.add(otherwise + ": " + step);
        }
    }
}
