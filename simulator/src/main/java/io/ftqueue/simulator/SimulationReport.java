package io.ftqueue.simulator;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to.
 *
 * @param seed its seed
 * @param virtualNanos how long it took, by its own clock
 * @param events how many things happened
 * @param datagrams how many datagrams were sent
 * @param operations how many operations clients invoked
 * @param slots how many slots were issued
 * @param configurations how many configurations were installed
 * @param faults how often what was done to it
 * @param regime what the queue was held to: STRICT, SPLIT or LOSSY
 * @param traceHash the hash of all that happened: two runs of one seed have the same
 * @param failure the rule it broke, or null
 */
public record SimulationReport(
        long seed,
        long virtualNanos,
        long events,
        long datagrams,
        long operations,
        long slots,
        long configurations,
        SortedMap<String, Long> faults,
        String regime,
        long traceHash,
        @Nullable Failure failure) {

    public SimulationReport {
        faults = Collections.unmodifiableSortedMap(new TreeMap<>(faults));
    }

    /** Whether every rule was kept. */
    public boolean passed() {
        return failure == null;
    }

    /**
     * A broken rule.
     *
     * @param rule its name; docs/simulator.md says what it asks for
     * @param message what broke it
     * @param line all of it in one line, with the command that repeats it
     * @param details the drawn options, the last events and everyone's timeline
     */
    public record Failure(String rule, String message, String line, List<String> details) {
        public Failure {
            details = List.copyOf(details);
        }
    }
}
