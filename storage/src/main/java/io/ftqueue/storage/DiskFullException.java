package io.ftqueue.storage;

import java.io.IOException;

/** There was no room on the disk. Nothing is lost: what failed may be tried again when there is. */
public final class DiskFullException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Says what could not be done. */
    public DiskFullException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Says what could not be done. */
    public DiskFullException(String message) {
        super(message);
    }
}
