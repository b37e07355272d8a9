package io.ftqueue.queue.merge;

import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.image.SessionImage;
import io.ftqueue.queue.image.TextImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
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
    static List<SessionImage> sessions(Map<Long, SessionImage> left, Map<Long, SessionImage> right) {
        List<SessionImage> joined = joined(left, right, HistoryJoin::join);
        joined.sort(Comparator.comparingLong(SessionImage::lastUsedMicros).thenComparingLong(SessionImage::clientId));
        return joined;
    }

    private static <K, V> List<V> joined(Map<K, V> left, Map<K, V> right, BinaryOperator<V> join) {
        var joined = new ArrayList<V>(left.size() + right.size());
        left.forEach((key, mine) -> {
            V other = right.get(key);
            joined.add(other == null ? mine : join.apply(mine, other));
        });
        right.forEach((key, other) -> {
            if (!left.containsKey(key)) {
                joined.add(other);
            }
        });
        return joined;
    }

    /** A client's operations are executed in the order of their numbers, so the higher number has seen more. */
    private static SessionImage join(SessionImage left, SessionImage right) {
        long answeredBelow = Math.max(left.answeredBelow(), right.answeredBelow());
        long executedUpTo = Math.max(left.executedUpTo(), right.executedUpTo());
        // Only a gapless run of results up to the highest number is kept; what is below a gap has been answered.
        var results = new ArrayList<Result>();
        long keptFrom = executedUpTo + 1;
        long lowest = Math.max(answeredBelow, executedUpTo - ClientFrame.MAX_OPEN + 1);
        for (boolean gap = false; !gap && keptFrom > lowest; ) {
            Result result = lower(resultOf(left, keptFrom - 1), resultOf(right, keptFrom - 1));
            gap = result == null;
            if (result != null) {
                results.add(result);
                keptFrom--;
            }
        }
        Collections.reverse(results);
        return new SessionImage(
                left.clientId(),
                answeredBelow,
                executedUpTo,
                Math.max(left.lastUsedMicros(), right.lastUsedMicros()),
                keptFrom,
                results,
                left.executed().union(right.executed()));
    }

    private static @Nullable Result resultOf(SessionImage session, long seq) {
        long index = seq - session.keptFrom();
        return index >= 0 && index < session.results().size()
                ? session.results().get((int) index)
                : null;
    }

    /** All remembered text requests, first executed first. */
    static List<TextImage> texts(Map<RequestKey, TextImage> left, Map<RequestKey, TextImage> right) {
        List<TextImage> joined = joined(left, right, HistoryJoin::join);
        joined.sort(Comparator.comparingLong(TextImage::executedMicros).thenComparing(TextImage::key));
        return joined;
    }

    private static TextImage join(TextImage left, TextImage right) {
        long executedMicros = Math.max(left.executedMicros(), right.executedMicros());
        boolean mine = BY_CONTENT.compare(left.result(), right.result()) <= 0;
        return new TextImage(left.key(), executedMicros, mine ? left.result() : right.result());
    }

    /**
     * One of two results of one operation, or the one that there is. An operation that had an effect on one side wins
     * over one that was refused: its item counts as known.
     */
    private static @Nullable Result lower(@Nullable Result left, @Nullable Result right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return BY_CONTENT.compare(left, right) <= 0 ? left : right;
    }
}
