package io.ftqueue.group.replication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.StateMachine.Branch;
import io.ftqueue.group.replication.StateMachine.MalformedStateException;
import io.ftqueue.group.replication.StateMachine.Restoration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Images of small states, and what is built from them. */
class SmallStateMachineTest {

    private static final ConfigurationId FIRST = new ConfigurationId(1, new MemberId(1, 1));
    private static final ConfigurationId SECOND = new ConfigurationId(2, new MemberId(2, 1));

    /** Words, each said once; a join has those of both, and lists in its state which joins it has seen. */
    private static final class Words extends SmallStateMachine<TreeSet<String>> {

        final List<String> joins = new ArrayList<>();

        Words(String... said) {
            super(new TreeSet<>(List.of(said)));
        }

        @Override
        public void execute(Position position, byte[] payload) {
            state().add(new String(payload, UTF_8));
        }

        @Override
        public int stateVersion() {
            return 1;
        }

        @Override
        protected long hashOf(TreeSet<String> of) {
            return of.stream().mapToLong(String::hashCode).sum();
        }

        @Override
        protected byte[] encode(TreeSet<String> of) {
            return String.join(" ", of).getBytes(UTF_8);
        }

        @Override
        protected TreeSet<String> decode(byte[] bytes) throws MalformedStateException {
            String text = new String(bytes, UTF_8);
            if (text.contains("#")) {
                throw new MalformedStateException("no word has a #");
            }
            if (text.contains("!")) {
                throw new IllegalStateException("a decoder that does not expect everything");
            }
            return text.isEmpty() ? new TreeSet<>() : new TreeSet<>(List.of(text.split(" ")));
        }

        @Override
        protected TreeSet<String> join(
                TreeSet<String> one, Context oneExecuted, TreeSet<String> other, Context otherExecuted) {
            joins.add(oneExecuted.upTo() + "+" + otherExecuted.upTo());
            TreeSet<String> both = new TreeSet<>(one);
            both.addAll(other);
            return both;
        }
    }

    @Test
    void aStateIsToldWholeInPiecesAndAsItWasThen() throws MalformedStateException {
        Words teller = new Words("x".repeat(700), "a");
        var image = teller.snapshot().image(Context.BLANK);
        teller.execute(new Position(FIRST, 5, 0, 5, FIRST.representative()), "later".getBytes(UTF_8));
        Words listener = new Words("stale");
        Restoration restoration =
                listener.restoration(List.of(branch(FIRST, new Words("x".repeat(700), "a"))), -1, Context.BLANK);
        int pieces = 0;
        for (byte[] piece = image.next(256); piece != null; piece = image.next(256)) {
            assertThat(piece).hasSizeBetween(1, 256);
            restoration.add(0, piece);
            pieces++;
        }
        assertThat(pieces).isEqualTo(3);
        assertThat(restoration.work()).isTrue();
        assertThat(listener.state()).as("not before it is complete").containsExactly("stale");
        restoration.complete();
        assertThat(listener.state()).containsExactly("a", "x".repeat(700));
        assertThat(listener.stateHash()).isEqualTo(new Words("a", "x".repeat(700)).stateHash());
    }

    @Test
    void anEmptyStateHasNoPieces() throws MalformedStateException {
        assertThat(new Words().snapshot().image(Context.BLANK).next(256)).isNull();
        Words listener = new Words("stale");
        Restoration restoration = listener.restoration(List.of(branch(FIRST, new Words())), -1, Context.BLANK);
        assertThat(restoration.work()).isTrue();
        restoration.complete();
        assertThat(listener.state()).isEmpty();
    }

    @Test
    void branchesAreJoinedOneWithEachStepAndTheOwnOneIsNotTold() throws MalformedStateException {
        Words own = new Words("own");
        List<Branch> branches = List.of(branch(FIRST, new Words("first")), branch(SECOND, own));
        Restoration restoration = own.restoration(branches, 1, context(SECOND));
        restoration.add(0, "first".getBytes(UTF_8));
        assertThat(restoration.work()).isFalse();
        assertThat(restoration.work()).isTrue();
        assertThat(own.state()).containsExactly("own");
        restoration.complete();
        assertThat(own.state()).containsExactly("first", "own");
        assertThat(own.joins)
                .containsExactly(context(FIRST).upTo() + "+" + context(SECOND).upTo());
    }

    @Test
    void whatIsNoStateIsRefusedByItsBranch() {
        for (String image : List.of("#", "!", "another")) {
            Words own = new Words("own");
            List<Branch> branches = List.of(branch(SECOND, own), branch(FIRST, new Words("first")));
            Restoration restoration = own.restoration(branches, 0, context(SECOND));
            assertThatThrownBy(() -> {
                        restoration.add(1, image.getBytes(UTF_8));
                        restoration.work();
                        restoration.work();
                    })
                    .as(image)
                    .isInstanceOfSatisfying(
                            MalformedStateException.class,
                            e -> assertThat(e.branch()).isEqualTo(1));
            assertThat(own.state()).containsExactly("own");
        }
    }

    private static Branch branch(ConfigurationId configuration, Words state) {
        return new Branch(context(configuration), state.stateHash(), List.of(configuration.representative()));
    }

    private static Context context(ConfigurationId configuration) {
        return Context.BLANK.with(configuration, 5);
    }
}
