package io.ftqueue.group.replication;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Does again what a replica has taken down by its {@link Recorder}: the state machine and what is known of its history
 * become what they were after the last record. A run of records that ends in the middle of a replacement of the state
 * leaves the state as it was before that; a replica must have been made of it before it goes on.
 */
public final class Recovery {

    private final StateMachine machine;
    private final History history = new History();
    private final Forgetting forgetting = new Forgetting(history, Integer.MAX_VALUE);

    /** Executions that nothing has followed yet. */
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();

    private @Nullable Configuration configuration;
    private StateMachine.@Nullable Restoration restoration;
    private long records;
    private long timestampMicros;

    /** Of a state machine that has executed nothing. */
    public Recovery(StateMachine machine) {
        this.machine = machine;
    }

    /** A record makes no sense where it is. */
    public static final class BadRecordException extends Exception {

        private static final long serialVersionUID = 1L;

        private BadRecordException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Does what the next record says.
     *
     * @throws BadRecordException if it cannot follow; the state is then of no use
     */
    public void add(byte[] record) throws BadRecordException {
        records++;
        ByteBuffer in = ByteBuffer.wrap(record);
        try {
            replay(in);
        } catch (BufferUnderflowException | IllegalArgumentException | StateMachine.MalformedStateException e) {
            throw bad(e.getMessage() == null ? "it is too short" : e.getMessage(), e);
        }
    }

    /** Whether nothing was ever executed, here or by those whose state this was. */
    public boolean isBlank() {
        return context().isBlank();
    }

    /** How many records there were. */
    public long records() {
        return records;
    }

    /** What was executed, for people. */
    public Context context() {
        return history.context();
    }

    /** The highest epoch of a configuration that was entered; 0 if none was. */
    public long epoch() {
        Configuration last = configuration;
        long highest = last == null ? 0 : last.id().epoch();
        for (ConfigurationId id : context().upTo().keySet()) {
            highest = Math.max(highest, id.epoch());
        }
        return highest;
    }

    /** The servers that were in the last configuration. */
    SortedSet<Long> companions() {
        var servers = new TreeSet<Long>();
        Configuration last = configuration;
        if (last != null) {
            last.members().forEach(member -> servers.add(member.server()));
        }
        return servers;
    }

    /** The configuration that was entered last; null if none was. */
    public @Nullable Configuration configuration() {
        return configuration;
    }

    /** The time of the last slot that was executed, microseconds since 1970; 0 if none was. */
    public long timestampMicros() {
        return timestampMicros;
    }

    /** Whether the records end with executions that did not count, as there may have been more of their slot. */
    boolean endsWithinSlot() {
        return !waiting.isEmpty();
    }

    /** What is known of the history, to go on with; the present configuration has been left. */
    History history() {
        history.enter(ConfigurationId.NONE, machine.stateHash());
        return history;
    }

    private void replay(ByteBuffer in) throws BadRecordException, StateMachine.MalformedStateException {
        byte kind = in.get();
        if (kind == Chronicle.EXECUTED) {
            waiting.add(in);
            return;
        }
        if (kind == Chronicle.ABANDONED) {
            waiting.clear();
            return;
        }
        // A slot counts when all of its payloads are here.
        for (ByteBuffer executed = waiting.poll(); executed != null; executed = waiting.poll()) {
            execute(executed);
        }
        switch (kind) {
            case Chronicle.CONFIGURATION -> enter(in);
            case Chronicle.WHOLE -> {}
            case Chronicle.HISTORY -> become(announcement(rest(in)));
            case Chronicle.BRANCHES -> begin(in);
            case Chronicle.PIECE -> {
                int branch = in.getInt();
                restoration().add(branch, rest(in));
            }
            case Chronicle.REPLACED -> replace(announcement(rest(in)));
            default -> throw bad("its kind, " + kind + ", is unknown", null);
        }
    }

    private void enter(ByteBuffer in) {
        ConfigurationId id = configurationId(in);
        long firstSlot = in.getLong();
        timestampMicros = Math.max(timestampMicros, in.getLong());
        List<MemberId> members = new ArrayList<>();
        while (in.hasRemaining()) {
            members.add(member(in));
        }
        configuration = new Configuration(id, members, firstSlot);
        restoration = null;
        history.enter(id, machine.stateHash());
    }

    private void execute(ByteBuffer in) throws BadRecordException {
        Configuration current = configuration;
        long slot = in.getLong();
        int index = in.getInt();
        long time = in.getLong();
        MemberId origin = member(in);
        byte[] payload = rest(in);
        timestampMicros = Math.max(timestampMicros, time);
        if (current == null || slot < current.firstSlot()) {
            throw bad("it executes slot " + slot + " in " + current, null);
        }
        if (Control.kind(payload) != Control.APPLICATION) {
            forgetting.execute(payload, current, slot, 0);
            return;
        }
        history.executed(slot);
        machine.execute(new Position(current.id(), slot, index, time, origin), Control.body(payload));
    }

    private void become(StateAnnouncement said) {
        history.become(said.past());
        history.roster(said.roster());
    }

    private void begin(ByteBuffer in) throws BadRecordException {
        int own = in.getInt();
        Context known = context(in);
        List<StateMachine.Branch> branches = new ArrayList<>();
        for (int left = in.getInt(); left > 0; left--) {
            Context context = context(in);
            long hash = in.getLong();
            List<MemberId> holders = new ArrayList<>();
            for (int more = in.getInt(); more > 0; more--) {
                holders.add(member(in));
            }
            branches.add(new StateMachine.Branch(context, hash, holders));
        }
        restoration = machine.restoration(branches, own, known);
    }

    private void replace(StateAnnouncement said) throws BadRecordException, StateMachine.MalformedStateException {
        StateMachine.Restoration building = restoration();
        boolean built = false;
        while (!built) {
            built = building.work();
        }
        building.complete();
        restoration = null;
        become(said);
        if (machine.stateHash() != said.stateHash()) {
            throw bad("the state has another hash than it had", null);
        }
    }

    private StateMachine.Restoration restoration() throws BadRecordException {
        StateMachine.Restoration current = restoration;
        if (current == null) {
            throw bad("no state is being replaced", null);
        }
        return current;
    }

    private StateAnnouncement announcement(byte[] bytes) throws BadRecordException {
        StateAnnouncement said = StateAnnouncement.decode(bytes);
        if (said == null) {
            throw bad("it tells no history", null);
        }
        return said;
    }

    private Context context(ByteBuffer in) throws BadRecordException {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return announcement(bytes).context();
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }

    private static ConfigurationId configurationId(ByteBuffer in) {
        long epoch = in.getLong();
        return new ConfigurationId(epoch, member(in));
    }

    private static MemberId member(ByteBuffer in) {
        return new MemberId(in.getLong(), in.getLong());
    }

    private BadRecordException bad(String why, @Nullable Throwable cause) {
        return new BadRecordException("record " + records + " cannot follow: " + why, cause);
    }
}
