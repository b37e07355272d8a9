package io.ftqueue.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file FORMAT: one line that says which format a data directory has, in the same way in all formats.
 *
 * @param version of everything in the directory
 * @param id drawn when the directory was made; equal in all its files, so that those of another one are noticed
 * @param state what a start has to do first
 */
record DirectoryFormat(int version, long id, State state) {

    /** How far the making of the directory has come. */
    enum State {
        /** It is being made. */
        NEW,
        /** Its log and snapshots are being set aside. */
        EMPTYING,
        READY
    }

    static final String NAME = "FORMAT";

    static final int VERSION = 1;

    private static final String TEMPORARY = NAME + ".tmp";
    private static final int MOST_BYTES = 100;
    private static final Pattern LINE = Pattern.compile(
            "(ftqueue data, format (\\d{1,9}), id ([0-9a-f]{16}), (new|emptying|ready))(, crc ([0-9a-f]{8}))\n");

    static boolean isTemporary(String name) {
        return name.equals(TEMPORARY);
    }

    DirectoryFormat in(State next) {
        return new DirectoryFormat(version, id, next);
    }

    void save(Disk disk) throws IOException {
        String text = String.format(
                "ftqueue data, format %d, id %016x, %s",
                version, id, state.name().toLowerCase(Locale.ROOT));
        String line = text + String.format(", crc %08x\n", crcOf(text));
        try (DiskFile file = disk.create(TEMPORARY)) {
            file.writeFully(0, ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
            file.force();
        }
        disk.rename(TEMPORARY, NAME);
        disk.force();
    }

    /**
     * Reads the file.
     *
     * @throws CorruptFileException if it is not what was written
     * @throws NewerFormatException if it was written by a newer program
     */
    static DirectoryFormat load(Disk disk) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(MOST_BYTES);
        try (DiskFile file = disk.open(NAME)) {
            int read = 0;
            while (in.hasRemaining() && read >= 0) {
                read = file.read(in.position(), in);
            }
        }
        String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
        Matcher line = LINE.matcher(text);
        if (!line.matches() || Integer.parseUnsignedInt(line.group(6), 16) != crcOf(line.group(1))) {
            throw new CorruptFileException(NAME, 0, "this is not the line of a data directory");
        }
        int version = Integer.parseInt(line.group(2));
        if (version > VERSION) {
            throw new NewerFormatException(version, VERSION);
        }
        State state = State.valueOf(line.group(4).toUpperCase(Locale.ROOT));
        return new DirectoryFormat(version, Long.parseUnsignedLong(line.group(3), 16), state);
    }

    private static int crcOf(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return Checksum.of(bytes, 0, bytes.length);
    }
}
