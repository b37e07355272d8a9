package io.ftqueue.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A disk that is not believed again: once a force has failed, every further call throws. Kernels report a failed force
 * once, mark the data as written, and let the next force succeed.
 */
public final class FailStopDisk implements Disk {

    private final Disk disk;
    private @Nullable IOException failure;

    /** Watches over another disk. */
    public FailStopDisk(Disk disk) {
        this.disk = disk;
    }

    @Override
    public List<String> list() throws IOException {
        checkWorks();
        return disk.list();
    }

    @Override
    public DiskFile create(String name) throws IOException {
        checkWorks();
        return new File(disk.create(name));
    }

    @Override
    public DiskFile open(String name) throws IOException {
        checkWorks();
        return new File(disk.open(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        checkWorks();
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        checkWorks();
        disk.delete(name);
    }

    @Override
    public void force() throws IOException {
        checkWorks();
        try {
            disk.force();
        } catch (IOException forceFailed) {
            failure = forceFailed;
            throw forceFailed;
        }
    }

    @Override
    public long usableBytes() throws IOException {
        checkWorks();
        return disk.usableBytes();
    }

    private void checkWorks() throws IOException {
        if (failure != null) {
            throw new DiskFailedException(failure);
        }
    }

    private final class File implements DiskFile {
        private final DiskFile file;

        File(DiskFile file) {
            this.file = file;
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            checkWorks();
            return file.read(position, target);
        }

        @Override
        public int write(long position, ByteBuffer source) throws IOException {
            checkWorks();
            return file.write(position, source);
        }

        @Override
        public long size() throws IOException {
            checkWorks();
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            checkWorks();
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            checkWorks();
            try {
                file.force();
            } catch (IOException forceFailed) {
                failure = forceFailed;
                throw forceFailed;
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
