package io.ftqueue.storage;

/** A data directory that a newer program has made; nothing of it was read or changed. */
public final class NewerFormatException extends CorruptFileException {

    private static final long serialVersionUID = 1L;

    NewerFormatException(int version, int known) {
        super(
                DirectoryFormat.NAME,
                0,
                "the data has format " + version + ", and this program knows none above " + known);
    }
}
