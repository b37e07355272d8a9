package io.ftqueue.group;

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
import io.ftqueue.group.message.SlotAssignment;
import io.ftqueue.group.message.SlotRange;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One member and what is said to it, as text: every command is a line, what follows from it are lines, too. Members are
 * numbers; a configuration is its epoch, led by its lowest member.
 */
final class Transcript implements Outbox {

    private static final long MILLI = 1_000_000L;
    private static final long MICRO = 1_000L;

    private final List<String> said = new ArrayList<>();
    private final MemberId self;
    private final GroupMember member;
    private long nowNanos;
    private int heartbeats;
    private long beats;
    private ConfigurationId configuration = ConfigurationId.NONE;
    private List<MemberId> members = List.of();

    Transcript(int self) {
        this.self = new MemberId(self, 1);
        member = new GroupMember(
                GroupConfig.defaults(), this.self, "n" + self, GroupObserver.NONE, new Random(1), nowNanos, 0);
    }

    /** Carries a command out; returns what the member did. */
    List<String> run(String line) {
        said.clear();
        heartbeats = 0;
        String[] words = line.trim().split(" +", -1);
        TreeMap<String, String> options = new TreeMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            options.put(equals < 0 ? "" : words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        switch (words[0]) {
            case "form" -> form(options);
            case "submit" -> member.step(nowNanos, new Event.Submitted(bytes(options.get(""))), this);
            case "tick" -> member.step(nowNanos, Event.TICK, this);
            case "wait" -> pass(options);
            case "pause" -> nowNanos += nanos(options.get(""));
            case "held" -> say(heldBy(number(options, "", 1)));
            case "state" ->
                say(member.status().state() + " received " + member.status().receivedUpTo());
            case "count" ->
                say(options.get("") + " " + member.status().counters().get(options.get("")));
            default -> receive(words[0], options);
        }
        if (heartbeats > 0) {
            say("-> all Heartbeat, " + heartbeats + " in all");
        }
        return List.copyOf(said);
    }

    /** Brings the member into a configuration with others that say what it takes. */
    private void form(TreeMap<String, String> options) {
        List<MemberId> all = members(options.get("members"));
        ConfigurationId id = new ConfigurationId(number(options, "epoch", 1), all.get(0));
        hear(all, all, MemberState.GATHER);
        receive(all.get(0), new Propose(id, all), 0);
        receive(all.get(0), new Plan(id, all, List.of(), 1, 0), 0);
        receive(all.get(0), new Install(id), 0);
        configuration = id;
        members = all;
        hear(all, all, MemberState.OPERATIONAL);
        member.step(nowNanos, Event.TICK, this);
        said.removeIf(line -> line.startsWith("->"));
        heartbeats = 0;
    }

    /** Time passes, with heartbeats of those that are alive, and the member ticks when it is due. */
    private void pass(TreeMap<String, String> options) {
        long until = nowNanos + nanos(options.get(""));
        List<MemberId> alive = members(options.getOrDefault("alive", ""));
        long beat = nowNanos;
        while (true) {
            long next = alive.isEmpty() ? until : Math.min(until, beat);
            while (member.nextDeadlineNanos() - next <= 0) {
                nowNanos = Math.max(nowNanos, member.nextDeadlineNanos());
                member.step(nowNanos, Event.TICK, this);
            }
            nowNanos = next;
            if (next == until) {
                break;
            }
            hear(alive, members, MemberState.OPERATIONAL);
            beat += 20 * MILLI;
        }
        member.step(nowNanos, Event.TICK, this);
    }

    private void hear(List<MemberId> from, List<MemberId> heard, MemberState state) {
        for (MemberId other : from) {
            receive(other, new Heartbeat(++beats, state, 0, 0, heard, members, "n" + other.server()), 0);
        }
    }

    private void receive(String kind, TreeMap<String, String> options) {
        MemberId from = id(options.get("from"));
        long epoch = number(options, "epoch", configuration.epoch());
        Message message = switch (kind) {
            case "data" -> data(options.get("payload"));
            case "slot" -> slot(options);
            case "ack" -> new Ack();
            case "nak" -> nak(options);
            case "heartbeat" ->
                new Heartbeat(
                        ++beats,
                        MemberState.valueOf(options.getOrDefault("state", "OPERATIONAL")),
                        0,
                        number(options, "seen", 0),
                        members,
                        members,
                        "n" + from.server());
            case "join" -> new Join(members(options.get("candidates")), epoch, configuration);
            case "propose" -> new Propose(new ConfigurationId(epoch, from), members(options.get("members")));
            case "plan" -> plan(from, epoch, options);
            case "install" -> new Install(new ConfigurationId(epoch, from));
            default -> throw new IllegalArgumentException("no command: " + kind);
        };
        receive(from, message, number(options, "received", 0));
        if (kind.equals("install")) {
            configuration = new ConfigurationId(epoch, from);
        }
    }

    private void receive(MemberId from, Message message, long receivedUpTo) {
        if (!from.equals(self)) {
            member.step(nowNanos, new Event.Received(new Frame(from, configuration, receivedUpTo, 0, message)), this);
        }
    }

    private Plan plan(MemberId from, long epoch, TreeMap<String, String> options) {
        List<MemberId> all = members(options.get("members"));
        long target = number(options, "target", 0);
        PlanGroup group = new PlanGroup(configuration, all, target, id(options.get("donor")));
        return new Plan(new ConfigurationId(epoch, from), all, List.of(group), target + 1, 0);
    }

    private SlotAssignment slot(TreeMap<String, String> options) {
        List<Data> inline = options.containsKey("inline") ? List.of(data(options.get("inline"))) : List.of();
        long acks = 0;
        for (MemberId wanted : members(options.getOrDefault("acks", ""))) {
            acks |= 1L << members.indexOf(wanted);
        }
        List<CutEntry> previous = cut(options.getOrDefault("previous", ""));
        long slot = number(options, "number", 1);
        return new SlotAssignment(
                slot, slot * 10, cut(options.get("cut")), previous.isEmpty() ? 0 : 5, previous, acks, inline);
    }

    /** As {@code member:number} for each. */
    private List<CutEntry> cut(String text) {
        List<CutEntry> cut = new ArrayList<>();
        for (String entry : split(text)) {
            String[] parts = entry.split(":", -1);
            cut.add(new CutEntry(members.indexOf(id(parts[0])), Long.parseLong(parts[1])));
        }
        return cut;
    }

    /** As {@code member:number:text}. */
    private Data data(String text) {
        String[] parts = text.split(":", -1);
        return new Data(members.indexOf(id(parts[0])), Long.parseLong(parts[1]), 0, 1, bytes(parts[2]));
    }

    /** As {@code from-to}, and {@code member:from-to}. */
    private Nak nak(TreeMap<String, String> options) {
        List<SlotRange> slots = new ArrayList<>();
        for (String range : split(options.getOrDefault("slots", ""))) {
            String[] ends = range.split("-", -1);
            slots.add(new SlotRange(Long.parseLong(ends[0]), Long.parseLong(ends[1])));
        }
        List<PayloadGap> payloads = new ArrayList<>();
        for (String gap : split(options.getOrDefault("payloads", ""))) {
            String[] parts = gap.split("[:-]", -1);
            payloads.add(new PayloadGap(
                    members.indexOf(id(parts[0])), Long.parseLong(parts[1]), Long.parseLong(parts[2]), -1L));
        }
        return new Nak(slots, payloads);
    }

    private String heldBy(long holders) {
        long held = member.heldBy((int) holders, -1L);
        return "by " + holders + (held == Long.MIN_VALUE ? ": nothing is said" : ": up to " + held);
    }

    @Override
    public void multicast(Frame frame) {
        if (frame.message() instanceof Heartbeat) {
            heartbeats++;
        } else {
            say("-> all " + describe(frame));
        }
    }

    @Override
    public void send(MemberId to, Frame frame) {
        say("-> " + to.server() + " " + describe(frame));
    }

    @Override
    public void deliver(Delivery delivery) {
        if (delivery instanceof Delivery.Message message) {
            String text = new String(message.payload(), StandardCharsets.UTF_8);
            say("deliver " + message.slot() + "." + message.index() + " " + text + " of "
                    + message.origin().server());
        } else if (delivery instanceof Delivery.Safe safe) {
            say("safe up to " + safe.upTo());
        } else if (delivery instanceof Delivery.Transitional change) {
            say("transitional " + change.from().epoch() + " to " + change.to().epoch() + " " + names(change.members()));
        } else if (delivery instanceof Delivery.Regular change) {
            say("regular " + change.configuration().id().epoch() + " "
                    + names(change.configuration().members()) + " from slot "
                    + change.configuration().firstSlot() + ", undelivered "
                    + change.undelivered().stream()
                            .map(payload -> new String(payload, StandardCharsets.UTF_8))
                            .toList());
        }
    }

    private String describe(Frame frame) {
        Message message = frame.message();
        String name = message.getClass().getSimpleName();
        if (message instanceof SlotAssignment slot) {
            return name + " " + slot.slot() + " cut " + cut(slot.cut()) + " previous " + cut(slot.previousCut())
                    + " acks " + wanted(slot.acksWanted()) + " inline "
                    + slot.inline().stream().map(this::describe).toList();
        }
        if (message instanceof Data data) {
            return name + " " + describe(data);
        }
        if (message instanceof Nak nak) {
            return name + " slots "
                    + nak.slots().stream()
                            .map(range -> range.from() + "-" + range.to())
                            .toList()
                    + " payloads "
                    + nak.payloads().stream()
                            .map(gap -> members.get(gap.origin()).server() + ":" + gap.from() + "-" + gap.to())
                            .toList();
        }
        if (message instanceof Join join) {
            return name + " " + names(join.candidates());
        }
        return name + " received " + frame.receivedUpTo();
    }

    private String describe(Data data) {
        return members.get(data.origin()).server() + ":" + data.localSeq() + ":"
                + new String(data.bytes(), StandardCharsets.UTF_8);
    }

    private List<String> cut(List<CutEntry> cut) {
        return cut.stream()
                .map(entry -> members.get(entry.origin()).server() + ":" + entry.upTo())
                .toList();
    }

    private List<Long> wanted(long bits) {
        List<Long> wanted = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            if ((bits & 1L << i) != 0) {
                wanted.add(members.get(i).server());
            }
        }
        return wanted;
    }

    private void say(String line) {
        said.add(line);
    }

    private static String names(List<MemberId> members) {
        return members.stream().map(id -> Long.toString(id.server())).collect(Collectors.joining(" ", "[", "]"));
    }

    private static List<MemberId> members(String text) {
        return split(text).stream().map(Transcript::id).toList();
    }

    private static List<String> split(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(",", -1));
    }

    private static MemberId id(String number) {
        return new MemberId(Long.parseLong(number), 1);
    }

    private static long number(TreeMap<String, String> options, String name, long otherwise) {
        return options.containsKey(name) ? Long.parseLong(options.get(name)) : otherwise;
    }

    private static long nanos(String text) {
        return text.endsWith("us")
                ? Long.parseLong(text.replace("us", "")) * MICRO
                : Long.parseLong(text.replace("ms", "")) * MILLI;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
