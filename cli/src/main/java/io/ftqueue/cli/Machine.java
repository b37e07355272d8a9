package io.ftqueue.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What a measurement was taken on, without which its figures say nothing. */
final class Machine {

    private Machine() {}

    /** Processors, memory, system and JDK in one line. */
    static String describe() {
        return String.format(
                Locale.ROOT,
                "%d x %s, %s, %s %s, JDK %s",
                Runtime.getRuntime().availableProcessors(),
                processor(),
                memory(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                Runtime.version());
    }

    /** The commit that the launcher's source tree is at, with a mark if that has been changed since. */
    static String commit() {
        String home = System.getProperty("ftqueue.home", ".");
        try {
            Process git = new ProcessBuilder("git", "-C", home, "describe", "--always", "--dirty")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String commit = new String(git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 ? commit.strip() : "unknown";
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }

    /** The processor time that processes have used together. */
    static Duration processorTime(Collection<Long> pids) {
        Duration sum = Duration.ZERO;
        for (long pid : pids) {
            sum = sum.plus(ProcessHandle.of(pid)
                    .flatMap(process -> process.info().totalCpuDuration())
                    .orElse(Duration.ZERO));
        }
        return sum;
    }

    private static String processor() {
        return lineOf(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch"));
    }

    private static String memory() {
        String line = lineOf(Path.of("/proc/meminfo"), "MemTotal", "");
        String digits = line.replaceAll("\\D", "");
        return digits.isEmpty() ? "memory unknown" : Math.round(Long.parseLong(digits) / 1_048_576.0) + " GiB";
    }

    private static String lineOf(Path file, String key, String otherwise) {
        if (!Files.isReadable(file)) {
            return otherwise;
        }
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException e) {
            return otherwise;
        }
    }
}
