package io.ftqueue.storage;

/** A record of the log, which may have been synced, cannot be read any more. */
public final class CorruptLogException extends CorruptFileException {

    private static final long serialVersionUID = 1L;

    private final long index;

    /**
     * Names the place.
     *
     * @param file the segment
     * @param offset where what is wrong begins, in bytes from the start of the file
     * @param index the first record that cannot be read
     * @param what what is wrong there, without the place
     */
    public CorruptLogException(String file, long offset, long index, String what) {
        super(file, offset, what, file + ", offset " + offset + ", record " + index + ": " + what);
        this.index = index;
    }

    /** The first record that cannot be read. */
    public long index() {
        return index;
    }
}
