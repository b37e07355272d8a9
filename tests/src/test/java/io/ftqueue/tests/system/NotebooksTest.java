package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The notebooks run from their first cell to their last, and leave nothing behind. */
@ExtendWith(NeedsJupyter.class)
class NotebooksTest {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** On a busy machine the Java kernel starts without answering now and then; nothing has been executed then. */
    private static final int STARTS = 8;

    private static final int START_SECONDS = 15;

    /** What every process that a notebook starts can be told by. */
    private final String mark = "FTQUEUE_NOTEBOOK=" + UUID.randomUUID();

    @TempDir
    private Path executed;

    @Test
    void thePythonNotebookRuns() throws IOException {
        String shown = execute("python");
        assertThat(shown).contains("there is no queue 'jbos'", "1 taken on both sides");
    }

    @Test
    void theJavaNotebookRuns() throws IOException {
        String shown = execute("java");
        assertThat(shown).contains("job 2 acknowledged: OK", "1 taken on several", "merged [[");
    }

    private String execute(String name) throws IOException {
        Path root = Path.of(System.getProperty("ftqueue.home"));
        List<String> command = new ArrayList<>(List.of("env", "FTQUEUE=" + String.join(" ", server())));
        command.add("FTQUEUE_CLASSPATH=" + classPath());
        command.add("FTQUEUE_KERNEL_JAR=" + kernel(root));
        command.add(mark);
        command.addAll(List.of(root.resolve("notebooks/jupyter").toString(), "nbconvert", "--to", "notebook"));
        command.addAll(List.of("--execute", "--ExecutePreprocessor.startup_timeout=" + START_SECONDS));
        command.addAll(List.of("--ExecutePreprocessor.timeout=120", "--output-dir", executed.toString()));
        command.add(root.resolve("notebooks/" + name + ".ipynb").toString());
        String said = "";
        for (int start = 0; start < STARTS; start++) {
            try (ChildProcess jupyter = ChildProcess.start(command)) {
                int exitCode = jupyter.awaitExit(PATIENCE);
                said = jupyter.output();
                if (exitCode == 0) {
                    assertNothingIsLeft();
                    return Files.readString(executed.resolve(name + ".ipynb"));
                }
                assertThat(said)
                        .as("more than a kernel that did not start")
                        .containsPattern("Kernel didn't respond in|Kernel died before replying to kernel_info");
            }
        }
        throw new AssertionError("the kernel did not start " + STARTS + " times: " + said);
    }

    /** The command that stands for the launcher, which would build what is built already. */
    private static List<String> server() {
        return ChildProcess.java(Servers.MAIN);
    }

    private static String classPath() {
        List<String> command = ChildProcess.java(Servers.MAIN);
        return command.get(command.indexOf("-cp") + 1);
    }

    /** Where the build has put the kernel. */
    private static Path kernel(Path root) throws IOException {
        try (var files = Files.list(root.resolve("tests/target/jupyter"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("rapaio-jupyter-kernel-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void assertNothingIsLeft() {
        Await.until(
                "all that the notebook has started has ended",
                Duration.ofSeconds(20),
                () -> ProcessHandle.allProcesses().noneMatch(this::isOfTheNotebook));
    }

    private boolean isOfTheNotebook(ProcessHandle process) {
        try {
            // What a process was started with is told to its owner alone.
            return process.isAlive()
                    && Files.readString(Path.of("/proc", String.valueOf(process.pid()), "environ"))
                            .contains(mark);
        } catch (IOException | SecurityException e) {
            // It has ended, or is somebody else's.
            return false;
        }
    }
}
