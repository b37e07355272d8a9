package io.ftqueue.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real directory. */
class FileDiskTest {
    @TempDir
    private Path parent;

    private static ByteBuffer bytes(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return bytes.flip();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void filesAndDirectoriesAreForTheirOwnerOnly() throws IOException {
        Path directory = parent.resolve("a").resolve("b");
        FileDisk.createDirectory(directory);
        FileDisk.createDirectory(directory);
        assertThat(permissions(directory)).isEqualTo("rwx------");
        assertThat(permissions(directory.getParent())).isEqualTo("rwx------");
        FileDisk.of(directory).create("file").close();
        assertThat(permissions(directory.resolve("file"))).isEqualTo("rw-------");
    }

    @Test
    void writesReadsCutsRenamesAndDeletes() throws IOException {
        Disk disk = FileDisk.of(parent);
        try (DiskFile file = disk.create("one")) {
            file.writeFully(0, bytes(1, 2, 3, 4));
            file.writeFully(2, bytes(9));
            file.truncate(3);
            file.truncate(30);
            assertThat(file.size()).isEqualTo(3);
            file.force();
            ByteBuffer read = ByteBuffer.allocate(10);
            assertThat(file.read(1, read)).isEqualTo(2);
            assertThat(read.flip()).isEqualTo(bytes(2, 9));
            assertThat(file.read(3, ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        disk.create("two").close();
        Files.createDirectory(parent.resolve("directory"));
        assertThat(disk.list()).containsExactly("one", "two");
        disk.rename("one", "two");
        disk.force();
        assertThat(disk.list()).containsExactly("two");
        try (DiskFile file = disk.open("two")) {
            assertThat(file.size()).isEqualTo(3);
        }
        disk.create("two").close();
        try (DiskFile file = disk.open("two")) {
            assertThat(file.size()).isZero();
        }
        disk.delete("two");
        assertThat(disk.list()).isEmpty();
        assertThatThrownBy(() -> disk.open("two")).isInstanceOf(IOException.class);
        assertThat(disk.usableBytes()).isPositive();
    }

    @Test
    void aFullDiskIsToldFromABrokenOne() throws IOException {
        Files.createSymbolicLink(parent.resolve("full"), Path.of("/dev/full"));
        Disk disk = FileDisk.of(parent);
        try (DiskFile file = disk.open("full")) {
            assertThatThrownBy(() -> file.writeFully(0, bytes(1)))
                    .isInstanceOf(DiskFullException.class)
                    .hasMessageContaining(parent.toString());
        }
        disk.delete("full");
    }

    @Test
    void aDiskThatTakesNothingIsNotTriedForEver() {
        DiskFile takesNothing = new ForwardingDisk.ForwardingFile(null) {
            @Override
            public int write(long position, ByteBuffer source) {
                return 0;
            }
        };
        assertThatThrownBy(() -> takesNothing.writeFully(0, bytes(1))).hasMessageContaining("took none");
    }

    @Test
    void afterAFailedForceEveryCallThrows() throws IOException {
        SimulatedDisk simulated = new SimulatedDisk(new SplittableRandom(1));
        for (boolean ofDirectory : new boolean[] {false, true}) {
            Disk disk = new FailStopDisk(simulated);
            DiskFile file = disk.create("file");
            simulated.faults().failedForce = 1;
            assertThatThrownBy(ofDirectory ? disk::force : file::force).hasMessageContaining("Input/output error");
            simulated.faults().failedForce = 0;
            assertThatThrownBy(file::force).isInstanceOf(DiskFailedException.class);
            assertThatThrownBy(() -> file.write(0, bytes(1))).isInstanceOf(DiskFailedException.class);
            assertThatThrownBy(() -> file.read(0, bytes(1))).isInstanceOf(DiskFailedException.class);
            assertThatThrownBy(() -> file.truncate(0)).isInstanceOf(DiskFailedException.class);
            assertThatThrownBy(file::size).isInstanceOf(DiskFailedException.class);
            assertThatThrownBy(disk::force).isInstanceOf(DiskFailedException.class);
            assertThatThrownBy(disk::list).isInstanceOf(DiskFailedException.class);
            assertThatThrownBy(disk::usableBytes).isInstanceOf(DiskFailedException.class);
            assertThatThrownBy(() -> disk.open("file")).isInstanceOf(DiskFailedException.class);
            assertThatThrownBy(() -> disk.create("file")).isInstanceOf(DiskFailedException.class);
            assertThatThrownBy(() -> disk.delete("file")).isInstanceOf(DiskFailedException.class);
            assertThatThrownBy(() -> disk.rename("file", "other"))
                    .isInstanceOf(DiskFailedException.class)
                    .hasMessageContaining("Input/output error");
            file.close();
        }
    }
}
