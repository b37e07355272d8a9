package io.ftqueue.resp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** What clients must know. Only its hash is kept, so that a comparison takes the same time whatever is compared. */
public final class Password {

    private static final int MAX_BYTES = 4_096;

    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final byte[] hash;

    private Password(byte[] hash) {
        this.hash = hash;
    }

    /** This password. */
    public static Password of(String password) {
        return new Password(hash(password.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The first line of a file that nobody but its owner may read or write.
     *
     * @throws IllegalArgumentException if there is none, or it is others' to read; the message is one line
     */
    public static Password ofFile(Path file) {
        try {
            var permissions = EnumSet.noneOf(PosixFilePermission.class);
            permissions.addAll(Files.getPosixFilePermissions(file));
            permissions.retainAll(OF_OTHERS);
            if (!permissions.isEmpty()) {
                throw new IllegalArgumentException(
                        "others can read or write " + file + "; keep it to yourself: chmod 600 " + file);
            }
            return ofContent(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file + " to read the password from", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the password from " + file + ": " + e.getMessage(), e);
        } catch (UnsupportedOperationException e) {
            throw new IllegalArgumentException("cannot tell who may read " + file, e);
        }
    }

    private static Password ofContent(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + " is no file to read the password from");
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IllegalArgumentException(file + " has more than " + MAX_BYTES + " bytes: that is no password");
        }
        byte[] content = Files.readAllBytes(file);
        int end = 0;
        while (end < content.length && content[end] != '\n' && content[end] != '\r') {
            end++;
        }
        if (end == 0) {
            throw new IllegalArgumentException("the first line of " + file + " is empty: it must be the password");
        }
        return new Password(hash(Arrays.copyOf(content, end)));
    }

    /** Whether this is it; takes as long whether it is or not. */
    boolean is(byte[] given) {
        return MessageDigest.isEqual(hash, hash(given));
    }

    private static byte[] hash(byte[] password) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(password);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
