package io.ftqueue.storage;

/**
 * Who a server is and what it is bound by: what it must know again after a crash before it may say a word.
 *
 * @param server the number of the server
 * @param incarnation which of its lives this is
 * @param epoch the highest epoch it has used or heard of
 * @param promise the highest proposal it has promised itself to
 */
public record Life(long server, long incarnation, long epoch, Promise promise) {

    /**
     * A proposal.
     *
     * @param epoch 0 if nothing was promised
     * @param server of the representative
     * @param incarnation of the representative
     */
    public record Promise(long epoch, long server, long incarnation) {
        /** Nothing was promised. */
        public static final Promise NONE = new Promise(0, 0, 0);
    }
}
