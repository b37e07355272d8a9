package io.ftqueue.group;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the members of a run did, in the order in which they did it, in the terms of the specification. */
final class EvsTrace {

    /** One event of one process; a process is one life of one server. */
    sealed interface Step permits Regular, Transitional, Issue, Deliver, Safe, Fail {
        MemberId process();
    }

    /** The process delivers a regular configuration. */
    record Regular(MemberId process, Configuration configuration) implements Step {}

    /** The process delivers the transitional configuration between two regular ones. */
    record Transitional(MemberId process, ConfigurationId from, ConfigurationId to, List<MemberId> members)
            implements Step {}

    /** The process issues a slot (EVS: send). */
    record Issue(MemberId process, ConfigurationId configuration, long slot) implements Step {}

    /** The process delivers a slot. */
    record Deliver(MemberId process, ConfigurationId configuration, long slot, long content) implements Step {}

    /** The process declares a slot safe, in the configuration it is in. */
    record Safe(MemberId process, long slot) implements Step {}

    /** The process fails. */
    record Fail(MemberId process) implements Step {}

    private final List<Step> steps = new ArrayList<>();

    EvsTrace add(Step... more) {
        steps.addAll(List.of(more));
        return this;
    }

    void fail(MemberId process) {
        steps.add(new Fail(process));
    }

    List<Step> steps() {
        return steps;
    }

    /** The steps of every process, in its own order. */
    TreeMap<MemberId, List<Step>> byProcess() {
        TreeMap<MemberId, List<Step>> byProcess = new TreeMap<>();
        steps.forEach(step -> byProcess
                .computeIfAbsent(step.process(), none -> new ArrayList<>())
                .add(step));
        return byProcess;
    }

    /** The regular configurations that were delivered, as delivered first. */
    TreeMap<ConfigurationId, Configuration> configurations() {
        TreeMap<ConfigurationId, Configuration> known = new TreeMap<>();
        for (Step step : steps) {
            if (step instanceof Regular regular) {
                known.putIfAbsent(regular.configuration().id(), regular.configuration());
            }
        }
        return known;
    }

    Collection<MemberId> failed() {
        TreeSet<MemberId> failed = new TreeSet<>();
        for (Step step : steps) {
            if (step instanceof Fail) {
                failed.add(step.process());
            }
        }
        return failed;
    }

    GroupObserver observer(MemberId process) {
        return new GroupObserver() {
            @Override
            public void issued(ConfigurationId configuration, long slot) {
                steps.add(new Issue(process, configuration, slot));
            }

            @Override
            public void delivered(ConfigurationId configuration, long slot, long contentHash) {
                steps.add(new Deliver(process, configuration, slot, contentHash));
            }

            @Override
            public void safe(long slot) {
                steps.add(new Safe(process, slot));
            }

            @Override
            public void configuration(Delivery change) {
                if (change instanceof Delivery.Regular regular) {
                    steps.add(new Regular(process, regular.configuration()));
                } else if (change instanceof Delivery.Transitional transitional) {
                    steps.add(
                            new Transitional(process, transitional.from(), transitional.to(), transitional.members()));
                }
            }
        };
    }
}
