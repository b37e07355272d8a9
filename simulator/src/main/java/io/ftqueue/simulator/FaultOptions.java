package io.ftqueue.simulator;

/**
 * What is done to servers and links while a run is in its first phase; each is a weight, 0 switches it off.
 *
 * @param partitions components that do not hear each other
 * @param cuts single links, one way or both, so that reachability is no longer transitive
 * @param heals all links at once
 * @param crashes of a server, which forgets everything
 * @param restarts of crashed servers, besides those that come soon after their crash
 * @param pauses of a server
 * @param schisms whether the cluster is split and healed again and again, so that its components' states are joined
 * @param deaths how likely, at each strike, a client vanishes with what it has asked for
 * @param careful whether a crash that takes the last copy of something is left out, so that the queue can be held to
 *     more
 * @param crashOnAnswer how likely a server crashes right after it has answered a client, with the datagrams it has just
 *     sent to the others: what only it held is gone
 * @param ambushType the message type whose sender is cut off from some, crashed or paused right after it has sent the
 *     first one of several; -1 for none
 * @param ambush how likely that happens
 */
record FaultOptions(
        int partitions,
        int cuts,
        int heals,
        int crashes,
        int restarts,
        int pauses,
        boolean schisms,
        double deaths,
        boolean careful,
        double crashOnAnswer,
        int ambushType,
        double ambush) {

    static final FaultOptions NONE = new FaultOptions(0, 0, 0, 0, 0, 0, false, 0, true, 0, -1, 0);

    /** Whether nothing is done. */
    boolean none() {
        return weight() == 0 && !schisms;
    }

    int weight() {
        return partitions + cuts + heals + crashes + restarts + pauses;
    }
}
