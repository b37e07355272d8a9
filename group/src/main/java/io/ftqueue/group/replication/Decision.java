package io.ftqueue.group.replication;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the announcements of a configuration come to: the branches, who has which, and who may hold the history from now
 * on. A function of the announcements alone, and so the same at every member.
 */
final class Decision {

    private final List<MemberId> members;
    private final TreeMap<MemberId, StateAnnouncement> states = new TreeMap<>();
    private final TreeSet<MemberId> forgotten;
    private final Comparison comparison;
    private final List<StateMachine.Branch> branches = new ArrayList<>();
    private final History.Past joined;
    private final Roster roster;

    Decision(Configuration configuration, SortedMap<MemberId, StateAnnouncement> announced) {
        this.members = configuration.members();
        this.forgotten = forgotten(announced);
        this.roster = roster(announced).with(members);
        announced.forEach((member, said) -> states.put(member, forgotten.contains(member) ? blank(said) : said));
        var contexts = new TreeMap<MemberId, Context>();
        states.forEach((member, state) -> contexts.put(member, state.context()));
        this.comparison = new Comparison(contexts);
        History.Past whole = null;
        for (MemberId member : members) {
            StateAnnouncement state = state(member);
            if (comparison.isMaximal(member) && !inBranch(member)) {
                branches.add(new StateMachine.Branch(state.context(), state.stateHash(), holders(member)));
                whole = whole == null ? state.past() : whole.join(state.past());
            }
        }
        this.joined = whole == null ? History.Past.BLANK : whole;
    }

    /** The members of the configuration, ascending. */
    List<MemberId> members() {
        return members;
    }

    /** Whether no member has a state that counts: all have lost theirs. */
    boolean isHollow() {
        return states.values().stream().allMatch(StateAnnouncement::hollow);
    }

    /** The states that no other contains, by their donors ascending; at least one. */
    List<StateMachine.Branch> branches() {
        return branches;
    }

    /** Whether there are several, to be joined. */
    boolean several() {
        return branches.size() > 1;
    }

    /** The branch whose state a member has; -1 if it is behind one, or blank. */
    int own(MemberId member) {
        for (int i = 0; i < branches.size(); i++) {
            if (branches.get(i).holders().contains(member)) {
                return i;
            }
        }
        return -1;
    }

    /** The branch whose state a member has, or the first of those that contain all that it has. */
    int side(MemberId member) {
        int own = own(member);
        for (int i = 0; i < branches.size() && own < 0; i++) {
            if (comparison.covers(branches.get(i).donor(), member)) {
                own = i;
            }
        }
        return own;
    }

    /** What a member has executed; one that was forgotten counts as blank. */
    Context known(MemberId member) {
        return state(member).context();
    }

    /** What the state will have executed when the branches are joined. */
    History.Past joined() {
        return joined;
    }

    /** Who may hold a state of this history from now on. */
    Roster roster() {
        return roster;
    }

    /** Why the states of two members must not meet; empty if they may. */
    String conflict(MemberId a, MemberId b) {
        StateAnnouncement one = state(a);
        StateAnnouncement other = state(b);
        if (one.stateVersion() != other.stateVersion()) {
            return "state versions differ: " + one.stateVersion() + " and " + other.stateVersion();
        }
        if (forgotten.contains(a) || forgotten.contains(b)) {
            return "";
        }
        if (comparison.same(a, b)) {
            return one.stateHash() == other.stateHash() ? "" : "the same history has led to different states";
        }
        for (var entry : one.context().upTo().entrySet()) {
            boolean both = entry.getValue().equals(other.context().upTo().get(entry.getKey()));
            if (both && one.digest(entry.getKey()) != other.digest(entry.getKey())) {
                return "configuration ids collide: " + entry.getKey();
            }
        }
        return "";
    }

    private StateAnnouncement state(MemberId member) {
        return states.getOrDefault(member, StateAnnouncement.UNREADABLE);
    }

    private boolean inBranch(MemberId member) {
        return branches.stream().anyMatch(branch -> comparison.same(branch.donor(), member));
    }

    private List<MemberId> holders(MemberId of) {
        return members.stream()
                .filter(member -> !forgotten.contains(member)
                        && comparison.same(of, member)
                        && state(member).stateHash() == state(of).stateHash())
                .toList();
    }

    private static StateAnnouncement blank(StateAnnouncement said) {
        return new StateAnnouncement(said.stateVersion(), 0, History.Past.BLANK, Roster.EMPTY);
    }

    /** Those who were forgotten and do not know: their states do not count. */
    private static TreeSet<MemberId> forgotten(SortedMap<MemberId, StateAnnouncement> announced) {
        var forgotten = new TreeSet<MemberId>();
        announced.forEach((member, theirs) -> {
            boolean known = announced.entrySet().stream()
                    .anyMatch(other -> forgot(other.getValue(), member, theirs)
                            // If each has forgotten the other, neither has: else both states would be lost.
                            && !forgot(theirs, other.getKey(), other.getValue()));
            if (known) {
                forgotten.add(member);
            }
        });
        boolean anyLeft = announced.entrySet().stream()
                .anyMatch(entry -> !forgotten.contains(entry.getKey())
                        && !entry.getValue().context().isBlank());
        return anyLeft ? forgotten : new TreeSet<>();
    }

    private static boolean forgot(StateAnnouncement holder, MemberId member, StateAnnouncement theirs) {
        // Of one that was shortened nobody can tell what it has executed.
        return !theirs.context().isBlank()
                && !theirs.context().shortened()
                && holder.roster().forgot(member, holder.context(), theirs.context());
    }

    /** All that any of the states says, without those who have been forgotten since it was said. */
    private static Roster roster(SortedMap<MemberId, StateAnnouncement> announced) {
        Roster united = Roster.EMPTY;
        for (StateAnnouncement said : announced.values()) {
            if (!said.context().isBlank()) {
                List<MemberId> gone = said.roster().members().stream()
                        .filter(member -> announced.values().stream()
                                .anyMatch(other -> other.roster().forgot(member, other.context(), said.context())))
                        .toList();
                united = united.union(said.roster().without(gone));
            }
        }
        return united;
    }
}
