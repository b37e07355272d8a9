package io.ftqueue.cli;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Servers that are processes of this one's own. They are told to stop by {@link #close} and when this process is, and
 * stop by themselves should it be killed.
 */
final class Children implements AutoCloseable {

    /** How long servers have to write down what they know. */
    private static final Duration GOODBYE = Duration.ofSeconds(10);

    private final List<String> commonOptions;
    private final @Nullable Path data;
    private final Path logs;
    private final List<Child> children = new ArrayList<>();
    private final List<Child> told = new ArrayList<>();
    private final Thread hook = new Thread(this::stopAll, "ftqueue-stop-children");

    /** A server. */
    record Child(String name, InetSocketAddress address, Path log, Process process) {}

    /**
     * No servers yet.
     *
     * @param commonOptions what every one of them is started with
     * @param data where they keep what they know, in a directory of their own; null: in memory
     */
    Children(List<String> commonOptions, @Nullable Path data) throws IOException {
        this.commonOptions = List.copyOf(commonOptions);
        this.data = data;
        if (data == null) {
            this.logs = Files.createTempDirectory("ftqueue-");
        } else {
            this.logs = Files.createDirectories(
                    data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts one more. */
    synchronized void start(String name, int port, List<String> options) throws IOException {
        var address = new InetSocketAddress(Endpoints.address("127.0.0.1"), port);
        List<String> command = LocalServers.command(ChildServer.class);
        command.addAll(List.of("--bind", "127.0.0.1", "--port", String.valueOf(port), "--name", name));
        command.addAll(commonOptions);
        command.addAll(options);
        if (data != null) {
            command.addAll(List.of("--data", data.resolve(name).toString()));
        }
        Path log = logs.resolve("server-" + name + ".log");
        File file = log.toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(file))
                .start();
        children.add(new Child(name, address, log, process));
    }

    synchronized List<Child> all() {
        return List.copyOf(children);
    }

    List<Child> running() {
        return all().stream().filter(child -> child.process().isAlive()).toList();
    }

    /** Those that have ended, each once. */
    List<Child> takeEnded() {
        List<Child> ended = new ArrayList<>(all());
        ended.removeIf(child -> child.process().isAlive() || told.contains(child));
        told.addAll(ended);
        return ended;
    }

    /** Waits until one ends, or as long as that. */
    void awaitEnd(long millis) throws InterruptedException {
        CompletableFuture<?>[] ends =
                running().stream().map(child -> child.process().onExit()).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.anyOf(ends).get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // All of them go on.
            return;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process cannot be waited for", e);
        }
    }

    @Override
    public void close() {
        stopAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This process is ending already, and the hook does the same.
            stopAll();
        }
    }

    /** SIGTERM to each, and SIGKILL to those that do not obey. */
    private synchronized void stopAll() {
        children.forEach(child -> child.process().destroy());
        long end = System.nanoTime() + GOODBYE.toNanos();
        for (Child child : children) {
            try {
                long left = Math.max(1, end - System.nanoTime());
                if (!child.process().waitFor(left, TimeUnit.NANOSECONDS)) {
                    child.process().destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                child.process().destroyForcibly();
            }
        }
    }
}
