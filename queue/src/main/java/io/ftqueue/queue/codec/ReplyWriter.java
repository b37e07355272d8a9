package io.ftqueue.queue.codec;

import io.ftqueue.queue.Holding;
import io.ftqueue.queue.ResultCode;
import org.jspecify.annotations.Nullable;

/** Packs the answers for one client into reply datagrams, as many into each as fit. */
public final class ReplyWriter {

    private static final int SERVERS_OFFSET = 22;
    private static final int ON_DISK_OFFSET = 23;
    private static final int COUNT_OFFSET = 24;
    private static final int CHECKSUM_BYTES = 4;

    private final long clientId;
    private final int maxBytes;
    private final ByteWriter out;
    private int count;
    private long tag;

    /**
     * For a client; empty.
     *
     * @param maxBytes the largest datagram wanted, at least 64; an answer that does not fit goes alone in a larger one
     */
    public ReplyWriter(long clientId, int maxBytes) {
        this.clientId = clientId;
        this.maxBytes = maxBytes;
        this.out = new ByteWriter(256);
    }

    /** Whether there is no answer in it. */
    public boolean isEmpty() {
        return count == 0;
    }

    /**
     * Whether an answer of {@link AnswerBytes#length} bytes can be added; always so if it is empty.
     *
     * @param answerTag see {@link ClientFrame.Reply}; answers of one datagram have the same
     */
    public boolean fits(int answerBytes, long answerTag) {
        return count == 0
                || (answerTag == tag
                        && out.length() + answerBytes + CHECKSUM_BYTES <= maxBytes
                        && count < ClientFrame.MAX_COUNT);
    }

    /** Adds an answer that fits. */
    public void add(long answerTag, long seq, ResultCode code, long number, byte @Nullable [] item) {
        if (count == 0) {
            out.clear();
            ClientCodec.begin(FrameKind.REPLY, out);
            out.writeLong(clientId);
            out.writeLong(answerTag);
            out.writeShort(0);
            out.writeShort(0);
            tag = answerTag;
        }
        AnswerBytes.write(out, seq, code, number, item);
        count++;
    }

    /**
     * The datagram with the answers added since the last one; there is at least one.
     *
     * @param servers how many servers hold what they tell of, up to {@link Holding#MAX_SERVERS}
     * @param onDisk whether it is on disk here
     */
    public byte[] finish(int servers, boolean onDisk) {
        out.setByte(SERVERS_OFFSET, servers);
        out.setByte(ON_DISK_OFFSET, onDisk ? 1 : 0);
        out.setShort(COUNT_OFFSET, count);
        out.writeChecksum();
        count = 0;
        return out.toBytes();
    }
}
