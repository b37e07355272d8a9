package io.ftqueue.storage;

import java.io.IOException;
import java.nio.file.Path;

/** A data directory that another process works with. */
public final class DirectoryInUseException extends IOException {

    private static final long serialVersionUID = 1L;

    DirectoryInUseException(Path directory, String holder) {
        super("the data directory " + directory + " is in use by " + holder);
    }
}
