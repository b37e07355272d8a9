package io.ftqueue.group.replication;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.model.MemberId;
import java.io.ByteArrayOutputStream;
import java.util.TreeMap;

/**
 * The exchange of one configuration (Amir and Tutu's exchange states): every member announces its state in the total
 * order, and at the last announcement, the same slot everywhere, all draw the same {@link Decision} from them.
 */
final class Exchange {

    /** The most bytes of an announcement; one that is longer is not read. */
    private static final int MAX_BYTES = 16 << 20;

    private final Configuration configuration;
    private final TreeMap<MemberId, ByteArrayOutputStream> partial = new TreeMap<>();
    private final TreeMap<MemberId, StateAnnouncement> announced = new TreeMap<>();

    Exchange(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Takes a piece of an announcement; true if all have announced themselves now. A member's first one counts. */
    boolean announced(MemberId member, byte[] piece, boolean last) {
        if (announced.containsKey(member)) {
            return false;
        }
        ByteArrayOutputStream bytes = partial.computeIfAbsent(member, key -> new ByteArrayOutputStream());
        if (bytes.size() + piece.length <= MAX_BYTES) {
            bytes.write(piece, 0, piece.length);
        }
        if (!last) {
            return false;
        }
        partial.remove(member);
        StateAnnouncement announcement = StateAnnouncement.decode(bytes.toByteArray());
        return announced(member, announcement == null ? StateAnnouncement.UNREADABLE : announcement);
    }

    /** Takes an announcement; true if all have announced themselves now. */
    boolean announced(MemberId member, StateAnnouncement announcement) {
        return announced.putIfAbsent(member, announcement) == null && announced.size() == configuration.size();
    }

    /** What follows from the announcements, of which there is one of every member. */
    Decision decide() {
        return new Decision(configuration, announced);
    }
}
