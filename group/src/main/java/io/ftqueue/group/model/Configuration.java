package io.ftqueue.group.model;

import java.util.Collections;
import java.util.List;

/**
 * A regular configuration: an agreed membership within which slots are ordered. Slot {@code k} is issued by member
 * {@code k mod n}.
 *
 * @param id its name
 * @param members its members, ascending, 1 to {@link #MAX_MEMBERS}
 * @param firstSlot the first slot that it orders; at least 1
 */
public record Configuration(ConfigurationId id, List<MemberId> members, long firstSlot) {

    /** How many members a configuration can have: member sets travel as the bits of one {@code long}. */
    public static final int MAX_MEMBERS = 64;

    public Configuration {
        members = List.copyOf(members);
        if (members.isEmpty() || members.size() > MAX_MEMBERS) {
            throw new IllegalArgumentException("a configuration has 1 to 64 members, not " + members.size());
        }
        for (int i = 1; i < members.size(); i++) {
            if (members.get(i - 1).compareTo(members.get(i)) >= 0) {
                throw new IllegalArgumentException("members must ascend: " + members);
            }
        }
        if (firstSlot < 1) {
            throw new IllegalArgumentException("slots count from 1, not " + firstSlot);
        }
    }

    /** The number of members, n. */
    public int size() {
        return members.size();
    }

    /** The position of a member, or -1 if it is none of this configuration's. */
    public int indexOf(MemberId member) {
        int index = Collections.binarySearch(members, member);
        return index < 0 ? -1 : index;
    }

    /** The position of the member whose turn it is to issue {@code slot}. */
    public int sequencerOf(long slot) {
        return (int) Math.floorMod(slot, (long) members.size());
    }

    /** The member at {@code index}, 0 to n - 1. */
    public MemberId member(int index) {
        return members.get(index);
    }
}
