package io.ftqueue.examples.board;

import io.ftqueue.group.model.Context;
import io.ftqueue.group.replication.Position;
import io.ftqueue.group.replication.SmallStateMachine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A board on which everybody puts up notes under headings, replicated: a state machine as the group layer wants it. A
 * note replaces what its author's component had under that heading. After a split a heading can have several notes, one
 * of each side, until somebody puts up the next: a merge neither loses what anybody wrote nor brings back what anybody
 * took down.
 */
public final class Board extends SmallStateMachine<Notes> {

    /** The longest heading, in characters. */
    public static final int MAX_HEADING = 100;

    /** The longest note, in characters. */
    public static final int MAX_TEXT = 1_000;

    private static final byte PUT = 1;
    private static final byte TAKE_DOWN = 2;

    /** An empty board. */
    public Board() {
        super(new Notes());
    }

    /**
     * The payload that puts up a note in the place of all that this board then has under the heading.
     *
     * @param heading 1 to 100 characters
     * @param text 1 to 1,000 characters
     */
    public static byte[] put(String heading, String text) {
        requireLength("a heading", heading, MAX_HEADING);
        requireLength("a note", text, MAX_TEXT);
        return payload(PUT, heading, text);
    }

    /** The payload that takes down all that this board then has under the heading. */
    public static byte[] takeDown(String heading) {
        requireLength("a heading", heading, MAX_HEADING);
        return payload(TAKE_DOWN, heading, "");
    }

    /** What is on the board, by heading; of several texts the one put up last is the first. For the owning thread. */
    public SortedMap<String, List<String>> notes() {
        var shown = new TreeMap<String, List<String>>();
        state().byHeading().forEach((heading, notes) -> shown.put(heading, texts(notes)));
        return Collections.unmodifiableSortedMap(shown);
    }

    /** The same text twice is one: a payload that was ordered on two sides of a split was meant once. */
    private static List<String> texts(NavigableSet<Note> notes) {
        var texts = new LinkedHashSet<String>();
        notes.descendingSet().forEach(note -> texts.add(note.text()));
        return List.copyOf(texts);
    }

    @Override
    public void execute(Position position, byte[] payload) {
        var in = new DataInputStream(new ByteArrayInputStream(payload));
        byte kind;
        String heading;
        String text;
        try {
            kind = in.readByte();
            heading = in.readUTF();
            text = in.readUTF();
        } catch (IOException e) {
            // Nonsense changes nothing, and changes nothing everywhere: every replica is given the same bytes.
            return;
        }
        if ((kind != PUT && kind != TAKE_DOWN) || heading.length() > MAX_HEADING || text.length() > MAX_TEXT) {
            return;
        }
        state().clear(heading);
        if (kind == PUT) {
            state().add(heading, Note.at(position, text));
        }
    }

    @Override
    public int stateVersion() {
        return 1;
    }

    @Override
    protected long hashOf(Notes of) {
        return of.hash();
    }

    @Override
    protected byte[] encode(Notes of) {
        return of.encode();
    }

    @Override
    protected Notes decode(byte[] bytes) throws MalformedStateException {
        return Notes.decode(bytes);
    }

    @Override
    protected Notes join(Notes one, Context oneExecuted, Notes other, Context otherExecuted) {
        return Notes.join(one, oneExecuted, other, otherExecuted);
    }

    private static byte[] payload(byte kind, String heading, String text) {
        var bytes = new ByteArrayOutputStream();
        try {
            var out = new DataOutputStream(bytes);
            out.writeByte(kind);
            out.writeUTF(heading);
            out.writeUTF(text);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static void requireLength(String what, String text, int most) {
        if (text.isBlank() || text.length() > most) {
            throw new IllegalArgumentException(what + " has 1 to " + most + " characters");
        }
    }
}
