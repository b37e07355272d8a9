package io.ftqueue.simulator;

import io.ftqueue.simulator.SimulationReport.Failure;
import io.ftqueue.simulator.checker.Violation;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One run: a seed decides on a cluster, its clients and its misfortunes. In the first phase things break, and whatever
 * happens must be safe; in the second nothing breaks any more, and everything must come right within bounded time. Then
 * the queues are emptied and the clients' books closed.
 */
public final class Simulation {

    private static final long MILLI = SimulationOptions.MILLI;

    private final World world;
    private final Chaos chaos;
    private final Schism schism;
    private final Outages outages;

    private Simulation(SimulationOptions options, Program.Factory factory, boolean inWords) {
        world = new World(options, factory, inWords);
        chaos = new Chaos(world);
        schism = new Schism(world);
        outages = new Outages(world);
    }

    /** Runs a seed. A seed that fails is run a second time, to tell in words what happened. */
    public static SimulationReport run(long seed) {
        return run(SimulationOptions.draw(seed), ReplicaProgram::new);
    }

    static SimulationReport run(SimulationOptions options, Program.Factory factory) {
        SimulationReport report = new Simulation(options, factory, false).report();
        if (report.passed()) {
            return report;
        }
        SimulationReport again = new Simulation(options, factory, true).report();
        Failure failure = again.failure();
        if (failure == null || again.traceHash() != report.traceHash()) {
            return new Simulation(options, factory, true)
                    .report(new Violation("DETERMINISM", "two runs of this seed differ: " + report.failure()));
        }
        return again;
    }

    private SimulationReport report() {
        Violation violation = null;
        try {
            live();
        } catch (Violation caught) {
            violation = caught;
        }
        return report(violation);
    }

    private SimulationReport report(@Nullable Violation violation) {
        return new SimulationReport(
                world.options().seed(),
                world.now(),
                world.agenda().happened(),
                world.network().sent(),
                world.history().size(),
                world.evs().slots(),
                world.evs().configurations(),
                world.counts(),
                world.states().regime().toString(),
                world.trace().hash(),
                violation == null ? null : failure(violation));
    }

    private Failure failure(Violation violation) {
        long seed = world.options().seed();
        String message = violation.getMessage();
        var details = new ArrayList<String>();
        details.add("options: " + world.options());
        details.add(
                "done to it: " + world.counts() + ", held to " + world.states().regime());
        details.add("thrown at:");
        for (StackTraceElement frame : violation.getStackTrace()) {
            details.add("  " + frame.getFileName() + ":" + frame.getLineNumber() + " " + frame.getMethodName());
        }
        details.add("last events:");
        details.addAll(world.trace().last());
        details.add("timelines:");
        details.addAll(world.trace().timelines());
        if (!violation.rule().startsWith("E")) {
            details.add("calls:");
            world.history().forEach(call -> details.add(call.toString()));
        }
        String line = "FAIL seed=" + seed + " rule=" + violation.rule() + " " + message
                + " -> ./ftqueue simulate --seed " + seed;
        return new Failure(violation.rule(), message == null ? "" : message, line.replace('\n', ' '), details);
    }

    private void live() {
        SimulationOptions options = world.options();
        addClients();
        var random = new KeyedRandom(options.seed(), KeyedRandom.Purpose.FAULTS, 1);
        for (int i = 0; i < options.servers(); i++) {
            int server = i;
            world.agenda().in(random.nextLong(options.startSpreadNanos() + 1), () -> world.start(server));
        }
        world.clients().forEach(SimulatedClient::start);
        chaos.start();
        schism.start();
        outages.start();
        world.run(options.chaosNanos() / MILLI);

        schism.end();
        outages.end();
        chaos.end();
        new Reckoning(world).run();
        if (options.faultFree()) {
            world.evs().checkUndisturbed(options.servers());
        }
    }

    private void addClients() {
        LoadOptions load = world.options().load();
        for (int i = 0; i < load.clients(); i++) {
            boolean text = i >= load.nativeClients() && i < load.nativeClients() + load.textClients();
            boolean worker = i >= load.nativeClients() + load.textClients();
            if (worker) {
                world.add(NativeClient.worker(world, i));
            } else {
                world.add(text ? new TextClient(world, i) : new NativeClient(world, i));
            }
        }
    }
}
