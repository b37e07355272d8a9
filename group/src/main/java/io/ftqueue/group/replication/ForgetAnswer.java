package io.ftqueue.group.replication;

/** What comes of the wish to forget a server. */
public enum ForgetAnswer {
    /** It is forgotten as soon as that is ordered; not at all if the configuration changes before. */
    SUBMITTED,
    /** It is in the configuration, and no earlier life of it may hold a state: there is nothing to forget. */
    PRESENT,
    /** This replica does not serve now; ask again, or another. */
    NOT_SERVING,
    /** Neither is it in the configuration nor may any life of it hold a state of this history. */
    UNKNOWN
}
