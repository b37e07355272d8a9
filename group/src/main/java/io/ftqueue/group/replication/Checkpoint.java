package io.ftqueue.group.replication;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A state as it was at some time, as records that {@link Recovery} reads instead of all that were appended until then.
 * It does not change any more, and can be read by another thread than the replica's.
 */
public final class Checkpoint {

    private static final int PIECE_BYTES = 64 << 10;

    private final ArrayDeque<byte[]> first;
    private final StateMachine.Image image;
    private final ArrayDeque<byte[]> last;

    Checkpoint(List<byte[]> first, StateMachine.Image image, List<byte[]> last) {
        this.first = new ArrayDeque<>(first);
        this.image = image;
        this.last = new ArrayDeque<>(last);
    }

    /** The next record; null if that was all. */
    public byte @Nullable [] next() {
        byte[] record = first.poll();
        if (record == null) {
            byte[] piece = image.next(PIECE_BYTES);
            record = piece == null ? last.poll() : Chronicle.piece(piece);
        }
        return record;
    }
}
