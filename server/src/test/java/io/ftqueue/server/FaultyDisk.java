package io.ftqueue.server;

import io.ftqueue.storage.Disk;
import io.ftqueue.storage.DiskFile;
import io.ftqueue.storage.DiskFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A disk that is full, short of room, or fails to force, while it is told to. */
final class FaultyDisk implements Disk {

    private final Disk disk;
    volatile boolean full;
    volatile boolean shortOfRoom;
    volatile boolean failing;

    FaultyDisk(Disk disk) {
        this.disk = disk;
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return new FaultyFile(disk.create(name));
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new FaultyFile(disk.open(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        disk.delete(name);
    }

    @Override
    public void force() throws IOException {
        disk.force();
    }

    @Override
    public long usableBytes() throws IOException {
        return shortOfRoom ? 0 : disk.usableBytes();
    }

    private final class FaultyFile implements DiskFile {

        private final DiskFile file;

        FaultyFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            return file.read(position, target);
        }

        @Override
        public int write(long position, ByteBuffer source) throws IOException {
            if (full) {
                throw new DiskFullException("no room", new IOException("no room"));
            }
            return file.write(position, source);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            if (failing) {
                throw new IOException("input/output error");
            }
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
