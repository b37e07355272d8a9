package io.ftqueue.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/**
 * What happened in a run: always as a hash, so that two runs can be compared, and in words if someone will read them.
 * A failing seed is run a second time with words; the first run is spared them.
 */
final class Trace {

    private static final int LAST = 50;

    private final boolean inWords;
    private final Agenda agenda;
    private final ArrayDeque<String> last = new ArrayDeque<>();
    private final TreeMap<String, List<String>> timelines = new TreeMap<>();
    private long hash;

    Trace(Agenda agenda, boolean inWords) {
        this.agenda = agenda;
        this.inWords = inWords;
    }

    /** Folds an event into the hash. */
    void fold(int kind, int who, long what) {
        hash = KeyedRandom.mix(hash + agenda.now()) ^ KeyedRandom.mix(what * 31 + kind * 1_009L + who);
    }

    /** Whether words are wanted; making them costs more than the run itself. */
    boolean inWords() {
        return inWords;
    }

    /** One of the many things that happen; the last ones are kept. */
    void tell(String who, String what) {
        if (inWords) {
            last.add(line(who, what));
            if (last.size() > LAST) {
                last.remove();
            }
        }
    }

    /** A turn in someone's life; all of them are kept. */
    void milestone(String who, String what) {
        if (inWords) {
            tell(who, what);
            timelines.computeIfAbsent(who, key -> new ArrayList<>()).add(line(who, what));
        }
    }

    long hash() {
        return hash;
    }

    List<String> last() {
        return List.copyOf(last);
    }

    /** Everyone's turns, each in order. */
    List<String> timelines() {
        var lines = new ArrayList<String>();
        timelines.values().forEach(lines::addAll);
        return Collections.unmodifiableList(lines);
    }

    private String line(String who, String what) {
        return String.format("%11.3f ms  %-4s %s", agenda.now() / 1e6, who, what);
    }
}
