package io.ftqueue.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A directory of the file system. Its files are for their owner only. */
public final class FileDisk implements Disk {

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** Less room than this besides what was to be written, and a failed write is taken for one of a full disk. */
    private static final long ROOM_OF_A_FULL_DISK = 64 << 10;

    private final Path directory;
    private final boolean readOnly;

    private FileDisk(Path directory, boolean readOnly) {
        this.directory = directory;
        this.readOnly = readOnly;
    }

    /** The disk of an existing directory; after a force of it has failed it does nothing any more. */
    public static Disk of(Path directory) {
        return new FailStopDisk(new FileDisk(directory, false));
    }

    /** The disk of an existing directory, of which nothing can be changed; leave to read the files is enough. */
    public static Disk readOnly(Path directory) {
        return new FileDisk(directory, true);
    }

    /** Makes a directory that is for its owner only, with what leads to it; leaves one that exists as it is. */
    static void createDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            createDirectory(parent);
        }
        Files.createDirectory(directory, OWNER_ONLY_DIRECTORY);
        if (parent != null) {
            forceDirectory(parent);
        }
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public DiskFile create(String name) throws IOException {
        checkMayChange();
        Files.deleteIfExists(path(name));
        try {
            return openFile(
                    name, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException failure) {
            throw fullOr(failure, 1);
        }
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return openFile(
                name,
                readOnly ? Set.of(StandardOpenOption.READ) : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    private void checkMayChange() {
        if (readOnly) {
            throw new IllegalStateException("the disk was opened to be read");
        }
    }

    private DiskFile openFile(String name, Set<StandardOpenOption> options) throws IOException {
        return new File(FileChannel.open(path(name), options, OWNER_ONLY));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        checkMayChange();
        try {
            Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw fullOr(failure, 1);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        checkMayChange();
        Files.delete(path(name));
    }

    @Override
    public void force() throws IOException {
        checkMayChange();
        forceDirectory(directory);
    }

    private static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public long usableBytes() throws IOException {
        FileStore store = Files.getFileStore(directory);
        return Math.max(0, store.getUsableSpace());
    }

    private Path path(String name) {
        return directory.resolve(name);
    }

    /**
     * What failed, as a full disk if it was one. The text of the system is in its user's language and the error number
     * is not to be had, so the room that is left is asked too.
     */
    private IOException fullOr(IOException failure, long bytes) throws IOException {
        String text = String.valueOf(failure.getMessage());
        boolean full = text.contains("No space left")
                || text.contains("quota exceeded")
                || usableBytes() < bytes + ROOM_OF_A_FULL_DISK;
        return full ? new DiskFullException("no room on the disk of " + directory, failure) : failure;
    }

    private final class File implements DiskFile {
        private final FileChannel channel;

        File(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            return channel.read(target, position);
        }

        @Override
        public int write(long position, ByteBuffer source) throws IOException {
            try {
                return channel.write(source, position);
            } catch (IOException failure) {
                throw fullOr(failure, source.remaining());
            }
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
