package io.ftqueue.simulator;

import io.ftqueue.group.GroupConfig;
import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.ReplicationStatus;
import io.ftqueue.group.replication.ReplicationStatus.Phase;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.merge.MergeReport;
import io.ftqueue.queue.replica.ClientAddress;
import io.ftqueue.queue.replica.ReplicaConfig;
import io.ftqueue.queue.replica.ReplicaLimits;
import io.ftqueue.simulator.KeyedRandom.Purpose;
import io.ftqueue.simulator.checker.Call;
import io.ftqueue.simulator.checker.EvsChecker;
import io.ftqueue.simulator.checker.Histories;
import io.ftqueue.simulator.checker.JoinChecker;
import io.ftqueue.simulator.checker.LeaseChecker;
import io.ftqueue.simulator.checker.Merge;
import io.ftqueue.simulator.checker.MergeReports;
import io.ftqueue.simulator.checker.Place;
import io.ftqueue.simulator.checker.StateChecker;
import io.ftqueue.simulator.checker.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A cluster in a box: servers, clients and the network between them, under the eyes of the checkers. */
final class World {

    private static final long MILLI = SimulationOptions.MILLI;

    private final SimulationOptions options;
    private final Program.Factory factory;
    private final Agenda agenda = new Agenda();
    private final Trace trace;
    private final EvsChecker evs = new EvsChecker(agenda::now);
    private final StateChecker states;
    private final Histories histories = new Histories();
    private final LeaseChecker leases = new LeaseChecker(this::count);
    private final ExecutionWatch executions = new ExecutionWatch(leases);
    private final JoinChecker joins;
    private final MergeReports reports = new MergeReports(this::count);
    private final Network network;
    private final ReplicaConfig replicaConfig;
    private final KeyedRandom adversary;
    private final List<SimulatedServer> servers = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final TreeMap<String, Long> counts = new TreeMap<>();
    /** All operations of all clients, in the order in which they were invoked. */
    private final List<Call> history = new ArrayList<>();

    /** By message type: what happens right after the next such message has been sent. */
    private final TreeMap<Integer, IntConsumer> moments = new TreeMap<>();

    private @Nullable SimulatedServer doomed;
    private long values;
    private boolean mended;

    World(SimulationOptions options, Program.Factory factory, boolean inWords) {
        this.options = options;
        this.factory = factory;
        this.trace = new Trace(agenda, inWords);
        this.states = new StateChecker(evs, options.group().failuresTolerated());
        this.joins = new JoinChecker(options.servers(), this::count);
        this.network = new Network(agenda, options);
        this.replicaConfig = new ReplicaConfig(options.group(), ReplicaLimits.defaults());
        this.adversary = new KeyedRandom(options.seed(), Purpose.ADVERSARY, 0);
        for (int i = 0; i < options.servers(); i++) {
            var server = new SimulatedServer(this, i);
            servers.add(server);
            network.attach(server);
        }
    }

    SimulationOptions options() {
        return options;
    }

    GroupConfig groupConfig() {
        return options.group();
    }

    ReplicaConfig replicaConfig() {
        return replicaConfig;
    }

    Program.Factory factory() {
        return factory;
    }

    Agenda agenda() {
        return agenda;
    }

    long now() {
        return agenda.now();
    }

    Trace trace() {
        return trace;
    }

    EvsChecker evs() {
        return evs;
    }

    StateChecker states() {
        return states;
    }

    Histories histories() {
        return histories;
    }

    LeaseChecker leases() {
        return leases;
    }

    /** What replicas reported of merges; null if they cannot be heard. */
    @Nullable
    List<Merge> merges() {
        return executions.isOn() ? reports.merges() : null;
    }

    /** A server tells what a merge did, right after it. */
    void merged(SimulatedServer server, MergeReport report) {
        Configuration in = evs.configurationOf(server.self());
        if (in != null) {
            reports.heard(server.self(), in.id(), server.status().stateHash(), LeaseChecker.others(report));
        }
    }

