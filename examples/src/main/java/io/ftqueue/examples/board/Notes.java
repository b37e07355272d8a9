package io.ftqueue.examples.board;

import io.ftqueue.group.model.Context;
import io.ftqueue.group.replication.StateMachine.MalformedStateException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is on the board: under each heading the note that was put up last, or several if components that were apart have
 * each put up one. It keeps no list of what was taken down: that is told by what a component has executed.
 */
final class Notes {

    /** Sorted, because what depends on an order must not depend on the machine. */
    private final SortedMap<String, NavigableSet<Note>> byHeading = new TreeMap<>();

    /** The sum of the hashes of all notes: it does not depend on the order in which they came. */
    private long hash;

    SortedMap<String, NavigableSet<Note>> byHeading() {
        return Collections.unmodifiableSortedMap(byHeading);
    }

    long hash() {
        return hash;
    }

    void add(String heading, Note note) {
        if (byHeading.computeIfAbsent(heading, key -> new TreeSet<>()).add(note)) {
            hash += hashOf(heading, note);
        }
    }

    void clear(String heading) {
        NavigableSet<Note> gone = byHeading.remove(heading);
        if (gone != null) {
            gone.forEach(note -> hash -= hashOf(heading, note));
        }
    }

    /**
     * The notes that are on both boards, and those of each that the other has never seen. A note that only one has, and
     * that the other has seen, was taken down or replaced there.
     */
    static Notes join(Notes one, Context oneExecuted, Notes other, Context otherExecuted) {
        var joined = new Notes();
        one.keep(oneExecuted, other, otherExecuted, joined);
        other.keep(otherExecuted, one, oneExecuted, joined);
        return joined;
    }

    private void keep(Context executed, Notes other, Context otherExecuted, Notes into) {
        byHeading.forEach((heading, notes) -> notes.forEach(note -> {
            if (other.has(heading, note) || !otherExecuted.knows(note.configuration(), note.slot(), executed)) {
                into.add(heading, note);
            }
        }));
    }

    private boolean has(String heading, Note note) {
        return byHeading.getOrDefault(heading, Collections.emptyNavigableSet()).contains(note);
    }

    byte[] encode() {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        try {
            out.writeInt(byHeading.size());
            for (var entry : byHeading.entrySet()) {
                out.writeUTF(entry.getKey());
                out.writeInt(entry.getValue().size());
                for (Note note : entry.getValue()) {
                    note.write(out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    static Notes decode(byte[] bytes) throws MalformedStateException {
        var notes = new Notes();
        var in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            // Counted down rather than believed: no memory is taken for what is only claimed to follow.
            for (int headings = in.readInt(); headings > 0; headings--) {
                String heading = in.readUTF();
                for (int count = in.readInt(); count > 0; count--) {
                    notes.add(heading, Note.read(in));
                }
            }
            if (in.available() > 0) {
                throw new MalformedStateException(in.available() + " bytes too many");
            }
        } catch (IOException e) {
            throw new MalformedStateException("no notes: " + e);
        }
        return notes;
    }

    /** FNV-1a, 64 bits, over what is written of the note, and mixed, because these hashes are summed. */
    private static long hashOf(String heading, Note note) {
        var bytes = new ByteArrayOutputStream();
        try {
            var out = new DataOutputStream(bytes);
            out.writeUTF(heading);
            note.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        long hash = 0xcbf29ce484222325L;
        for (byte octet : bytes.toByteArray()) {
            hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        return hash ^ hash >>> 33;
    }
}
