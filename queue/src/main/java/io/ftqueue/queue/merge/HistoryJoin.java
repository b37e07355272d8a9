package io.ftqueue.queue.merge;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.EchoRuns;
import io.ftqueue.queue.image.NumberRanges;
import io.ftqueue.queue.image.Outcome;
import io.ftqueue.queue.image.PopRecord;
import io.ftqueue.queue.image.SessionImage;
import io.ftqueue.queue.image.Tags;
import io.ftqueue.queue.image.TextImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What components remember of their clients, as one history. It is joined before the items, because it decides which of
 * the items that were popped come back; and told after them, when it is known which could still come back.
 */
final class HistoryJoin {

    private final LimboJoin limbo;
    private final OutcomeJoin outcomeJoin;
    private final List<SessionImage> sessions = new ArrayList<>();
    private final List<TextImage> texts = new ArrayList<>();
    private final long clockMicros;

    /** Neighbours mostly have the same. */
    private ConfigurationId lastConfiguration = ConfigurationId.NONE;

    private long lastTag = Tags.of(lastConfiguration);
    private final Map<Long, List<SessionImage>> byClient = new LinkedHashMap<>();
    private final Map<RequestKey, List<TextImage>> byKey = new LinkedHashMap<>();
    private final Map<Long, SessionImage> sessionById = new LinkedHashMap<>();
    private final Map<RequestKey, TextImage> textByKey = new LinkedHashMap<>();

    /** Of nothing yet; sets the clients' clocks to that time. */
    HistoryJoin(long clockMicros, LimboJoin limbo) {
        this.clockMicros = clockMicros;
        this.limbo = limbo;
        this.outcomeJoin = new OutcomeJoin(limbo);
    }

    /** Adds what a component remembers of a client. */
    void add(BranchImage branch, SessionImage session) {
        byClient.computeIfAbsent(session.clientId(), id -> new ArrayList<>(1)).add(usedLater(session, later(branch)));
    }

    /** Adds what a component remembers of a text request. */
    void add(BranchImage branch, TextImage text) {
        byKey.computeIfAbsent(text.key(), key -> new ArrayList<>(1))
                .add(new TextImage(text.key(), text.executedMicros() + later(branch), text.outcomes()));
    }

    /** What is remembered gets as old by the joined clock as it was by the component's own. */
    private long later(BranchImage branch) {
        return clockMicros - branch.head().clientClockMicros();
    }

    /** Joins what was added of the same client, when all has been; client by client. */
    Iterator<List<SessionImage>> clients() {
        return byClient.values().iterator();
    }

    /** The same of text requests. */
    Iterator<List<TextImage>> requests() {
        return byKey.values().iterator();
    }

    /** Joins one of {@link #clients}. */
    void join(List<SessionImage> same) {
        SessionImage joined = joinSessions(same);
        sessions.add(joined);
        sessionById.put(joined.clientId(), joined);
    }

    /** Joins one of {@link #requests}. */
    void joinRequest(List<TextImage> same) {
        TextImage joined = joinTexts(same);
        texts.add(joined);
        textByKey.put(joined.key(), joined);
    }

    /** To be called when all is joined. What one component has told alone is in its order already. */
    void sort() {
        sessions.sort(Comparator.comparingLong(SessionImage::lastUsedMicros).thenComparingLong(SessionImage::clientId));
        texts.sort(Comparator.comparingLong(TextImage::executedMicros).thenComparing(TextImage::key));
    }

    private static SessionImage usedLater(SessionImage session, long micros) {
        return new SessionImage(
                session.clientId(),
                session.answeredBelow(),
                session.lastUsedMicros() + micros,
                session.keptFrom(),
                session.outcomes(),
                session.executed(),
                session.echoes());
    }

    /** Whether a pop's client has what was taken there, as far as components have heard. */
    PopFate fateOf(PopRecord pop) {
        long tag = tagOf(pop.place().configuration());
        RequestKey popper = pop.popper();
        if (pop.kind() == PopRecord.Kind.RETURN) {
            return PopFate.IN_DOUBT;
        } else if (pop.kind() == PopRecord.Kind.ACK) {
            return PopFate.RECEIVED;
        } else if (pop.kind() == PopRecord.Kind.TEXT) {
            TextImage text = textByKey.get(popper);
            return text == null ? PopFate.RECEIVED : fateBy(text.outcomes(), tag);
        }
        SessionImage session = sessionById.get(popper.high());
        if (session == null) {
            return PopFate.RECEIVED;
        }
        long seq = popper.low();
        if (seq < session.answeredBelow() && session.echoes().haveTold(seq)) {
            long taken = session.echoes().tagOf(seq);
            return taken == tag ? PopFate.RECEIVED : taken == EchoRuns.UNKNOWN ? PopFate.IN_DOUBT : PopFate.VOID;
        }
        List<Outcome> outcomes = session.outcomesOf(seq);
        return outcomes.isEmpty() ? PopFate.RECEIVED : fateBy(outcomes, tag);
    }

