package io.ftqueue.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that does what POSIX allows, and what disks do besides; the same seed is the same disk.
 *
 * <p>Each file has what is on disk, and the writes since it was last forced. When the power fails, every sector keeps
 * as many of the writes to it as chance has it, the next one perhaps in part; the file gets the length of any of
 * them; and of the changes of names since the directory was forced any may be missing. What a process that merely
 * ended has written is all there.
 */
public final class SimulatedDisk implements Disk {

    /** What goes wrong, in the chance of each call; and what of the last writes outlives the power. */
    public static final class Faults {
        /** Of a write: it writes less than it was given. */
        public double shortWrite;
        /** Of a force: it fails, and what was to be forced may be gone. */
        public double failedForce;
        /** Of a force: it returns, and what was written since the one before is not on disk. */
        public double lostWrites;
        /** Of a write: it goes to another place in the same file, or to another file. */
        public double misdirectedWrite;
        /** Whether a sector can be written in part. */
        public boolean tearsAtAnyByte = true;
        /** How many bytes all files together may have. */
        public long capacity = Long.MAX_VALUE;

        /** Nothing goes wrong. */
        Faults() {}
    }

    /** A change of a file since it was last forced: bytes from a position on, or a new length without bytes. */
    private record Change(long position, byte[] bytes) {
        boolean isCut() {
            return bytes.length == 0;
        }

        long end() {
            return position + bytes.length;
        }
    }

    private static final class Content {
        private byte[] durable = new byte[0];
        private byte[] current = new byte[0];
        private final List<Change> changes = new ArrayList<>();
    }

    private interface NameChange {
        void apply(Map<String, Content> names);
    }

    private final Faults faults = new Faults();

    private final RandomGenerator random;
    private final TreeMap<String, Content> names = new TreeMap<>();
    private final TreeMap<String, Content> durableNames = new TreeMap<>();
    private final List<NameChange> nameChanges = new ArrayList<>();
    private int life;
    private int forces;

    /** An empty disk; the same numbers make it the same disk. */
    public SimulatedDisk(RandomGenerator random) {
        this.random = random;
    }

    /** What goes wrong; to be changed at any time. */
    public Faults faults() {
        return faults;
    }

    /** The process ends: handles are void, what was written stays, and the kernel will yet write it. */
    public void endProcess() {
        life++;
    }

    /** The power fails. */
    public void cutPower() {
        life++;
        double kept = new double[] {0, 0.1, 0.5, 0.9, 1}[random.nextInt(5)];
        for (NameChange change : nameChanges) {
            if (random.nextDouble() < kept) {
                change.apply(durableNames);
            }
        }
        nameChanges.clear();
        for (Content each : everyContent()) {
            each.durable = afterPowerCut(each, kept);
            each.current = each.durable.clone();
            each.changes.clear();
        }
        names.clear();
        names.putAll(durableNames);
    }

    private List<Content> everyContent() {
        List<Content> all = new ArrayList<>(durableNames.values());
        for (Content each : names.values()) {
            if (!all.contains(each)) {
                all.add(each);
            }
        }
        return all;
    }

    private byte[] afterPowerCut(Content content, double kept) {
        long length = content.durable.length;
        long longest = length;
        byte[] image = content.durable;
        for (Change change : content.changes) {
            longest = Math.max(longest, change.end());
            if (random.nextDouble() < kept) {
                length = change.isCut() ? Math.min(length, change.position()) : Math.max(length, change.end());
            }
        }
        image = Arrays.copyOf(image, (int) longest);
        for (int sector = 0; sector < longest; sector += Sectors.SECTOR) {
            keepSomeOfSector(image, sector, content.changes, kept);
        }
        return Arrays.copyOf(image, (int) length);
    }

    /** A sector is written as it was at some moment; the power may fail while it is written. */
    private void keepSomeOfSector(byte[] image, int sector, List<Change> changes, double kept) {
        int before = Math.min(sector + Sectors.SECTOR, image.length);
        for (Change change : changes) {
            int from = (int) Math.max(sector, change.position());
            int to = (int) Math.min(before, change.isCut() ? before : change.end());
            if (from < to) {
                boolean all = random.nextDouble() < kept;
                int end = all ? to : faults.tearsAtAnyByte && !change.isCut() ? from + random.nextInt(to - from) : from;
                for (int i = from; i < end; i++) {
                    image[i] = change.isCut() ? 0 : change.bytes()[(int) (i - change.position())];
                }
                if (!all) {
                    return;
                }
            }
        }
    }

    /** Turns over one bit of a file, in memory and on disk. */
    public void flip(String name, long position, int bit) {
        Content content = content(name);
        content.current[(int) position] ^= (byte) (1 << bit);
        if (position < content.durable.length) {
            content.durable[(int) position] ^= (byte) (1 << bit);
        }
    }

    /** Writes bytes where they do not belong, in memory and on disk; the file keeps its length. */
    public void overwrite(String name, long position, byte[] bytes) {
        Content content = content(name);
        overwrite(content.current, position, bytes);
        overwrite(content.durable, position, bytes);
    }

    private static void overwrite(byte[] target, long position, byte[] bytes) {
        int length = (int) Math.min(bytes.length, target.length - position);
        if (length > 0) {
            System.arraycopy(bytes, 0, target, (int) position, length);
        }
    }

