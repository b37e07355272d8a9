package io.ftqueue.storage;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C of what it is given, piece by piece. */
final class Checksum {

    private final CRC32C crc = new CRC32C();
    private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

    Checksum reset() {
        crc.reset();
        return this;
    }

    Checksum add(int value) {
        crc.update(number.clear().putInt(value).flip());
        return this;
    }

    Checksum add(byte[] bytes, int offset, int length) {
        crc.update(bytes, offset, length);
        return this;
    }

    int value() {
        return (int) crc.getValue();
    }

    static int of(byte[] bytes, int offset, int length) {
        return new Checksum().add(bytes, offset, length).value();
    }
}
