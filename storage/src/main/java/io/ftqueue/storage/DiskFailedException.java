package io.ftqueue.storage;

import java.io.IOException;

/** The disk failed earlier, and what it says since cannot be relied on. The process must end. */
public final class DiskFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    DiskFailedException(Throwable cause) {
        super("the disk failed before: " + cause.getMessage(), cause);
    }
}
