package io.ftqueue.tests.system;

import java.nio.file.Files;
import java.nio.file.Path;

/** For tests that execute notebooks. */
final class NeedsJupyter extends Needs {
    NeedsJupyter() {
        super(
                "needs Jupyter with nbconvert and the Python kernel (packages jupyter-nbconvert, python3-ipykernel)",
                () -> succeeds("jupyter", "nbconvert", "--version")
                        && Files.exists(Path.of("/usr/share/jupyter/kernels/python3/kernel.json")));
    }
}
