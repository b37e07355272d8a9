package io.ftqueue.simulator;

/**
 * What the network does to datagrams.
 *
 * @param loss how likely one is lost
 * @param burst how likely a link enters a burst, in which half of its datagrams are lost
 * @param duplicates how likely one arrives twice
 * @param late how likely one is 1 to 40 ms late
 * @param veryLate how likely one is 0.2 to 1.5 s late, so that it arrives in another configuration
 * @param damage how likely some of its bits flip
 * @param baseMicros the delay is between this and three times this
 * @param loopback whether members hear their own multicasts
 * @param hold whether the adversary keeps lost payloads and slots and lets them go when their receiver has just
 *     promised itself to a new configuration
 * @param nextSequencerLoss how likely a slot is lost on its way to the member that must issue the next one
 * @param victimType the message type that suffers {@code victimLoss}; -1 for none
 * @param victimLoss how likely a message of that type is lost
 */
record NetworkOptions(
        double loss,
        double burst,
        double duplicates,
        double late,
        double veryLate,
        double damage,
        int baseMicros,
        boolean loopback,
        boolean hold,
        double nextSequencerLoss,
        int victimType,
        double victimLoss) {

    /** Loses nothing, delays everything by a tenth of a millisecond or three. */
    static final NetworkOptions CALM = new NetworkOptions(0, 0, 0, 0, 0, 0, 50, false, false, 0, -1, 0);

    /** The same with other losses. */
    NetworkOptions withLoss(double probability) {
        return new NetworkOptions(
                probability,
                burst,
                duplicates,
                late,
                veryLate,
                damage,
                baseMicros,
                loopback,
                hold,
                nextSequencerLoss,
                victimType,
                victimLoss);
    }

    /** What is left of it when the run has been healed: hardly any loss, no adversary. */
    NetworkOptions healed() {
        return new NetworkOptions(Math.min(loss, 0.005), 0, 0, 0, 0, 0, baseMicros, loopback, false, 0, -1, 0);
    }
}
