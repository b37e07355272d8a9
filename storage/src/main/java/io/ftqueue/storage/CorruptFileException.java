package io.ftqueue.storage;

import java.io.IOException;

/** A file holds what was never written. The message names the file, the place and what is wrong there. */
public class CorruptFileException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;
    private final String what;

    /**
     * Names the place.
     *
     * @param file the name within the data directory
     * @param offset where what is wrong begins, in bytes from the start of the file
     * @param what what is wrong there, without the place
     */
    public CorruptFileException(String file, long offset, String what) {
        this(file, offset, what, file + ", offset " + offset + ": " + what);
    }

    CorruptFileException(String file, long offset, String what, String message) {
        super(message);
        this.file = file;
        this.offset = offset;
        this.what = what;
    }

    /** The name within the data directory. */
    public String file() {
        return file;
    }

    /** Where what is wrong begins, in bytes from the start of the file. */
    public long offset() {
        return offset;
    }

    /** What is wrong there. */
    public String what() {
        return what;
    }
}
