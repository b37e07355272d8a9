package io.ftqueue.tests.architecture.planted.pure;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.net.DatagramSocket;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/** Planted: every contact with the world that a pure module must not have. */
public final class UsesEnvironment {
    private UsesEnvironment() {}

    public static void socket() throws IOException {
        new DatagramSocket().close();
    }

    public static void channel() throws IOException {
        DatagramChannel.open().close();
    }

    public static Path path() {
        return Path.of("planted");
    }

    public static void file() throws IOException {
        new FileInputStream("planted").close();
    }

    public static boolean lock() {
        return new ReentrantLock().isLocked();
    }

    public static String thread() {
        return Thread.currentThread().getName();
    }

    public static String julLogger() {
        return java.util.logging.Logger.getLogger("planted").getName();
    }

    public static String systemLogger() {
        return System.getLogger("planted").getName();
    }

    public static Object deserialize(ObjectInputStream in) throws IOException, ClassNotFoundException {
        return in.readObject();
    }
}
