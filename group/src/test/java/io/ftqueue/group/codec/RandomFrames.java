package io.ftqueue.group.codec;

import io.ftqueue.group.message.Accept;
import io.ftqueue.group.message.Ack;
import io.ftqueue.group.message.CutEntry;
import io.ftqueue.group.message.Data;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.message.Heartbeat;
import io.ftqueue.group.message.Install;
import io.ftqueue.group.message.Join;
import io.ftqueue.group.message.MemberState;
import io.ftqueue.group.message.Message;
import io.ftqueue.group.message.Nak;
import io.ftqueue.group.message.PayloadGap;
import io.ftqueue.group.message.Plan;
import io.ftqueue.group.message.PlanGroup;
import io.ftqueue.group.message.Propose;
import io.ftqueue.group.message.Recovered;
import io.ftqueue.group.message.SlotAssignment;
import io.ftqueue.group.message.SlotRange;
import io.ftqueue.group.message.StateChunk;
import io.ftqueue.group.message.StateRequest;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Draws frames of every kind, small lists and the longest ones alike. */
final class RandomFrames {

    private final RandomGenerator random;
    private final Map<Class<?>, Supplier<Message>> kinds = new LinkedHashMap<>();

    RandomFrames(RandomGenerator random) {
        this.random = random;
        kinds.put(Data.class, this::data);
        kinds.put(SlotAssignment.class, this::slotAssignment);
        kinds.put(Nak.class, this::nak);
        kinds.put(Ack.class, Ack::new);
        kinds.put(Heartbeat.class, this::heartbeat);
        kinds.put(Join.class, () -> new Join(members(1), mark(), random.nextBoolean() ? id() : ConfigurationId.NONE));
        kinds.put(Propose.class, () -> new Propose(id(), members(1)));
        kinds.put(Accept.class, () -> new Accept(id(), random.nextLong()));
        kinds.put(Plan.class, this::plan);
        kinds.put(Recovered.class, () -> new Recovered(id()));
        kinds.put(Install.class, () -> new Install(id()));
        kinds.put(StateRequest.class, () -> {
            int held = random.nextInt(1 << 30);
            return new StateRequest(mark(), held, held + random.nextInt(1 << 30), 1 + random.nextInt(99));
        });
        kinds.put(StateChunk.class, this::stateChunk);
    }

    /** A frame whose message is of that kind; fails for a kind nobody has taught this class. */
    Frame frame(Class<?> kind) {
        Supplier<Message> supplier = kinds.get(kind);
        if (supplier == null) {
            throw new AssertionError("no random " + kind + ": teach RandomFrames and the codec the new message");
        }
        ConfigurationId configuration = random.nextInt(4) == 0 ? ConfigurationId.NONE : id();
        long received = mark();
        return new Frame(member(), configuration, received, random.nextLong(received + 1), supplier.get());
    }

    private Data data() {
        int parts = 1 + random.nextInt(64);
        return new Data(random.nextInt(64), 1 + mark() / 2, random.nextInt(parts), parts, bytes(1200));
    }

    private SlotAssignment slotAssignment() {
        var inline = new ArrayList<Data>();
        for (int i = few(255); i > 0; i--) {
            int parts = 1 + random.nextInt(64);
            inline.add(new Data(random.nextInt(64), 1 + mark() / 2, random.nextInt(parts), parts, bytes(100)));
        }
        return new SlotAssignment(
                mark(), random.nextLong(), cut(1), random.nextLong(), cut(0), random.nextLong(), inline);
    }

    private List<CutEntry> cut(int atLeast) {
        var marks = new TreeMap<Integer, Long>();
        for (int i = Math.max(atLeast, few(64)); i > 0; i--) {
            marks.put(random.nextInt(64), mark());
        }
        var cut = new ArrayList<CutEntry>();
        marks.forEach((origin, upTo) -> cut.add(random.nextInt(cut.size() + 1), new CutEntry(origin, upTo)));
        return cut;
    }

    private Nak nak() {
        var slots = new ArrayList<SlotRange>();
        for (int i = few(256); i > 0; i--) {
            long from = mark() / 2;
            slots.add(new SlotRange(from, from + mark() / 2));
        }
        var payloads = new ArrayList<PayloadGap>();
        for (int i = few(256); i > 0; i--) {
            long from = 1 + mark() / 4;
            payloads.add(new PayloadGap(random.nextInt(64), from, from + mark() / 4, random.nextLong()));
        }
        return new Nak(slots, payloads);
    }

    private Heartbeat heartbeat() {
        var states = List.copyOf(EnumSet.allOf(MemberState.class));
        MemberState state = states.get(random.nextInt(states.size()));
        return new Heartbeat(mark(), state, mark(), mark(), members(0), members(0), name());
    }

    private String name() {
        var name = new StringBuilder();
        String letters = "abz-09äß→𝄞";
        for (int i = few(60); i > 0; i--) {
            int at = random.nextInt(letters.codePointCount(0, letters.length()));
            name.appendCodePoint(letters.codePointAt(letters.offsetByCodePoints(0, at)));
        }
        return name.toString();
    }

    private Plan plan() {
        List<MemberId> members = members(1);
        var groups = new ArrayList<PlanGroup>();
        int at = 0;
        while (at < members.size() && random.nextInt(5) > 0) {
            int to = at + 1 + random.nextInt(members.size() - at);
            var group = members.subList(at, to);
            groups.add(new PlanGroup(id(), group, mark(), group.get(random.nextInt(group.size()))));
            at = to;
        }
        return new Plan(id(), members, groups, 1 + mark() / 2, random.nextLong());
    }

    private StateChunk stateChunk() {
        int chunks = 1 + random.nextInt(1 << 20);
        return new StateChunk(mark(), random.nextInt(chunks), chunks, bytes(1200));
    }

    private List<MemberId> members(int atLeast) {
        var members = new TreeSet<MemberId>();
        for (int i = Math.max(atLeast, few(64)); i > 0; i--) {
            members.add(member());
        }
        return List.copyOf(members);
    }

    private MemberId member() {
        return new MemberId(random.nextBoolean() ? 1 + random.nextInt(9) : random.nextLong(), 1 + mark() / 2);
    }

    private ConfigurationId id() {
        return new ConfigurationId(1 + mark() / 2, member());
    }

    private long mark() {
        return random.nextLong() >>> (8 + random.nextInt(56));
    }

    private byte[] bytes(int atMost) {
        var bytes = new byte[random.nextInt(atMost + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    private int few(int atMost) {
        return random.nextInt(8) == 0 ? atMost : random.nextInt(4);
    }
}
