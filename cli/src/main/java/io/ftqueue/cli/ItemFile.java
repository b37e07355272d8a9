package io.ftqueue.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Where exported items go. A file is written under another name beside it, and gets its own when it is complete; if
 * items were taken out for it, what there is of it stays, as they are nowhere else.
 */
final class ItemFile implements AutoCloseable {

    private static final String UNFINISHED = ".part";

    private final Transfer format;
    private final OutputStream out;
    private final @Nullable FileOutputStream disk;
    private final @Nullable Path path;
    private final @Nullable Path unfinished;
    private boolean isFinished;
    private boolean isPrecious;

    private ItemFile(
            Transfer format,
            OutputStream out,
            @Nullable FileOutputStream disk,
            @Nullable Path path,
            @Nullable Path unfinished) {
        this.format = format;
        this.out = out;
        this.disk = disk;
        this.path = path;
        this.unfinished = unfinished;
    }

    /** The standard output. */
    static ItemFile standard(Transfer format) {
        return new ItemFile(
                format, new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), null, null, null);
    }

    /** A file, which must not be there unless it may be replaced. */
    static ItemFile create(Path path, Transfer format, boolean overwrite) throws IOException {
        if (Files.isDirectory(path)) {
            throw new CommandException(path + " is a directory", ExitCode.FAILED);
        }
        if (!overwrite && Files.exists(path)) {
            throw new CommandException(path + " is there already; --overwrite replaces it", ExitCode.FAILED);
        }
        Path unfinished = path.resolveSibling(path.getFileName() + UNFINISHED);
        if (Files.exists(unfinished)) {
            throw new CommandException(
                    unfinished + " is left from an export that did not end well; look at it and remove it",
                    ExitCode.FAILED);
        }
        var disk = new FileOutputStream(unfinished.toFile());
        return new ItemFile(format, new BufferedOutputStream(disk), disk, path, unfinished);
    }

    /** Writes an item. */
    void write(byte[] item, long number) throws IOException {
        byte[] line;
        try {
            line = format.line(item);
        } catch (IllegalArgumentException e) {
            throw new CommandException("item " + number + " " + e.getMessage(), ExitCode.FAILED, e);
        }
        out.write(line);
        out.write('\n');
    }

    /** Forces what was written to the disk, for items that are about to be removed from the queue. */
    void keep() throws IOException {
        out.flush();
        if (disk != null) {
            disk.getFD().sync();
        }
        isPrecious = true;
    }

    /** All is written. */
    void finish() throws IOException {
        out.flush();
        if (disk != null && path != null && unfinished != null) {
            disk.getFD().sync();
            out.close();
            Files.move(unfinished, path, StandardCopyOption.REPLACE_EXISTING);
        }
        isFinished = true;
    }

    /** Where the items are that were taken out, if it did not come to its end; null if nothing is lost with it. */
    @Nullable
    Path remains() {
        return isFinished || !isPrecious ? null : unfinished;
    }

    @Override
    public void close() throws IOException {
        if (isFinished || disk == null || unfinished == null) {
            return;
        }
        disk.close();
        if (!isPrecious) {
            Files.deleteIfExists(unfinished);
        }
    }
}
