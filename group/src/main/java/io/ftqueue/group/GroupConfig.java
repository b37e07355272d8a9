package io.ftqueue.group;

/**
 * The constants of the protocol. All members of a group should use the same, except for {@code maxFrameBytes}.
 *
 * @param heartbeatNanos how often a heartbeat is sent
 * @param suspectAfterNanos silence after which a member is suspected
 * @param gatherNanos how long Gather lasts at least before a proposal
 * @param listenNanos how long a member that starts listens before it proposes
 * @param settleNanos how long a new configuration lasts at least before members are added to it
 * @param failuresTolerated F: a reply waits until min(F+1, n) members hold the operation; 0 to 63
 * @param slotWindow how many slots may be issued that are not stable
 * @param originWindowBytes how many payload bytes of one origin may be under way
 * @param maxFrameBytes the largest datagram to send, 576 to 65,507 bytes
 * @param nakDelayNanos how long to wait for a late datagram before asking for it; doubled per attempt
 * @param nakMaxNanos the longest wait between two attempts
 * @param repeatNanos how long to wait for a sign that a slot or payload has arrived before repeating it; doubled per
 *     attempt
 * @param markAbove a history that lists more configurations than this is cut short when all its holders are there
 */
public record GroupConfig(
        long heartbeatNanos,
        long suspectAfterNanos,
        long gatherNanos,
        long listenNanos,
        long settleNanos,
        int failuresTolerated,
        int slotWindow,
        int originWindowBytes,
        int maxFrameBytes,
        long nakDelayNanos,
        long nakMaxNanos,
        long repeatNanos,
        int markAbove) {

    private static final long MILLI = 1_000_000L;
    private static final int MARK_ABOVE = 8;

    /** The parts of the largest payload: a set of parts travels as the bits of one {@code long}. */
    public static final int MAX_PARTS = 64;

    /** Room for everything in a datagram that is not payload: header, framing, a few cut entries. */
    public static final int FRAME_OVERHEAD_BYTES = 256;

    public GroupConfig {
        require(heartbeatNanos > 0, "the heartbeat interval must be above 0");
        require(heartbeatNanos * 3 <= suspectAfterNanos, "suspicion takes at least 3 heartbeats");
        require(gatherNanos >= heartbeatNanos, "Gather lasts at least a heartbeat");
        require(listenNanos >= gatherNanos, "a starting member listens at least as long as Gather lasts");
        require(settleNanos >= gatherNanos, "a configuration settles at least as long as Gather lasts");
        require(failuresTolerated >= 0 && failuresTolerated < 64, "failures tolerated: 0 to 63");
        require(slotWindow >= 2, "the slot window must be at least 2");
        require(maxFrameBytes >= 576 && maxFrameBytes <= 65_507, "frames: 576 to 65,507 bytes");
        require(originWindowBytes >= maxFrameBytes, "the origin window must hold at least a frame");
        require(nakDelayNanos > 0 && nakDelayNanos <= nakMaxNanos, "the NAK delay must be above 0 and below its limit");
        require(repeatNanos > 0, "the repeat interval must be above 0");
        require(markAbove >= 1, "a history lists at least 1 configuration");
    }

    /** What suits a local network: members are missed after half a second. */
    public static GroupConfig defaults() {
        return new GroupConfig(
                20 * MILLI,
                500 * MILLI,
                20 * MILLI,
                150 * MILLI,
                100 * MILLI,
                1,
                256,
                4 << 20,
                1_372,
                MILLI / 5,
                20 * MILLI,
                2 * MILLI,
                MARK_ABOVE);
    }

    /** The same with another F. */
    public GroupConfig withFailuresTolerated(int failures) {
        return new GroupConfig(
                heartbeatNanos,
                suspectAfterNanos,
                gatherNanos,
                listenNanos,
                settleNanos,
                failures,
                slotWindow,
                originWindowBytes,
                maxFrameBytes,
                nakDelayNanos,
                nakMaxNanos,
                repeatNanos,
                markAbove);
    }

    /** The same with another limit of the datagrams to send, in bytes. */
    public GroupConfig withMaxFrameBytes(int bytes) {
        return new GroupConfig(
                heartbeatNanos,
                suspectAfterNanos,
                gatherNanos,
                listenNanos,
                settleNanos,
                failuresTolerated,
                slotWindow,
                originWindowBytes,
                bytes,
                nakDelayNanos,
                nakMaxNanos,
                repeatNanos,
                markAbove);
    }

    /** The same with another length above which histories are cut short. */
    public GroupConfig withMarkAbove(int configurations) {
        return new GroupConfig(
                heartbeatNanos,
                suspectAfterNanos,
                gatherNanos,
                listenNanos,
                settleNanos,
                failuresTolerated,
                slotWindow,
                originWindowBytes,
                maxFrameBytes,
                nakDelayNanos,
                nakMaxNanos,
                repeatNanos,
                configurations);
    }

    /** The payload bytes that fit in one datagram. */
    public int partBytes() {
        return maxFrameBytes - FRAME_OVERHEAD_BYTES;
    }

    /** The largest payload that can be submitted, in bytes. */
    public int maxPayloadBytes() {
        return Math.min(originWindowBytes, MAX_PARTS * partBytes());
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
