package io.ftqueue.group.replication;

/** What comes of the wish to forget a server. */
public enum ForgetAnswer {
    /** It is forgotten as soon as that is ordered; not at all if the configuration changes before. */
    SUBMITTED,
    /** It is in the configuration, and so in reach: it is taken along, not forgotten. */
    PRESENT,
    /** This replica does not serve now; ask again, or another. */
    NOT_SERVING,
    /** No life of it may hold a state of this history; there is nothing to forget. */
    UNKNOWN
}
