package io.ftqueue.group.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random histories of partitions, merges, interrupted exchanges, marks and trims: what contexts say against what was
 * really executed, which a model keeps for ever.
 */
class HistoryModelTest {

    private static final int MARK_ABOVE = 2;
    private static final byte[] CHANGE = {Control.APPLICATION};
    private static final byte[] JOIN = Control.ready();

    /** A configuration, and what is ordered in it. */
    private static final class Place {
        final Configuration configuration;
        final List<byte[]> log = new ArrayList<>();
        final Decision decision;
        final TreeMap<ConfigurationId, Long> joined = new TreeMap<>();

        Place(Configuration configuration, Decision decision) {
            this.configuration = configuration;
            this.decision = decision;
        }
    }

    private static final class Member {
        final MemberId id;
        final History history;
        final Forgetting forgetting;
        /** All that was ever executed. */
        TreeMap<ConfigurationId, Long> full = new TreeMap<>();

        @Nullable
        Place place;

        int delivered;
        int executed;
        boolean serving;

        Member(MemberId id, int most) {
            this.id = id;
            history = new History(most);
            forgetting = new Forgetting(history, MARK_ABOVE);
        }
    }

    private static final class World {
        final Random random;
        final List<Member> members = new ArrayList<>();
        final boolean restarts;
        final boolean forgets;
        final int most;
        boolean exact;
        long epoch;
        long incarnation = 1;
        int trims;

        World(long seed, boolean restarts, boolean forgets, int most) {
            this.random = new Random(seed);
            this.most = most;
            this.exact = most == History.MAX_CONFIGURATIONS;
            this.restarts = restarts;
            this.forgets = forgets;
            for (long i = 1; i <= 3 + random.nextInt(2); i++) {
                members.add(new Member(new MemberId(i, incarnation), most));
            }
            install(members);
        }

        void run(int steps) {
            for (int step = 0; step < steps; step++) {
                Member member = members.get(random.nextInt(members.size()));
                switch (random.nextInt(25)) {
                    case 0 -> regroup();
                    case 1, 2, 3 -> submit(member, CHANGE);
                    case 4, 5, 6, 7, 8 -> finish(member);
                    case 9, 10, 11, 12, 13 -> {
                        members.forEach(this::confirm);
                        members.forEach(this::cutShort);
                    }
                    case 14, 15 -> restartOrForget(member);
                    default -> deliver(member);
                }
                check();
            }
        }

        void restartOrForget(Member member) {
            Place place = member.place;
            if (restarts && random.nextInt(20) == 0) {
                members.set(members.indexOf(member), new Member(new MemberId(member.id.server(), ++incarnation), most));
            } else if (forgets && place != null && random.nextInt(3) == 0) {
                long server = members.get(random.nextInt(members.size())).id.server();
                boolean absent = place.configuration.members().stream().noneMatch(m -> m.server() == server);
                if (absent && member.history.roster().namesAbsent(server, place.configuration)) {
                    exact = false;
                    submit(member, Control.forget(server));
                }
            }
        }

        void regroup() {
            int parts = Math.max(1, random.nextInt(5) - 1);
            List<List<Member>> components = new ArrayList<>();
            for (int i = 0; i < parts; i++) {
                components.add(new ArrayList<>());
            }
            for (Member member : members) {
                components.get(random.nextInt(parts)).add(member);
            }
            components.stream().filter(component -> !component.isEmpty()).forEach(this::install);
        }

        /** Those of one configuration bring along what the best of them holds; then states are exchanged. */
        void install(List<Member> component) {
            for (Member member : component) {
                for (Member other : component) {
                    while (member.place != null && member.place == other.place && member.delivered < other.delivered) {
                        deliver(member);
                    }
                }
            }
            List<MemberId> ids =
                    component.stream().map(member -> member.id).sorted().toList();
            Configuration next = new Configuration(new ConfigurationId(++epoch, ids.get(0)), ids, 1);
            Exchange exchange = new Exchange(next);
            for (Member member : component) {
                member.history.enter(next.id(), member.full.hashCode());
                member.forgetting.enter();
                exchange.announced(member.id, member.history.announcement(1, member.full.hashCode()));
            }
            Decision decision = exchange.decide();
            assertThat(Sides.of(decision).reason()).isEmpty();
            Place place = new Place(next, decision);
            for (StateMachine.Branch branch : decision.branches()) {
                Member donor = component.stream()
                        .filter(m -> m.id.equals(branch.donor()))
                        .findAny()
                        .orElseThrow();
                donor.full.forEach((configuration, slot) -> place.joined.merge(configuration, slot, Math::max));
            }
            for (Member member : component) {
                member.place = place;
                member.delivered = 0;
                member.executed = 0;
                member.history.roster(decision.roster());
                member.serving = decision.own(member.id) >= 0 && !decision.several();
                if (member.serving) {
                    member.history.become(decision.joined());
                }
            }
        }

        boolean holdsAll(Member member) {
            return member.place != null && member.delivered == member.place.log.size();
        }

        void submit(Member member, byte[] payload) {
            if (member.serving && member.place != null && holdsAll(member)) {
                member.place.log.add(payload);
                deliver(member);
            }
        }

