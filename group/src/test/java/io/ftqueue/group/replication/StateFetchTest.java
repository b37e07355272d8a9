package io.ftqueue.group.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.message.StateChunk;
import io.ftqueue.group.message.StateRequest;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Donor and fetching members on a network that loses, delays and repeats. */
class StateFetchTest {

    private static final MemberId DONOR = new MemberId(1, 1);
    private static final MemberId FAST = new MemberId(2, 1);
    private static final MemberId SLOW = new MemberId(3, 1);
    private static final MemberId OTHER = new MemberId(4, 1);
    private static final Context SOME = Context.BLANK.with(new ConfigurationId(1, DONOR), 5);
    private static final long SLOT = 9;
    private static final long RETRY = 20;

    private final List<Context> told = new ArrayList<>();

    /** A state of so many pieces, numbered. */
    private StateMachine.Snapshot snapshot(int pieces) {
        return known -> {
            told.add(known);
            int[] next = {0};
            return maxBytes -> next[0] == pieces ? null : new byte[] {(byte) next[0], (byte) (next[0]++ >> 8)};
        };
    }

    private StateDonor donor(int pieces, MemberId... askers) {
        TreeMap<MemberId, Context> contexts = new TreeMap<>();
        for (MemberId asker : askers) {
            contexts.put(asker, asker.equals(OTHER) ? SOME : Context.BLANK);
        }
        return new StateDonor(SLOT, snapshot(pieces), SOME, contexts, 1_000);
    }

    private static StateFetch fetch() {
        return new StateFetch(DONOR, 0, SLOT, 128, RETRY);
    }

    private static void assertPieces(List<byte[]> pieces, int count) {
        assertThat(pieces).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(pieces.get(i)).containsExactly(i, i >> 8);
        }
    }

    /** One step of a fetch: asks, is answered, takes. */
    private static void step(StateDonor donor, MemberId self, StateFetch fetch, List<byte[]> pieces, long now) {
        ArrayDeque<StateRequest> requests = new ArrayDeque<>();
        for (StateRequest next = fetch.request(now); next != null; next = fetch.request(now)) {
            requests.add(next);
        }
        for (StateRequest request : requests) {
            donor.answer(self, request).forEach(chunk -> fetch.onChunk(DONOR, chunk, now));
        }
        for (byte[] piece = fetch.nextPiece(); piece != null; piece = fetch.nextPiece()) {
            pieces.add(piece);
        }
    }

    @Test
    void everyPieceComesInItsOrderWhateverTheNetworkDoes() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            int count = random.nextInt(700);
            StateDonor donor = donor(count, FAST);
            StateFetch fetch = fetch();
            List<StateChunk> flying = new ArrayList<>();
            List<byte[]> pieces = new ArrayList<>();
            long now = 0;
            for (; !fetch.complete(); now++) {
                assertThat(now).as("seed %d", seed).isLessThan(20_000);
                for (StateRequest next = fetch.request(now); next != null; next = fetch.request(now)) {
                    assertThat(next.fromChunk() + next.chunks() - pieces.size()).isLessThanOrEqualTo(128);
                    if (random.nextInt(10) > 0) {
                        flying.addAll(donor.answer(FAST, next));
                    }
                }
                for (int i = random.nextInt(60); i > 0 && !flying.isEmpty(); i--) {
                    int place = Math.min(flying.size() - 1, random.nextInt(12));
                    StateChunk chunk = random.nextInt(20) == 0 ? flying.get(place) : flying.remove(place);
                    if (random.nextInt(10) > 0) {
                        fetch.onChunk(DONOR, chunk, now);
                    }
                }
                for (int i = random.nextInt(60); i > 0 && fetch.hasPiece(); i--) {
                    byte[] piece = fetch.nextPiece();
                    if (piece != null && piece.length > 0) {
                        pieces.add(piece);
                    }
                }
            }
            assertPieces(pieces, count);
        }
    }

    @Test
    void aLostChunkIsAskedForAgainBeforeTheTimeIsUp() {
        StateDonor donor = donor(500, FAST);
        StateFetch fetch = fetch();
        StateRequest first = fetch.request(0);
        assertThat(first).isEqualTo(new StateRequest(SLOT, 0, 0, 32));
        for (StateChunk chunk : donor.answer(FAST, first)) {
            if (chunk.chunk() != 5) {
                fetch.onChunk(DONOR, chunk, 1);
            }
        }
        assertThat(fetch.request(1)).isEqualTo(new StateRequest(SLOT, 5, 5, 1));
        assertThat(fetch.request(1)).isEqualTo(new StateRequest(SLOT, 5, 32, 32));
    }

    @Test
    void equalContextsAreToldOnceAndOthersByThemselves() {
        StateDonor donor = donor(10, FAST, SLOW, OTHER);
        assertThat(told).containsExactly(Context.BLANK, SOME);
        assertThat(donor.answer(FAST, new StateRequest(SLOT, 0, 0, 32))).hasSize(10);
        assertThat(donor.answer(SLOW, new StateRequest(SLOT, 0, 0, 32))).hasSize(10);
        assertThat(donor.answer(OTHER, new StateRequest(SLOT, 0, 0, 32))).hasSize(10);
        assertThat(donor.answer(DONOR, new StateRequest(SLOT, 0, 0, 32))).isEmpty();
        assertThat(donor.answer(FAST, new StateRequest(SLOT + 1, 0, 0, 32))).isEmpty();
    }

    @Test
    void theDonorKeepsOnlyWhatIsStillNeeded() {
        int count = 3 * ToldImage.MAX_KEPT;
        StateDonor donor = donor(count, FAST, SLOW);
        StateFetch fast = fetch();
        StateFetch slow = fetch();
        List<byte[]> ofFast = new ArrayList<>();
        List<byte[]> ofSlow = new ArrayList<>();
        for (int i = 0; i < 10_000 && !(fast.complete() && slow.complete()); i++) {
            step(donor, FAST, fast, ofFast, i);
            if (i % 3 == 0) {
                step(donor, SLOW, slow, ofSlow, i);
            }
            assertThat(donor.kept()).isLessThanOrEqualTo(ToldImage.MAX_KEPT);
        }
        assertPieces(ofFast, count);
        assertPieces(ofSlow, count);
        assertThat(donor.kept()).isLessThan(300);
    }
}
