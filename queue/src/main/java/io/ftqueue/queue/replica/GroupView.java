package io.ftqueue.queue.replica;

import io.ftqueue.queue.codec.Hashing;

/**
 * What the gateways need to know of the group.
 *
 * @param epoch changes with every configuration; 0 before the first
 * @param size the number of members; 0 before the first configuration
 * @param self this member's place among them
 * @param serving whether the state is complete and follows the order
 */
record GroupView(long epoch, int size, int self, boolean serving) {

    /** Before the first configuration. */
    static final GroupView NONE = new GroupView(0, 0, 0, false);

    /** The place of the member that answers that client's requests to the group; there must be members. */
    int chosen(ClientAddress client) {
        return (int) Math.floorMod(Hashing.mix(client.key()), (long) size);
    }

    /**
     * How far this member is, going up, from the one that answers that client's requests to the group; 0 if it is the
     * one. Every member finds the same one, as long as they are in the same configuration.
     */
    int distance(ClientAddress client) {
        return Math.floorMod(self - chosen(client), size);
    }

    /** Whether this member answers that client's requests to the group. */
    boolean answers(ClientAddress client) {
        return size > 0 && distance(client) == 0;
    }
}