    /** Lets the checkers look at a server that is up; after every configuration change, and often besides. */
    void sample(SimulatedServer server, ReplicationStatus status) {
        Violation.require(
                status.refusals().isEmpty(), "M5", "%s refuses to merge: %s", server.self(), status.refusals());
        joins.sample(server.self(), status);
        states.sample(server.self(), status);
        noteHistory(status);
    }

    private void noteHistory(ReplicationStatus status) {
        Configuration configuration = status.group().configuration();
        if (configuration != null && status.phase() == Phase.SERVING) {
            histories.serves(configuration.id(), status.context());
        } else if (configuration != null) {
            histories.brings(configuration.id(), status.context());
        }
    }

    Network network() {
        return network;
    }

    List<SimulatedServer> servers() {
        return servers;
    }

    SimulatedServer server(int index) {
        return servers.get(index);
    }

    /** How often what was done to the cluster. */
    TreeMap<String, Long> counts() {
        return counts;
    }

    void count(String what) {
        count(what, 1);
    }

    private void count(String what, long times) {
        counts.merge(what, times, Long::sum);
    }

    List<Call> history() {
        return history;
    }

    /** A call begins. */
    void enter(Call call) {
        history.add(call);
        executions.enter(call);
    }

    ExecutionWatch executions() {
        return executions;
    }

    /** A number that no item has had. */
    long newValue() {
        return ++values;
    }

    /** Adds a client; it does nothing before it is started. */
    <C extends SimulatedClient> C add(C client) {
        clients.add(client);
        network.attach(client);
        return client;
    }

    List<SimulatedClient> clients() {
        return clients;
    }

    void run(long millis) {
        agenda.runUntil(agenda.now() + millis * MILLI);
    }

    void start(int index) {
        if (!server(index).isUp()) {
            noteExchange("restart");
            server(index).start();
        }
    }

    /** Ends the process of a server; what that may cost the queue is noted. */
    void crash(int index) {
        stop(index, false);
    }

    /** Cuts the power of a server: what its disk has not been made to keep may be gone. */
    void cutPower(int index) {
        stop(index, true);
    }

    private void stop(int index, boolean powerCut) {
        SimulatedServer victim = server(index);
        if (victim.isUp()) {
            if (!leavesACopy(victim)) {
                states.mayHaveLost();
                trace.milestone(victim.name(), "takes the last copy of something with it");
            }
            count(powerCut ? "power cuts" : "crashes");
            noteExchange("crash");
        }
        victim.crash(powerCut);
        if (options.disk().keepsAnswers() && servers.stream().noneMatch(SimulatedServer::isUp)) {
            states.nobodyIsUp();
        }
    }

    /** The disk of a server has failed: the process ends, and another begins after a while. */
    void diskFailed(SimulatedServer server) {
        int index = servers.indexOf(server);
        count("failed force");
        trace.milestone(server.name(), "cannot trust its disk any more");
        crash(index);
        agenda.in(adversary.pick(5, 50, 200) * MILLI, () -> start(index));
    }

    /** Whether another sound disk tells for good of all that the disk of a server does. */
    boolean isCovered(int index) {
        ServerDisk disk = server(index).disk();
        return disk != null
                && servers.stream()
                        .filter(other -> other != server(index))
                        .map(SimulatedServer::disk)
                        .anyMatch(other -> other != null
                                && !other.isDamaged()
                                && !other.isHollow()
                                && other.synced().dominates(disk.synced()));
    }

    /** Wipes or damages the disk of a server that is down. */
    void harm(int index, boolean wipe) {
        ServerDisk disk = server(index).disk();
        if (disk != null && !server(index).isUp()) {
            count(wipe ? "wiped disks" : "damaged disks");
            trace.milestone(server(index).name(), wipe ? "gets an empty disk" : "has its disk damaged");
            if (wipe) {
                disk.wipe();
            } else {
                disk.damage();
            }
        }
    }

