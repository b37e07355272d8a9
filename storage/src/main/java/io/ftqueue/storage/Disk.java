package io.ftqueue.storage;

import java.io.IOException;
import java.util.List;

/**
 * One flat directory of a file system, as a port. It promises what POSIX does and no more: what was written is on disk
 * only after {@link DiskFile#force()}, and a name that was created, renamed or deleted only after {@link #force()}.
 *
 * <p>Names are plain file names. Every method throws {@link DiskFullException} if there was no room, and has done
 * nothing then unless it says otherwise; another {@link IOException} if the disk failed. A force that fails has
 * failed, whatever for.
 */
public interface Disk {

    /** The names of all files, in ascending order. */
    List<String> list() throws IOException;

    /** An empty file of that name for reading and writing, in place of any file that had the name. */
    DiskFile create(String name) throws IOException;

    /** The existing file of that name, for reading and writing. */
    DiskFile open(String name) throws IOException;

    /** Gives a file another name, in place of any file that had it; atomic. */
    void rename(String from, String to) throws IOException;

    /** Takes a name away. */
    void delete(String name) throws IOException;

    /** Returns when all creations, renames and deletions are on disk. */
    void force() throws IOException;

    /** How many bytes may still be written, as far as the file system can tell; at least 0. */
    long usableBytes() throws IOException;
}
