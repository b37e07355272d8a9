package io.ftqueue.queue.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.group.replication.StateMachine;
import io.ftqueue.group.replication.StateMachine.MalformedStateException;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.codec.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A state told in pieces and built from them. */
class HandOverTest {

    private static final int SMALLEST = 256;
    private static final int CHECKSUM_BYTES = 4;

    private final Branch branch = new Branch(1);
    private final TreeMap<Long, Long> seqs = new TreeMap<>();

    @Test
    void tellsTheStateAsItWasWhateverIsExecutedMeanwhile() {
        for (int seed = 0; seed < 20; seed++) {
            var random = new SplittableRandom(seed);
            operate(random, 400);
            var expected = Branch.pieces(branch.state.snapshot().image(Context.BLANK), 500);
            var image = branch.state.snapshot().image(Context.BLANK);
            var told = new ArrayList<byte[]>();
            for (byte[] piece = image.next(500); piece != null; piece = image.next(500)) {
                told.add(piece);
                operate(random, 25);
                branch.state.snapshot();
            }
            operate(random, 400);
            assertThat(told).as("SEED=%d", seed).containsExactlyElementsOf(expected);
            assertThat(branch.fork(2).state.stateHash()).isEqualTo(branch.state.stateHash());
        }
    }

    @Test
    void tellsSessionsAndTextsAsTheyWereWhenTheyAreForgottenMeanwhile() {
        operate(new SplittableRandom(1), 300);
        var expected = Branch.pieces(branch.state.snapshot().image(Context.BLANK), SMALLEST);
        var image = branch.state.snapshot().image(Context.BLANK);
        branch.pass(2 * Sessions.LIFE_MICROS / 1_000_000);
        branch.text("the only one", create("a"));
        assertThat(Branch.pieces(image, SMALLEST)).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {SMALLEST, 257, 300, 1_000, 16_384, 65_507})
    void buildsTheSameStateFromPiecesOfAnySize(int maxBytes) throws MalformedStateException {
        var random = new SplittableRandom(maxBytes);
        branch.nativeEntry(9, 1, 1, create("large"));
        for (int size : new int[] {60_000, 0, 59_999, 240, 252, 256, 60_000}) {
            byte[] value = new byte[size];
            random.nextBytes(value);
            branch.text("push" + branch.micros, new Operation.Push(1, value));
        }
        branch.nativeEntry(9, 1, 2, new Operation.Top(1), new Operation.Pop(1), new Operation.Top(1));
        branch.text("top", new Operation.Top(1));
        operate(random, 500);
        var copy = new Branch(2);
        var pieces = Branch.pieces(branch.state.snapshot().image(Context.BLANK), maxBytes);
        restore(copy, branch, pieces);
        assertThat(pieces).allMatch(piece -> piece.length > 0 && piece.length <= maxBytes);
        assertThat(copy.state.stateHash()).isEqualTo(branch.state.stateHash());
        assertThat(copy.pieces()).containsExactlyElementsOf(branch.pieces());
        copy.micros = branch.micros;
        copy.nameOf(branch.idOf(1));
        assertThat(copy.nativeEntry(9, 1, 3, new Operation.Pop(1)))
                .isEqualTo(branch.nativeEntry(9, 1, 3, new Operation.Pop(1)));
        assertThat(copy.state.stateHash()).isEqualTo(branch.state.stateHash());
    }

    @Test
    void buildsTheBlankState() throws MalformedStateException {
        var copy = new Branch(2);
        copy.nativeEntry(7, 1, 1, create("gone"));
        restore(copy, branch, branch.pieces());
        assertThat(copy.state.stateHash()).isEqualTo(new Branch(3).state.stateHash());
        assertThat(copy.state.queues()).isEmpty();
    }

    @Test
    void refusesDamagedAndTruncatedPieces() {
        operate(new SplittableRandom(5), 60);
        var pieces = Branch.pieces(branch.state.snapshot().image(Context.BLANK), SMALLEST);
        for (int i = 0; i < pieces.size(); i++) {
            for (int at = 0; at < pieces.get(i).length; at++) {
                byte[] damaged = pieces.get(i).clone();
                damaged[at] ^= (byte) 0x10;
                assertRefused(with(pieces, i, damaged));
                assertRefused(with(pieces, i, Arrays.copyOf(pieces.get(i), at)));
            }
        }
    }

    @Test
    void refusesPiecesThatAreMissingReorderedRepeatedOrOfAnotherImage() {
        operate(new SplittableRandom(6), 100);
        var others = Branch.pieces(branch.state.snapshot().image(Context.BLANK), SMALLEST);
        operate(new SplittableRandom(7), 100);
        var pieces = Branch.pieces(branch.state.snapshot().image(Context.BLANK), SMALLEST);
        assertRefused(List.of());
        for (int i = 0; i < pieces.size(); i++) {
            var missing = new ArrayList<>(pieces);
            missing.remove(i);
            assertRefused(missing);
            var repeated = new ArrayList<>(pieces);
            repeated.add(i, pieces.get(i));
            assertRefused(repeated);
            for (int j = 0; j < i; j++) {
                assertRefused(with(with(pieces, i, pieces.get(j)), j, pieces.get(i)));
            }
            assertRefused(pieces.subList(0, i));
            if (i < others.size() && !Arrays.equals(others.get(i), pieces.get(i))) {
                assertRefused(with(pieces, i, others.get(i)));
            }
        }
    }

