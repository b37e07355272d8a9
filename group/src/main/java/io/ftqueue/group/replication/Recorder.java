package io.ftqueue.group.replication;

/**
 * Takes down what a replica does to its state, so that it can be done again after the process has ended: see
 * {@link Recovery}. What is appended may be kept in memory for a while; the driver says by {@link Replicator#recorded}
 * what would outlive the machine.
 */
public interface Recorder {

    /** Takes down nothing: the state is in memory only. */
    Recorder NONE = new Recorder() {
        @Override
        public boolean records() {
            return false;
        }

        @Override
        public void append(byte[] head, int headBytes, byte[] body) {}
    };

    /** Whether it takes down anything. */
    default boolean records() {
        return true;
    }

    /**
     * Appends a record, behind all that were appended before.
     *
     * @param head its first bytes; used again for the next record
     * @param headBytes how many of them count
     * @param body its other bytes; not to be changed
     */
    void append(byte[] head, int headBytes, byte[] body);
}
