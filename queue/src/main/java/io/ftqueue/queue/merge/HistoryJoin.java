package io.ftqueue.queue.merge;

import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.SessionImage;
import io.ftqueue.queue.image.TextImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The join of what components remember of their clients. */
final class HistoryJoin {

    private static final Comparator<byte @Nullable []> BY_BYTES =
            Comparator.nullsFirst((left, right) -> Arrays.compareUnsigned(left, right));

    /** An arbitrary order; its only use is that both sides find the same result to be the lower one. */
    private static final Comparator<Result> BY_CONTENT =
            Comparator.comparing(Result::code).thenComparingLong(Result::number).thenComparing(Result::item, BY_BYTES);

    private HistoryJoin() {}

    /** All sessions, least recently used first. */
    static List<SessionImage> sessions(List<SessionImage> left, List<SessionImage> right) {
        SortedMap<Long, SessionImage> joined = new TreeMap<>();
        left.forEach(session -> joined.put(session.clientId(), session));
        right.forEach(session -> joined.merge(session.clientId(), session, HistoryJoin::join));
        var sessions = new ArrayList<>(joined.values());
        sessions.sort(Comparator.comparingLong(SessionImage::lastUsedMicros));
        return sessions;
    }

    /** A client's operations are executed in the order of their numbers, so the higher number has seen more. */
    private static SessionImage join(SessionImage left, SessionImage right) {
        long answeredBelow = Math.max(left.answeredBelow(), right.answeredBelow());
        long executedUpTo = Math.max(left.executedUpTo(), right.executedUpTo());
        SortedMap<Long, Result> results = new TreeMap<>();
        addResults(left, results);
        addResults(right, results);
        // Only a gapless run of results up to the highest number is kept; what is below a gap has been answered.
        long keptFrom = executedUpTo + 1;
        long lowest = Math.max(answeredBelow, executedUpTo - ClientFrame.MAX_OPEN + 1);
        while (keptFrom > lowest && results.containsKey(keptFrom - 1)) {
            keptFrom--;
        }
        return new SessionImage(
                left.clientId(),
                answeredBelow,
                executedUpTo,
                Math.max(left.lastUsedMicros(), right.lastUsedMicros()),
                keptFrom,
                List.copyOf(results.tailMap(keptFrom).values()),
                left.executed().union(right.executed()));
    }

    private static void addResults(SessionImage session, SortedMap<Long, Result> results) {
        long seq = session.keptFrom();
        for (Result result : session.results()) {
            results.merge(seq, result, HistoryJoin::lower);
            seq++;
        }
    }

    /** All remembered text requests, first executed first. */
    static List<TextImage> texts(List<TextImage> left, List<TextImage> right) {
        SortedMap<RequestKey, TextImage> joined = new TreeMap<>();
        left.forEach(text -> joined.put(text.key(), text));
        right.forEach(text -> joined.merge(text.key(), text, HistoryJoin::join));
        var texts = new ArrayList<>(joined.values());
        texts.sort(Comparator.comparingLong(TextImage::executedMicros));
        return texts;
    }

    private static TextImage join(TextImage left, TextImage right) {
        long executedMicros = Math.max(left.executedMicros(), right.executedMicros());
        return new TextImage(left.key(), executedMicros, lower(left.result(), right.result()));
    }

    /**
     * One of two results of one operation. An operation that had an effect on one side wins over one that was refused:
     * its item counts as known.
     */
    private static Result lower(Result left, Result right) {
        return BY_CONTENT.compare(left, right) <= 0 ? left : right;
    }
}
