package io.ftqueue.tests.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file system of a test's own: an ext4 in a file, mounted, or a piece of memory. It goes with {@link #close}, with
 * the process, and when another run of the tests finds that its process has been killed.
 */
final class TestDisk implements AutoCloseable {

    private static final String PREFIX = "ftq-disk-";
    private static final Pattern MOUNTED = Pattern.compile(" (\\S*/" + PREFIX + "(\\d+)-\\S*) ");

    private final Path image;
    private final Path directory;
    private final Thread hook = new Thread(this::unmount, "unmount");

    private TestDisk(Path folder, String name) {
        String unique = PREFIX + ProcessHandle.current().pid() + "-" + name;
        image = folder.resolve(unique + ".img");
        directory = folder.resolve(unique);
    }

    /** Whether this machine lets us mount file systems, and can make them. */
    static boolean areAvailable() {
        try {
            Path folder = Files.createTempDirectory("ftq-try");
            try (TestDisk disk = ext4(folder, "try", 32)) {
                return Files.exists(disk.directory.resolve("lost+found"));
            } catch (RuntimeException | AssertionError e) {
                return false;
            } finally {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An ext4 of so many megabytes, of which only what is written takes room. */
    static TestDisk ext4(Path folder, String name, int megabytes) {
        var disk = new TestDisk(folder, name);
        return disk.mounted(() -> {
            ChildProcess.run("truncate", "-s", megabytes + "M", disk.image.toString());
            // Nothing is initialized later: after that, all that is written is the servers'.
            String now = "lazy_itable_init=0,lazy_journal_init=0";
            ChildProcess.run("mkfs.ext4", "-q", "-F", "-E", now, "-J", "size=4", disk.image.toString());
            disk.mountImage();
        });
    }

    /** So many megabytes of memory. */
    static TestDisk memory(Path folder, String name, int megabytes) {
        var disk = new TestDisk(folder, name);
        return disk.mounted(() -> ChildProcess.run(
                "mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", "" + disk.directory));
    }

    private TestDisk mounted(Runnable mounting) {
        unmountWhatWasLeft();
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            Files.createDirectory(directory);
            mounting.run();
            return this;
        } catch (IOException | RuntimeException | AssertionError e) {
            close();
            throw e instanceof IOException io ? new UncheckedIOException(io) : new IllegalStateException(e);
        }
    }

    /** Where it is mounted. */
    Path directory() {
        return directory;
    }

    /**
     * Keeps what is in the image, and not what the system still has in memory: what a power cut would leave. The
     * writers must be stopped, so that it is of one moment.
     */
    void copy() {
        ChildProcess.run(
                "cp", "--sparse=always", image.toString(), copyOfImage().toString());
    }

    /** Has the disk be what it was at the last copy. Nobody may use it. */
    void becomeTheCopy() {
        try {
            ChildProcess.run("umount", directory.toString());
            Files.move(copyOfImage(), image, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            mountImage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path copyOfImage() {
        return image.resolveSibling(image.getFileName() + ".copy");
    }

    private void mountImage() {
        ChildProcess.run("mount", "-o", "loop,noatime", image.toString(), directory.toString());
    }

    @Override
    public void close() {
        unmount();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private synchronized void unmount() {
        if (isMounted(directory)) {
            // Lazily, as somebody who is being killed may still have it open; the loop device goes with it.
            Needs.succeeds("umount", "--lazy", directory.toString());
        }
        for (Path file : new Path[] {directory, image, copyOfImage()}) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                System.out.println("left behind: " + e);
            }
        }
    }

    private static boolean isMounted(Path at) {
        return mounts().contains(" " + at + " ");
    }

    private static String mounts() {
        try {
            return Files.readString(Path.of("/proc/self/mounts"));
        } catch (IOException e) {
            return "";
        }
    }

    private static void unmountWhatWasLeft() {
        Matcher mounted = MOUNTED.matcher(mounts());
        while (mounted.find()) {
            if (ProcessHandle.of(Long.parseLong(mounted.group(2))).isEmpty()) {
                Needs.succeeds("umount", "--lazy", mounted.group(1));
            }
        }
    }
}
