package io.ftqueue.server;

import io.ftqueue.group.codec.Decoded;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the sockets have seen, by name. Written by the loop's thread alone. */
final class Counters {

    /** What is counted besides frames that cannot be read. */
    enum Count {
        DATAGRAMS_RECEIVED,
        DATAGRAMS_SENT,
        /** Sends that the system refused: lost, as far as the protocol can see. */
        SENDS_FAILED,
        /** Frames of this server's own that came back over multicast. */
        OWN_FRAMES_DROPPED,
        /** Datagrams that are nobody's: neither a frame nor a request. */
        UNKNOWN_DROPPED,
        /** Native client frames that cannot be read. */
        CLIENT_FRAMES_DROPPED,
        /** Reads that failed. */
        RECEIVES_FAILED,
        /** Ends of waiting; with the datagrams received it tells how well input comes in batches. */
        WAKE_UPS
    }

    private final long[] counts = new long[Count.values().length];
    private final long[] frameDrops = new long[Decoded.Reason.values().length];

    void add(Count count) {
        counts[count.ordinal()]++;
    }

    void frameDropped(Decoded.Reason reason) {
        frameDrops[reason.ordinal()]++;
    }

    long get(Count count) {
        return counts[count.ordinal()];
    }

    /** All that are not zero, by name. */
    SortedMap<String, Long> snapshot() {
        var named = new TreeMap<String, Long>();
        for (Count count : Count.values()) {
            put(named, "", count, counts[count.ordinal()]);
        }
        for (Decoded.Reason reason : Decoded.Reason.values()) {
            put(named, "frames_dropped.", reason, frameDrops[reason.ordinal()]);
        }
        return named;
    }

    private static void put(SortedMap<String, Long> into, String prefix, Enum<?> name, long value) {
        if (value != 0) {
            into.put(prefix + name.name().toLowerCase(Locale.ROOT), value);
        }
    }
}
