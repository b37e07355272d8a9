package io.ftqueue.tests.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A process that a test has started. What it prints is kept, each line with the time at which it was read. None of them
 * outlives the tests.
 */
final class ChildProcess implements AutoCloseable {

    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly), "kill-children"));
    }

    /** A line and when it was read. */
    record Line(long nanos, String text) {}

    private final Process process;
    private final List<Line> lines = new ArrayList<>();
    private final Thread reader;

    private ChildProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::readLines, "output-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a command. */
    static ChildProcess start(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            ALIVE.add(process);
            return new ChildProcess(process);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /** Runs a short command to its end; it must succeed. */
    static String run(String... command) {
        try (ChildProcess child = start(List.of(command))) {
            int exitCode = child.awaitExit(Duration.ofSeconds(20));
            if (exitCode != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + child.output());
            }
            return child.output();
        }
    }

    /** The command that runs a class of this project as the launcher would, without the tests beside it. */
    static List<String> java(String mainClass, String... arguments) {
        String classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(System.getProperty("path.separator"), -1))
                .filter(entry -> !entry.contains("test-classes"))
                .collect(Collectors.joining(System.getProperty("path.separator")));
        return java(classPath, mainClass, arguments);
    }

    /** The command that runs a class of the tests. */
    static List<String> javaOfTests(String mainClass, String... arguments) {
        return java(System.getProperty("java.class.path"), mainClass, arguments);
    }

    private static List<String> java(String classPath, String mainClass, String[] arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Many of them share few processors: small, and soon warm.
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms64m", "-XX:-UsePerfData"));
        command.addAll(List.of("-Djava.net.preferIPv4Stack=true", "-cp", classPath, mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has printed so far. */
    List<Line> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** What it has printed so far, as one text. */
    String output() {
        return lines().stream().map(Line::text).collect(Collectors.joining("\n"));
    }

    /** The first line that suits, once it is there. */
    Line awaitLine(String what, Duration patience, Predicate<String> suits) {
        return Await.value(what, patience, () -> {
            Optional<Line> found =
                    lines().stream().filter(line -> suits.test(line.text())).findFirst();
            if (found.isEmpty() && !isAlive()) {
                throw new AssertionError(what + ": the process has ended: " + output());
            }
            return found;
        });
    }

    /** Writes a line to its standard input. */
    void tell(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid() + " does not listen: " + output(), e);
        }
    }

    /** Waits for its end, and until all that it printed has been read. */
    int awaitExit(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + patience.toMillis() + " ms: " + output());
            }
            reader.join(patience.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }

    /** Ends it without a chance to say goodbye (SIGKILL). */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        ALIVE.remove(process);
    }

    private void readLines() {
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                synchronized (lines) {
                    lines.add(new Line(System.nanoTime(), line));
                }
            }
        } catch (IOException e) {
            synchronized (lines) {
                lines.add(new Line(System.nanoTime(), "(the output cannot be read any more: " + e + ")"));
            }
        }
    }
}