    /** Whether the server may crash without anything being lost that clients have answers for. */
    boolean leavesACopy(SimulatedServer victim) {
        List<MemberId> others = new ArrayList<>();
        for (SimulatedServer server : servers) {
            if (server.isUp()) {
                sample(server, server.status());
                if (server != victim) {
                    others.add(server.self());
                }
            }
        }
        return options.disk().keepsAnswers() || states.leavesACopy(victim.self(), others);
    }

    void pause(int index, long millis) {
        if (server(index).isUp()) {
            count("pauses");
            server(index).pause(millis * MILLI);
        }
    }

    /** Cuts the link from one server to another, in that direction only. */
    void cut(int from, int to) {
        count("cuts");
        noteExchange("cut");
        trace.milestone("net", "cuts s" + (from + 1) + " -> s" + (to + 1));
        network.cut(from, to, true);
    }

    /** Splits the servers: those with the same number hear each other. */
    void partition(int... components) {
        count("partitions");
        noteExchange("cut");
        trace.milestone("net", "components " + Arrays.toString(components));
        for (int from = 0; from < servers.size(); from++) {
            for (int to = 0; to < servers.size(); to++) {
                network.cut(from, to, components[from] != components[to]);
            }
        }
    }

    /** Counts what happens while some server has not all that its configuration has executed. */
    private void noteExchange(String what) {
        for (SimulatedServer server : servers) {
            Phase phase = server.isUp() ? server.status().phase() : Phase.ALONE;
            if (phase == Phase.TRANSFER) {
                count(what + " during a transfer");
                return;
            }
        }
    }

    void heal() {
        count("heals");
        trace.milestone("net", "heals");
        network.heal();
    }

    /** From now on nothing goes wrong any more. */
    void mend() {
        mended = true;
        doomed = null;
        heal();
        network.change(options.network().healed());
        for (int i = 0; i < servers.size(); i++) {
            ServerDisk disk = server(i).disk();
            if (disk != null) {
                disk.heal();
            }
            start(i);
            server(i).wake();
        }
    }

    /** Lets something happen right after the next message of that type has been sent; it is told by which server. */
    void once(int type, IntConsumer action) {
        moments.put(type, action);
    }

    /** A server has sent a frame: the moment for which adversaries wait. */
    void onSent(int index, int type) {
        IntConsumer moment = moments.remove(type);
        if (moment != null) {
            agenda.in(0, () -> moment.accept(index));
        }
        if (type == FrameTypes.ACCEPT) {
            network.releaseHeld(index, adversary);
        }
        if (type == options.faults().ambushType()
                && !mended
                && adversary.chance(options.faults().ambush())) {
            ambush(index);
        }
    }

    private void ambush(int index) {
        FaultOptions faults = options.faults();
        int action = adversary.nextInt(3);
        if (action == 0 && (faults.schisms() || faults.partitions() + faults.cuts() > 0)) {
            count("ambushes");
            noteExchange("cut");
            boolean[] away = new boolean[servers.size()];
            for (int other = 0; other < servers.size(); other++) {
                away[other] = other != index && adversary.nextBoolean();
                network.cut(index, other, away[other]);
                network.cut(other, index, away[other]);
            }
            trace.milestone("net", "cuts " + server(index).name() + " off from " + Arrays.toString(away));
        } else if (action == 1 && faults.crashes() > 0) {
            doomed = server(index);
        } else if (action == 2 && faults.pauses() > 0) {
            pause(index, options.group().suspectAfterNanos() * adversary.between(1, 3) / MILLI);
        }
    }

