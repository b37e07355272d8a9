package io.ftqueue.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Lets a process do so many changes and forces, and no more. */
final class StoppingDisk extends ForwardingDisk {
    private int left;

    StoppingDisk(Disk disk, int steps) {
        super(disk);
        left = steps;
    }

    private void step() throws IOException {
        if (left == 0) {
            throw new IOException("the process stops here");
        }
        left--;
    }

    @Override
    public DiskFile create(String name) throws IOException {
        step();
        return super.create(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        step();
        super.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        step();
        super.delete(name);
    }

    @Override
    public void force() throws IOException {
        step();
        super.force();
    }

    @Override
    DiskFile wrap(String name, DiskFile file) {
        return new ForwardingFile(file) {
            @Override
            public int write(long position, ByteBuffer source) throws IOException {
                step();
                return super.write(position, source);
            }

            @Override
            public void truncate(long size) throws IOException {
                step();
                super.truncate(size);
            }

            @Override
            public void force() throws IOException {
                step();
                super.force();
            }
        };
    }
}
