package io.ftqueue.examples.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.Position;
import io.ftqueue.group.replication.StateMachine.MalformedStateException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The board by itself and in virtual time. */
class BoardTest {

    private static final MemberId AUTHOR = new MemberId(1, 1);
    private static final int SEEDS = 10;

    @Test
    void aNoteReplacesWhatWasUnderItsHeading() {
        Board board = new Board();
        execute(board, 1, Board.put("milk", "one bottle"));
        execute(board, 2, Board.put("milk", "two bottles"));
        execute(board, 3, Board.put("cat", "fed"));
        execute(board, 4, Board.takeDown("cat"));
        assertThat(board.notes()).hasSize(1).containsEntry("milk", List.of("two bottles"));
    }

    @Test
    void nonsenseChangesNothing() {
        Board board = new Board();
        execute(board, 1, Board.put("milk", "one bottle"));
        long before = board.stateHash();
        byte[] sense = Board.put("milk", "two bottles");
        for (int length = 0; length < sense.length; length++) {
            execute(board, 2, Arrays.copyOf(sense, length));
        }
        sense[0] = 9;
        execute(board, 3, sense);
        assertThat(board.stateHash()).isEqualTo(before);
        assertThatThrownBy(() -> Board.put(" ", "x")).hasMessage("a heading has 1 to 100 characters");
        assertThatThrownBy(() -> Board.put("x", "y".repeat(1_001))).hasMessage("a note has 1 to 1000 characters");
    }

    @Test
    void notesAreReadAsTheyWereWrittenOrNotAtAll() throws MalformedStateException {
        Notes notes = new Notes();
        for (int i = 1; i <= 20; i++) {
            notes.add("heading " + i % 7, Note.at(position(i), "note " + i));
        }
        byte[] bytes = notes.encode();
        Notes read = Notes.decode(bytes);
        assertThat(read.byHeading()).isEqualTo(notes.byHeading());
        assertThat(read.hash()).isEqualTo(notes.hash());
        for (int length = 0; length < bytes.length; length++) {
            byte[] torn = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Notes.decode(torn)).isInstanceOf(MalformedStateException.class);
        }
        assertThatThrownBy(() -> Notes.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(MalformedStateException.class);
    }

    @Test
    void aHashTellsEveryNote() {
        Notes notes = new Notes();
        notes.add("a", Note.at(position(1), "x"));
        long one = notes.hash();
        notes.add("b", Note.at(position(2), "x"));
        assertThat(notes.hash()).isNotEqualTo(one);
        notes.clear("b");
        assertThat(notes.hash()).isEqualTo(one);
        Notes other = new Notes();
        other.add("a", Note.at(position(2), "x"));
        assertThat(other.hash()).isNotEqualTo(one);
    }

    /** What one side took down stays down, what both wrote stays up, and the order of joining is all one. */
    @Test
    void componentsAreJoinedInAnyOrderToTheSame() {
        var left = new ConfigurationId(2, AUTHOR);
        var right = new ConfigurationId(2, new MemberId(2, 1));
        Note old = Note.at(position(1), "before the split");
        Note mine = new Note(5, left, 2, 0, "of the left");
        Note yours = new Note(4, right, 2, 0, "of the right");
        Context before = Context.BLANK.with(position(1).configuration(), 1);
        Notes none = new Notes();
        Notes a = new Notes();
        a.add("x", mine);
        Notes b = new Notes();
        b.add("x", yours);
        Notes c = new Notes();
        c.add("x", old);
        Context ofA = before.with(left, 2);
        Context ofB = before.with(right, 2);
        assertThat(Notes.join(a, ofA, b, ofB).byHeading().get("x")).containsExactly(yours, mine);
        assertThat(Notes.join(b, ofB, a, ofA).hash())
                .isEqualTo(Notes.join(a, ofA, b, ofB).hash());
        assertThat(Notes.join(c, before, a, ofA).byHeading().get("x")).containsExactly(mine);
        // One has seen both and taken them down; whichever two meet first, nothing comes back.
        Context ofAll = ofA.join(ofB);
        Notes ab = Notes.join(a, ofA, b, ofB);
        assertThat(Notes.join(ab, ofAll, none, ofAll).hash()).isEqualTo(none.hash());
        // A third has seen and removed what looks like the winner: the other must not have been dropped for it.
        Notes abThenC = Notes.join(ab, ofAll, none, ofA);
        Notes aThenBc = Notes.join(a, ofA, Notes.join(b, ofB, none, ofA), ofB.join(ofA));
        assertThat(abThenC.byHeading()).isEqualTo(aThenBc.byHeading());
        assertThat(abThenC.byHeading().get("x")).containsExactly(yours);
    }

    @Test
    void bothSidesOfASplitGoOnAndComeTogether() {
        var group = new VirtualGroup<>(3, Board::new, 1);
        group.unite();
        submit(group, 0, Board.put("milk", "one bottle"));
        submit(group, 0, Board.put("cat", "fed"));
        group.split(member -> member / 2);
        group.run(2_000);
        submit(group, 0, Board.put("milk", "two bottles"));
        submit(group, 2, Board.put("milk", "no more milk"));
        submit(group, 2, Board.takeDown("cat"));
        assertThat(group.members.get(1).machine.notes()).containsKeys("milk", "cat");
        group.heal();
        group.unite();
        for (var member : group.members) {
            assertThat(member.machine.notes())
                    .containsOnlyKeys("milk")
                    .containsEntry("milk", List.of("no more milk", "two bottles"));
        }
    }

    @Test
    void whateverHappensAllBoardsAreTheSameInTheEnd() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var group = new VirtualGroup<>(5, Board::new, seed);
            group.lossPerMille = group.random.nextInt(50);
            for (int round = 0; round < 40; round++) {
                disturb(group);
                write(group, 8);
            }
            group.lossPerMille = 0;
            group.heal();
            group.unite();
            Set<String> refused = Set.copyOf(group.members.get(0).replicator.status().refusals().stream()
                    .map(refusal -> refusal.reason())
                    .toList());
            assertThat(refused).as("seed " + seed).isEmpty();
            assertThat(group.members).as("seed " + seed).allSatisfy(member -> {
                assertThat(member.machine.notes())
                        .isEqualTo(group.members.get(0).machine.notes());
                assertThat(member.replicator.status().group().counters()).containsEntry("state-refusals", 0L);
            });
        }
    }

    private static void disturb(VirtualGroup<Board> group) {
        Random random = group.random;
        switch (random.nextInt(8)) {
            case 0 -> group.heal();
            case 1 -> group.members.get(random.nextInt(5)).restart();
            default -> {
                int[] sides = random.ints(5, 0, 3).toArray();
                group.split(member -> sides[member]);
            }
        }
    }

    private static void write(VirtualGroup<Board> group, int times) {
        Random random = group.random;
        for (int i = 0; i < times; i++) {
            String heading = "heading " + random.nextInt(3);
            byte[] payload = random.nextInt(3) == 0
                    ? Board.takeDown(heading)
                    : Board.put(heading, "note " + random.nextInt(1_000_000));
            group.members.get(random.nextInt(5)).submit(payload);
            group.run(random.nextInt(150));
        }
    }

    private static void submit(VirtualGroup<Board> group, int member, byte[] payload) {
        assertThat(group.members.get(member).submit(payload)).isTrue();
        group.run(200);
    }

    private static void execute(Board board, long slot, byte[] payload) {
        board.execute(position(slot), payload);
    }

    private static Position position(long slot) {
        return new Position(new ConfigurationId(1, AUTHOR), slot, 0, slot, AUTHOR);
    }
}