    @Test
    void staysRefusedAfterARefusedPiece() throws MalformedStateException {
        operate(new SplittableRandom(8), 60);
        var pieces = branch.pieces();
        var restoration = branch.state.restoration(List.of(announced(branch)), -1, Context.BLANK);
        assertThatThrownBy(() -> restoration.add(0, new byte[300])).isInstanceOf(MalformedStateException.class);
        assertThatThrownBy(() -> restoration.add(0, pieces.get(0))).isInstanceOf(MalformedStateException.class);
        assertThatThrownBy(() -> Branch.finish(restoration)).isInstanceOf(MalformedStateException.class);
        restore(branch, branch, pieces);
    }

    @Test
    void refusesAJoinOfWhichOneBranchIsNotComplete() throws MalformedStateException {
        operate(new SplittableRandom(9), 60);
        long hash = branch.state.stateHash();
        var restoration = branch.state.restoration(List.of(announced(branch), announced(branch)), -1, Context.BLANK);
        for (byte[] piece : branch.pieces()) {
            restoration.add(1, piece);
        }
        assertThatThrownBy(() -> Branch.finish(restoration)).isInstanceOf(MalformedStateException.class);
        assertThat(branch.state.stateHash()).isEqualTo(hash);
    }

    /** Bytes that make no sense although their checksum is right. */
    @Test
    void neverFailsOtherwiseThanByRefusing() {
        operate(new SplittableRandom(10), 200);
        var all = new ByteArrayOutputStream();
        branch.pieces().forEach(piece -> all.write(piece, 0, piece.length - CHECKSUM_BYTES));
        byte[] good = all.toByteArray();
        long hash = branch.state.stateHash();
        int refused = 0;
        var random = new SplittableRandom(11);
        for (int round = 0; round < 5_000; round++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length) : good.length);
            for (int i = 0; i < 3 && bad.length > 0; i++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            var restoration = branch.state.restoration(List.of(announced(branch)), -1, Context.BLANK);
            try {
                restoration.add(0, withChecksum(bad));
            } catch (MalformedStateException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
        assertThat(branch.state.stateHash()).isEqualTo(hash);
    }

    private static byte[] withChecksum(byte[] bytes) {
        var checksum = new CRC32C();
        checksum.update(bytes, 0, bytes.length);
        byte[] piece = Arrays.copyOf(bytes, bytes.length + CHECKSUM_BYTES);
        Bytes.putInt(piece, bytes.length, (int) checksum.getValue());
        return piece;
    }

    private static List<byte[]> with(List<byte[]> pieces, int index, byte[] piece) {
        var changed = new ArrayList<>(pieces);
        changed.set(index, piece);
        return changed;
    }

    private void assertRefused(List<byte[]> pieces) {
        long hash = branch.state.stateHash();
        assertThatThrownBy(() -> restore(branch, branch, pieces)).isInstanceOf(MalformedStateException.class);
        assertThat(branch.state.stateHash()).isEqualTo(hash);
    }

    private static void restore(Branch to, Branch from, List<byte[]> pieces) throws MalformedStateException {
        var restoration = to.state.restoration(List.of(announced(from)), -1, Context.BLANK);
        for (byte[] piece : pieces) {
            restoration.add(0, piece);
        }
        Branch.finish(restoration);
    }

    private static StateMachine.Branch announced(Branch branch) {
        return new StateMachine.Branch(branch.context, branch.state.stateHash(), List.of(new MemberId(1, 1)));
    }

    /** Executes random operations, each of one of some clients. */
    private void operate(SplittableRandom random, int count) {
        for (int i = 0; i < count; i++) {
            var operation = randomOperation(random);
            long client = random.nextLong(20, 30);
            if (client == 20) {
                branch.text("text" + branch.micros, operation);
            } else {
                long seq = seqs.merge(client, 1L, Long::sum);
                branch.nativeEntry(client, Math.max(1, seq - random.nextInt(8)), seq, operation);
            }
        }
    }

    private static Operation randomOperation(SplittableRandom random) {
        long queue = random.nextInt(1, 12);
        return switch (random.nextInt(30)) {
            case 0, 1 -> create("label" + random.nextInt(5));
            case 2 -> new Operation.Destroy(queue);
            case 3, 4 -> new Operation.Top(queue);
            case 5, 6, 7, 8, 9, 10 -> new Operation.Pop(queue);
            default -> new Operation.Push(queue, new byte[random.nextInt(40)]);
        };
    }

    private static Operation create(String label) {
        return new Operation.Create(label.getBytes(StandardCharsets.UTF_8));
    }
}