    /** What reading the whole file gives. */
    public byte[] bytes(String name) {
        return content(name).current.clone();
    }

    /** Puts a file there, as if it had always been there. */
    public void place(String name, byte[] bytes) {
        Content content = new Content();
        content.durable = bytes.clone();
        content.current = bytes.clone();
        names.put(name, content);
        durableNames.put(name, content);
    }

    /** Takes a file away, as if it had never been there. */
    public void remove(String name) {
        names.remove(name);
        durableNames.remove(name);
    }

    /** Has the disk be full after so many more bytes. */
    public void leaveRoom(long bytes) {
        faults.capacity = usedBytes() + bytes;
    }

    /** How often anything was forced. */
    public int forces() {
        return forces;
    }

    private Content content(String name) {
        Content content = names.get(name);
        if (content == null) {
            throw new NoSuchElementException(name);
        }
        return content;
    }

    @Override
    public List<String> list() {
        return List.copyOf(names.keySet());
    }

    @Override
    public DiskFile create(String name) {
        Content content = new Content();
        change(map -> map.put(name, content));
        return new File(content);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        if (!names.containsKey(name)) {
            throw new IOException("there is no " + name);
        }
        return new File(content(name));
    }

    @Override
    public void rename(String from, String to) {
        Content content = content(from);
        change(map -> {
            map.remove(from, content);
            map.put(to, content);
        });
    }

    @Override
    public void delete(String name) {
        Content content = content(name);
        change(map -> map.remove(name, content));
    }

    private void change(NameChange change) {
        change.apply(names);
        nameChanges.add(change);
    }

    @Override
    public void force() throws IOException {
        forces++;
        if (random.nextDouble() < faults.failedForce) {
            throw new IOException("Input/output error");
        }
        nameChanges.forEach(change -> change.apply(durableNames));
        nameChanges.clear();
    }

    @Override
    public long usableBytes() {
        return Math.max(0, faults.capacity - usedBytes());
    }

    private long usedBytes() {
        return names.values().stream().mapToLong(each -> each.current.length).sum();
    }

    private final class File implements DiskFile {
        private final Content content;
        private final int openedIn = life;

        File(Content content) {
            this.content = content;
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            checkLives();
            if (position >= content.current.length) {
                return -1;
            }
            int length = (int) Math.min(target.remaining(), content.current.length - position);
            target.put(content.current, (int) position, length);
            return length;
        }

        @Override
        public int write(long position, ByteBuffer source) throws IOException {
            checkLives();
            int length = source.remaining();
            if (length > 1 && random.nextDouble() < faults.shortWrite) {
                length = 1 + random.nextInt(length - 1);
            }
            long grows = Math.max(0, position + length - content.current.length);
            if (grows > usableBytes()) {
                length -= (int) Math.min(length, grows - usableBytes());
                if (length == 0) {
                    throw new DiskFullException("no room on the simulated disk");
                }
            }
            byte[] bytes = new byte[length];
            source.get(bytes);
            if (random.nextDouble() < faults.misdirectedWrite) {
                misdirect(bytes);
            } else {
                write(content, position, bytes);
            }
            return length;
        }

        private void misdirect(byte[] bytes) {
            List<Content> all = everyContent();
            Content other = all.get(random.nextInt(all.size()));
            write(other, random.nextInt(other.current.length + 1), bytes);
        }

        private void write(Content to, long position, byte[] bytes) {
            int end = (int) position + bytes.length;
            if (to.current.length < end) {
                to.current = Arrays.copyOf(to.current, end);
            }
            System.arraycopy(bytes, 0, to.current, (int) position, bytes.length);
            to.changes.add(new Change(position, bytes));
        }

        @Override
        public long size() throws IOException {
            checkLives();
            return content.current.length;
        }

        @Override
        public void truncate(long size) throws IOException {
            checkLives();
            if (size < content.current.length) {
                content.current = Arrays.copyOf(content.current, (int) size);
                content.changes.add(new Change(size, new byte[0]));
            }
        }

        @Override
        public void force() throws IOException {
            checkLives();
            forces++;
            if (random.nextDouble() < faults.failedForce) {
                // Some of it may have got there; none of the rest will. A length is metadata, and stays in the journal.
                content.durable = afterPowerCut(content, random.nextDouble());
                content.changes.removeIf(change -> !change.isCut());
                throw new IOException("Input/output error");
            }
            if (random.nextDouble() < faults.lostWrites) {
                content.changes.clear();
                return;
            }
            applyAll();
        }

        private void applyAll() {
            for (Change change : content.changes) {
                int length = (int)
                        (change.isCut()
                                ? Math.min(content.durable.length, change.position())
                                : Math.max(content.durable.length, change.end()));
                if (length != content.durable.length) {
                    content.durable = Arrays.copyOf(content.durable, length);
                }
                if (!change.isCut()) {
                    System.arraycopy(
                            change.bytes(), 0, content.durable, (int) change.position(), change.bytes().length);
                }
            }
            content.changes.clear();
        }

        private void checkLives() throws IOException {
            if (openedIn != life) {
                throw new IOException("the process that opened the file has ended");
            }
        }

        @Override
        public void close() {
            // There is nothing to give back.
        }
    }
}
