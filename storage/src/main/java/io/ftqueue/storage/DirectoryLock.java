package io.ftqueue.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps a data directory to one process. The lock ends with the process; the file stays and means nothing. */
final class DirectoryLock implements Closeable {

    static final String NAME = "lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws DirectoryInUseException if another process has it, or this one
     */
    static DirectoryLock take(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve(NAME),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            if (tryLock(channel, false) == null) {
                throw new DirectoryInUseException(directory, holder(directory));
            }
            byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid), 0);
            return new DirectoryLock(channel);
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    /**
     * Keeps others from taking the lock while somebody reads, and writes nothing. Null if there is no lock file, as in
     * a copy: whoever takes the lock makes it.
     *
     * @throws DirectoryInUseException if another process has the lock, or this one
     */
    static @Nullable DirectoryLock share(Path directory) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(directory.resolve(NAME), StandardOpenOption.READ);
        } catch (NoSuchFileException none) {
            return null;
        }
        try {
            if (tryLock(channel, true) == null) {
                throw new DirectoryInUseException(directory, holder(directory));
            }
            return new DirectoryLock(channel);
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel, boolean shared) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, shared);
        } catch (OverlappingFileLockException ownLock) {
            return null;
        }
    }

    /** Who noted down that it has the lock; not to be relied on. */
    private static String holder(Path directory) throws IOException {
        String text = Files.readString(directory.resolve(NAME), StandardCharsets.ISO_8859_1);
        // One that only reads notes nothing down, so the note can be of a process that has ended.
        boolean runs = text.matches("\\d{1,18}")
                && ProcessHandle.of(Long.parseLong(text)).isPresent();
        return runs ? "process " + text : "another process";
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
