package io.ftqueue.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Lines of bytes. The last one counts whether a line end follows it or not. */
final class LineSource {

    private final BufferedInputStream input;
    private final Transfer format;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long number;
    private long bytes;

    LineSource(InputStream input, Transfer format) {
        this.input = new BufferedInputStream(input, 1 << 16);
        this.format = format;
    }

    /** The number of the line read last, from 1. */
    long number() {
        return number;
    }

    /** How many bytes were read. */
    long bytes() {
        return bytes;
    }

    /**
     * The item of the next line; null after the last.
     *
     * @throws IllegalArgumentException if the line has none, with its number and why not
     */
    byte @Nullable [] next() throws IOException {
        line.reset();
        int b = input.read();
        if (b < 0) {
            return null;
        }
        number++;
        while (b >= 0 && b != '\n') {
            if (line.size() >= format.longestLine()) {
                throw new IllegalArgumentException(
                        "line " + number + " is longer than " + format.longestLine() + " bytes");
            }
            line.write(b);
            b = input.read();
        }
        bytes += line.size() + (b < 0 ? 0 : 1);
        try {
            return format.item(line.toByteArray());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + " " + e.getMessage(), e);
        }
    }
}