    /** A server answers a client. */
    void onAnswer(SimulatedServer from, ClientAddress to, byte[] datagram) {
        var address = (SimulatedAddress) to;
        SimulatedClient client = clients.get(address.endpoint() - options.servers());
        boolean news = client.leaving(from, address, datagram);
        int sender = servers.indexOf(from);
        network.send(address.endpoint(), new Packet(sender, 0, to, datagram, false, false), false);
        if (news && !mended && adversary.chance(options.faults().crashOnAnswer())) {
            doomed = from;
        }
    }

    /** A server tells a client what came of a call; whether that is news. */
    boolean told(SimulatedServer from, Call call, Result result, long tag) {
        boolean news = !call.isTold();
        MemberId server = from.self();
        Configuration configuration = evs.configurationOf(server);
        if (configuration == null) {
            throw new Violation("A1", server + " answers " + call + " before it is in a configuration");
        }
        if (news) {
            if (evs.lastInstallation() >= call.invokedAt()) {
                call.spansConfigurations();
            }
            checkHeld(server, configuration, call);
            checkRecorded(from, call);
        }
        call.told(result, call.isWatched() ? null : placeOf(from, configuration.id(), call));
        return news;
    }

    /** Where a call was executed that a server tells of: surely in the last configuration if it was invoked in that. */
    private @Nullable Place placeOf(SimulatedServer server, ConfigurationId id, Call call) {
        if (call.invokedAt() <= evs.installedAt(server.self())) {
            return null;
        }
        ReplicationStatus status = server.status();
        noteHistory(status);
        Long executed = status.context().upTo().get(id);
        long first = evs.firstIssuedSince(id, call.invokedAt());
        long last = executed == null ? status.group().receivedUpTo() : executed;
        return new Place(id, first, Math.max(first, last));
    }

    /**
     * A1: an answer leaves only when enough members hold the slot that executed the operation. If it was not seen which
     * slot that was: it was issued after the operation was invoked, so the first such slot must be held, unless it was
     * invoked before its server was in its configuration.
     */
    private void checkHeld(MemberId server, Configuration configuration, Call call) {
        ConfigurationId id = configuration.id();
        Place place = call.isWatched() ? call.placeIn(id) : null;
        if (place == null && call.invokedAt() < evs.installedAt(server)) {
            return;
        }
        long slot = place == null ? evs.firstIssuedSince(id, call.invokedAt()) : place.from();
        Violation.require(slot >= 0, "A1", "%s answers %s though nothing was ordered since", server, call);
        int wanted = Math.min(options.group().failuresTolerated() + 1, configuration.size());
        int holders = evs.holders(id, slot);
        Violation.require(holders >= wanted, "A1", "%s answers %s, slot %d is held by %d", server, call, slot, holders);
    }

    /**
     * A3: where answers wait for the disk, one leaves only when the server's own disk tells for good of the operation.
     * Of what lies before a trim that cannot be told.
     */
    private void checkRecorded(SimulatedServer from, Call call) {
        ServerDisk disk = from.disk();
        if (disk == null || !options.disk().keepsAnswers() || !call.isWatched()) {
            return;
        }
        Context synced = disk.synced();
        boolean told = call.everyPlace().isEmpty()
                || !synced.bases().isEmpty()
                || call.everyPlace().stream().anyMatch(place -> synced.knows(place.configuration(), place.to()));
        Violation.require(told, "A3", "%s answers %s, and its disk does not have it", from.self(), call);
    }

    /** A server has finished a turn of its loop. */
    void afterLoop(SimulatedServer server) {
        if (doomed == server) {
            doomed = null;
            if (!options.faults().careful() || leavesACopy(server)) {
                int index = servers.indexOf(server);
                trace.milestone("net", "loses what " + server.name() + " has just sent");
                network.unplug(index, MILLI);
                crash(index);
            }
        }
    }

    /** Runs until the cluster is calm, at most so long. */
    void awaitCalm(long millis) {
        new Calm(this).await(millis);
    }

    /** All replicas hold the same state. */
    void checkEqual() {
        new Calm(this).checkEqual();
    }
}
