package io.ftqueue.queue.state;

import io.ftqueue.group.Invariant;
import io.ftqueue.queue.image.Item;
import io.ftqueue.queue.image.SessionImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of native clients, in the order of their last use. A session ends an hour after its last operation, by
 * {@link ClientClock}, or when there are more than {@link #MAX_SESSIONS}, the least recently used first.
 */
final class Sessions {

    /** How long a session lasts without an operation, in microseconds: one hour. */
    static final long LIFE_MICROS = 3_600_000_000L;

    /** The most sessions. */
    static final int MAX_SESSIONS = 100_000;

    private final LongTable<Session> byClient = new LongTable<>();
    private final Limbo limbo;
    private @Nullable Session oldest;
    private @Nullable Session newest;

    /** Invariant: the sum of the sessions' hashes, but for changes between {@link #unhash} and {@link #hash}. */
    private long hash;

    Sessions(Limbo limbo) {
        this.limbo = limbo;
    }

    long stateHash() {
        return hash;
    }

    int count() {
        return byClient.size();
    }

    @Nullable
    Session find(long clientId) {
        return byClient.get(clientId);
    }

    Session create(long clientId) {
        var session = new Session(clientId);
        add(session);
        return session;
    }

    /** Adds the next session of an image, whose queues are there already. */
    void add(SessionImage image, Queues queues) {
        add(new Session(image, queues));
    }

    private void add(Session session) {
        if (byClient.size() == MAX_SESSIONS) {
            removeOldest();
        }
        byClient.put(session.clientId, session);
        append(session);
        hash += session.stateHash();
    }

    /** To be called before a session's numbers change. */
    void unhash(Session session) {
        hash -= session.stateHash();
    }

    /** To be called after a session's numbers have changed. */
    void hash(Session session) {
        hash += session.stateHash();
    }

    /** Notes that a session was used. */
    void use(Session session, long nowMicros) {
        session.lastUsedMicros = nowMicros;
        if (session.newer != null) {
            unlink(session);
            append(session);
        }
    }

    /** Ends the sessions that have not been used for an hour. */
    void expire(long nowMicros) {
        while (oldest != null && nowMicros - oldest.lastUsedMicros >= LIFE_MICROS) {
            removeOldest();
        }
    }

    /** Tells every item that could still go back to its queue, and where from. */
    void eachInLimbo(BiConsumer<Item, LiveQueue> consumer) {
        for (Session session = oldest; session != null; session = session.newer) {
            session.eachInLimbo(consumer);
        }
    }

    /** All sessions as they are now, least recently used first. */
    List<Session> copies() {
        var copies = new ArrayList<Session>(byClient.size());
        for (Session session = oldest; session != null; session = session.newer) {
            copies.add(session.copy());
        }
        return copies;
    }

    private void removeOldest() {
        var session = oldest;
        Invariant.check(session != null, "%d sessions and no oldest", byClient.size(), 0);
        if (session != null) {
            hash -= session.stateHash();
            byClient.remove(session.clientId);
            unlink(session);
            session.end(limbo);
        }
    }

    private void append(Session session) {
        session.older = newest;
        session.newer = null;
        if (newest == null) {
            oldest = session;
        } else {
            newest.newer = session;
        }
        newest = session;
    }

    private void unlink(Session session) {
        if (session.older == null) {
            oldest = session.newer;
        } else {
            session.older.newer = session.newer;
        }
        if (session.newer == null) {
            newest = session.older;
        } else {
            session.newer.older = session.older;
        }
    }
}
