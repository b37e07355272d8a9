package io.ftqueue.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Does what another disk does; to plant a mistake in one method. */
class ForwardingDisk implements Disk {
    final Disk disk;

    ForwardingDisk(Disk disk) {
        this.disk = disk;
    }

    /** The file as this disk hands it out. */
    DiskFile wrap(String name, DiskFile file) {
        return file;
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return wrap(name, disk.create(name));
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return wrap(name, disk.open(name));
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
        return disk.usableBytes();
    }

    /** Does what another file does. */
    static class ForwardingFile implements DiskFile {
        final DiskFile file;

        ForwardingFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            return file.read(position, target);
        }

        @Override
        public int write(long position, ByteBuffer source) throws IOException {
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
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
