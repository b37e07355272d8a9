package io.ftqueue.server;

import io.ftqueue.group.codec.FrameCodec;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which servers this one does not merge with because they speak another version of the group protocol. One datagram is
 * enough to be listed and costs its sender nothing, so the list is short.
 */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    /** The most addresses that are remembered; the one heard longest ago goes first. */
    static final int MAX_ADDRESSES = 8;

    /** An address that has been silent for that long is not shown any more: five minutes. */
    static final long SHOWN_NANOS = 300_000_000_000L;

    private static final long LOG_AGAIN_NANOS = 60_000_000_000L;

    /** Longest silent first. */
    private final Map<InetSocketAddress, Foreign> foreign = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * A merge that does not come about.
     *
     * @param atMillis when it was last tried, milliseconds since 1970
     * @param reason why, in words
     * @param members whom it concerns, as people call them
     */
    record Refusal(long atMillis, String reason, List<String> members) {
        Refusal {
            members = List.copyOf(members);
        }
    }

    private static final class Foreign {
        private int version;
        private long heardNanos;
        private long heardMillis;
        private long loggedNanos;
        private boolean logged;
    }

    /** A group frame of another version came. */
    void onForeignVersion(InetSocketAddress from, int version, long nowNanos, long nowMillis) {
        Foreign sender = foreign.computeIfAbsent(from, address -> new Foreign());
        sender.version = version;
        sender.heardNanos = nowNanos;
        sender.heardMillis = nowMillis;
        if (foreign.size() > MAX_ADDRESSES) {
            Iterator<InetSocketAddress> oldest = foreign.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        if (!sender.logged || nowNanos - sender.loggedNanos >= LOG_AGAIN_NANOS) {
            sender.logged = true;
            sender.loggedNanos = nowNanos;
            String words = words(from, version);
            LOG.warn("{}", Character.toUpperCase(words.charAt(0)) + words.substring(1));
        }
    }

    /** Those of late, the latest last. */
    List<Refusal> list(long nowNanos) {
        var list = new ArrayList<Refusal>();
        foreign.forEach((address, sender) -> {
            if (nowNanos - sender.heardNanos <= SHOWN_NANOS) {
                list.add(new Refusal(
                        sender.heardMillis, words(address, sender.version), List.of(ServerConfig.text(address))));
            }
        });
        return list;
    }

    private static String words(InetSocketAddress from, int version) {
        return "not merged with " + ServerConfig.text(from) + ": it speaks version " + version
                + " of the group protocol, this server version " + FrameCodec.VERSION;
    }
}