    private long tagOf(ConfigurationId configuration) {
        if (!configuration.equals(lastConfiguration)) {
            lastConfiguration = configuration;
            lastTag = Tags.of(configuration);
        }
        return lastTag;
    }

    private static PopFate fateBy(List<Outcome> outcomes, long tag) {
        if (Outcome.areInConflict(outcomes)) {
            return PopFate.IN_DOUBT;
        }
        boolean counts = outcomes.stream().anyMatch(outcome -> outcome.tag() == tag);
        return counts ? PopFate.RECEIVED : PopFate.VOID;
    }

    /** All sessions, least recently used first; each to be {@link #settled}. */
    Iterator<SessionImage> sessions() {
        return sessions.iterator();
    }

    /** All text requests, first executed first; each to be {@link #settled}. */
    Iterator<TextImage> texts() {
        return texts.iterator();
    }

    /** A session as it is after the merge, when {@link LimboJoin} has been decided. */
    SessionImage settled(SessionImage session) {
        return new SessionImage(
                session.clientId(),
                session.answeredBelow(),
                session.lastUsedMicros(),
                session.keptFrom(),
                session.outcomes().stream().map(this::settled).toList(),
                session.executed(),
                session.echoes());
    }

    /** The same of a text request. */
    TextImage settled(TextImage text) {
        return new TextImage(text.key(), text.executedMicros(), settled(text.outcomes()));
    }

    private List<Outcome> settled(List<Outcome> outcomes) {
        return outcomes.stream().map(limbo::settled).toList();
    }

    /** A client's operations are executed in the order of their numbers, so the higher number has seen more. */
    private SessionImage joinSessions(List<SessionImage> same) {
        long answeredBelow = 1;
        long executedUpTo = 0;
        long lastUsed = Long.MIN_VALUE;
        NumberRanges executed = new NumberRanges();
        var echoes = new EchoRuns();
        for (SessionImage session : same) {
            answeredBelow = Math.max(answeredBelow, session.answeredBelow());
            executedUpTo = Math.max(executedUpTo, session.executedUpTo());
            lastUsed = Math.max(lastUsed, session.lastUsedMicros());
            executed = executed.union(session.executed());
            echoes.join(session.echoes());
        }
        List<List<Outcome>> outcomes = new ArrayList<>();
        long keptFrom = firstKept(same, answeredBelow, executedUpTo);
        for (SessionImage session : same) {
            long end = Math.min(keptFrom, session.executedUpTo() + 1);
            for (long seq = session.keptFrom(); seq < end; seq++) {
                outcomeJoin.settle(session.outcomesOf(seq), tagOf(seq, same, answeredBelow, echoes));
            }
        }
        for (long seq = keptFrom; seq <= executedUpTo; seq++) {
            outcomes.add(outcomeJoin.join(outcomesOf(same, seq)));
        }
        return new SessionImage(same.get(0).clientId(), answeredBelow, lastUsed, keptFrom, outcomes, executed, echoes);
    }

    /**
     * The tag of the answer that the client has taken of an operation whose outcomes are not kept any more; null if all
     * that has to be known is the outcome at hand. One operation must not take two items, so that an outcome that
     * another component has let go of already counts there, if it is not known which it is.
     */
    private static @Nullable Long tagOf(long seq, List<SessionImage> same, long answeredBelow, EchoRuns echoes) {
        if (seq < answeredBelow && echoes.haveTold(seq)) {
            return echoes.tagOf(seq);
        }
        long components = same.stream().filter(one -> one.executedUpTo() >= seq).count();
        return components > 1 ? EchoRuns.UNKNOWN : null;
    }

    /** Only a gapless run of outcomes up to the highest number is kept; what is below a gap has been answered. */
    private static long firstKept(List<SessionImage> same, long answeredBelow, long executedUpTo) {
        long lowest = Math.max(answeredBelow, executedUpTo - ClientFrame.MAX_OPEN + 1);
        long first = executedUpTo + 1;
        while (first > lowest && hasOutcome(same, first - 1)) {
            first--;
        }
        return first;
    }

    private static boolean hasOutcome(List<SessionImage> same, long seq) {
        for (SessionImage session : same) {
            if (!session.outcomesOf(seq).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static List<Outcome> outcomesOf(List<SessionImage> same, long seq) {
        List<Outcome> found = List.of();
        for (SessionImage session : same) {
            List<Outcome> more = session.outcomesOf(seq);
            if (found.isEmpty()) {
                found = more;
            } else if (!more.isEmpty()) {
                found = new ArrayList<>(found);
                found.addAll(more);
            }
        }
        return found;
    }

    private TextImage joinTexts(List<TextImage> same) {
        List<Outcome> outcomes = new ArrayList<>();
        long executedMicros = Long.MIN_VALUE;
        for (TextImage text : same) {
            outcomes.addAll(text.outcomes());
            executedMicros = Math.max(executedMicros, text.executedMicros());
        }
        return new TextImage(same.get(0).key(), executedMicros, outcomeJoin.joinTexts(outcomes));
    }
}