        void deliver(Member member) {
            Place place = member.place;
            if (place == null || holdsAll(member)) {
                return;
            }
            byte[] payload = place.log.get(member.delivered);
            member.delivered++;
            if (payload == JOIN) {
                become(member, place);
            }
            execute(member, place);
        }

        void become(Member member, Place place) {
            member.history.become(place.decision.joined());
            member.full = new TreeMap<>(place.joined);
            member.serving = true;
        }

        void execute(Member member, Place place) {
            for (; member.serving && member.executed < member.delivered; member.executed++) {
                byte[] payload = place.log.get(member.executed);
                long slot = member.executed + 1L;
                if (payload == CHANGE) {
                    member.history.executed(slot);
                } else if (payload != JOIN) {
                    long before = member.forgetting.trims();
                    member.forgetting.execute(payload, place.configuration, slot, slot);
                    trims += (int) (member.forgetting.trims() - before);
                }
                if (payload != JOIN) {
                    member.full.put(place.configuration.id(), slot);
                }
            }
        }

        /** One that was behind has the state; or all have all branches, and the last of them says so. */
        void finish(Member member) {
            Place place = member.place;
            if (place == null || member.serving) {
                return;
            }
            if (!place.decision.several()) {
                become(member, place);
                execute(member, place);
            } else if (place.log.isEmpty() && here(place).size() == place.configuration.size()) {
                place.log.add(JOIN);
                deliver(member);
            }
        }

        List<Member> here(Place place) {
            return members.stream().filter(member -> member.place == place).toList();
        }

        /** All that is executed here is recorded. */
        void confirm(Member member) {
            Place place = member.place;
            if (place == null) {
                return;
            }
            byte[] word = member.forgetting.confirmation(Long.MAX_VALUE);
            if (word != null) {
                here(place).forEach(other -> other.forgetting.kept(member.id, Control.number(word)));
            }
        }

        void cutShort(Member member) {
            Place place = member.place;
            if (place == null || !holdsAll(member)) {
                return;
            }
            List<Member> here = here(place);
            boolean allReady =
                    here.size() == place.configuration.size() && here.stream().allMatch(m -> m.serving);
            if (allReady) {
                byte[] due = member.forgetting.due(place.configuration, member.id);
                if (due != null) {
                    submit(member, due);
                }
            }
        }

        void check() {
            for (Member a : members) {
                exact &= a.history.context().bases().size() < 2;
            }
            Member a = members.get(random.nextInt(members.size()));
            Member b = members.get(random.nextInt(members.size()));
            Member c = members.get(random.nextInt(members.size()));
            compare(a.history.context(), a.full, b.history.context(), b.full);
            Context joined = a.history.context().join(b.history.context());
            TreeMap<ConfigurationId, Long> both = new TreeMap<>(a.full);
            b.full.forEach((configuration, slot) -> both.merge(configuration, slot, Math::max));
            boolean mixed = joined.bases().size() > 1;
            boolean before = exact;
            exact &= !mixed;
            compare(joined, both, c.history.context(), c.full);
            compare(c.history.context(), c.full, joined, both);
            assertThat(joined.sameAs(b.history.context().join(a.history.context())))
                    .isTrue();
            exact = before;
        }

        void compare(
                Context context,
                TreeMap<ConfigurationId, Long> full,
                Context holder,
                TreeMap<ConfigurationId, Long> holderFull) {
            boolean contains = true;
            for (var entry : holderFull.entrySet()) {
                long slot = 1L + random.nextInt(entry.getValue().intValue());
                boolean executed = full.getOrDefault(entry.getKey(), 0L) >= slot;
                boolean known = context.knows(entry.getKey(), slot, holder);
                if (known ? !executed : exact && executed) {
                    fail("%s knows %s/%d of %s: %b", context, entry.getKey(), slot, holder, known);
                }
                contains &= full.getOrDefault(entry.getKey(), 0L) >= entry.getValue();
            }
            boolean dominates = context.dominates(holder);
            if (dominates ? !contains : exact && contains) {
                fail("%s dominates %s: %b", context, holder, dominates);
            }
        }
    }

    private static void run(int seeds, boolean restarts, boolean forgets, int most) {
        int trims = 0;
        for (long seed = 1; seed <= seeds; seed++) {
            World world = new World(seed, restarts, forgets, most);
            try {
                world.run(300);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            trims += world.trims;
        }
        assertThat(trims).isGreaterThan(seeds);
    }

    @Test
    void contextsSayExactlyWhatWasExecuted() {
        run(1_500, false, false, History.MAX_CONFIGURATIONS);
    }

    @Test
    void contextsSayExactlyWhatWasExecutedThoughMembersRestart() {
        run(1_000, true, false, History.MAX_CONFIGURATIONS);
    }

    @Test
    void contextsNeverSayMoreThanWasExecutedThoughMembersAreForgotten() {
        run(1_000, true, true, History.MAX_CONFIGURATIONS);
    }

    @Test
    void contextsNeverSayMoreThanWasExecutedThoughTheyAreShortened() {
        run(500, false, false, 3);
        run(500, true, true, 4);
    }
}
