package io.ftqueue.resp;

/** How many bytes are held for all clients together. Belongs to the event loop. */
final class Budget {

    private final long limit;
    private long held;

    Budget(long limit) {
        this.limit = limit;
    }

    /** Takes so many bytes, or none if there are not as many left. */
    boolean take(long bytes) {
        if (held + bytes > limit) {
            return false;
        }
        held += bytes;
        return true;
    }

    /** Takes so many bytes, for what is in memory already and cannot be refused. */
    void takeAnyway(long bytes) {
        held += bytes;
    }

    /** Gives back what was taken. */
    void release(long bytes) {
        held -= bytes;
    }

    long held() {
        return held;
    }

    long limit() {
        return limit;
    }
}
