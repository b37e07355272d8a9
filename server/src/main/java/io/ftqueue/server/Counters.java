package io.ftqueue.server;

import io.ftqueue.group.codec.Decoded;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
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
        /** Requests that came before a starting server had found its place. */
        EARLY_CLIENTS_DROPPED,
        /** Reads that failed. */
        RECEIVES_FAILED,
        /** Ends of waiting; with the datagrams received it tells how well input comes in batches. */
        WAKE_UPS
    }

    private final Map<Count, Tally> counts = new EnumMap<>(Count.class);
    private final Map<Decoded.Reason, Tally> frameDrops = new EnumMap<>(Decoded.Reason.class);

    private static final class Tally {
        private long value;
    }

    void add(Count count) {
        counts.computeIfAbsent(count, key -> new Tally()).value++;
    }

    void frameDropped(Decoded.Reason reason) {
        frameDrops.computeIfAbsent(reason, key -> new Tally()).value++;
    }

    /** All that are not zero, by name. */
    SortedMap<String, Long> snapshot() {
        var named = new TreeMap<String, Long>();
        counts.forEach((count, tally) -> put(named, "", count, tally.value));
        frameDrops.forEach((reason, tally) -> put(named, "frames_dropped.", reason, tally.value));
        return named;
    }

    private static void put(SortedMap<String, Long> into, String prefix, Enum<?> name, long value) {
        if (value != 0) {
            into.put(prefix + name.name().toLowerCase(Locale.ROOT), value);
        }
    }
}
