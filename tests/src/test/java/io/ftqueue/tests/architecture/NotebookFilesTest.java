package io.ftqueue.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ftqueue.tests.architecture.Repository.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Notebooks are kept as they were written: in the format of version 4, without what some machine has printed. */
class NotebookFilesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void notebooksAreValidAndWithoutOutputs() throws IOException {
        List<Path> notebooks;
        try (var files = Files.list(Repository.root().resolve("notebooks"))) {
            notebooks = files.filter(file -> file.toString().endsWith(".ipynb")).toList();
        }
        assertThat(notebooks).hasSizeGreaterThanOrEqualTo(2);
        List<String> mistakes = new ArrayList<>();
        for (Path notebook : notebooks) {
            mistakes.addAll(mistakes(new Source(notebook.getFileName().toString(), Files.readString(notebook))));
        }
        assertThat(mistakes).isEmpty();
    }

    @Test
    void mistakesAreReported() throws IOException {
        String planted = """
                {"cells": [
                  {"cell_type": "code", "execution_count": 3, "metadata": {}, "outputs": [{"text": "2"}], "source": []},
                  {"cell_type": "markdown", "metadata": {}, "outputs": [], "source": ["fine"]},
                  {"cell_type": "page", "source": "text"}],
                 "metadata": {}, "nbformat": 3, "nbformat_minor": 0}
                """;
        assertThat(mistakes(new Source("planted.ipynb", planted)))
                .containsExactly(
                        "planted.ipynb: nbformat is not 4",
                        "planted.ipynb: says no kernel",
                        "planted.ipynb: cell 1 has outputs",
                        "planted.ipynb: cell 1 has been executed",
                        "planted.ipynb: cell 1 is empty",
                        "planted.ipynb: cell 2 is no code and has outputs",
                        "planted.ipynb: cell 3 is a page",
                        "planted.ipynb: cell 3 has no metadata",
                        "planted.ipynb: cell 3 is empty");
    }

    private static List<String> mistakes(Source notebook) throws IOException {
        JsonNode root = JSON.readTree(notebook.text());
        List<String> mistakes = new ArrayList<>();
        note(mistakes, root.path("nbformat").asInt() != 4, "nbformat is not 4");
        note(mistakes, !root.path("metadata").path("kernelspec").path("name").isTextual(), "says no kernel");
        int number = 0;
        for (JsonNode cell : root.path("cells")) {
            number++;
            String name = "cell " + number;
            String type = cell.path("cell_type").asText();
            boolean code = type.equals("code");
            if (code) {
                note(
                        mistakes,
                        !cell.path("outputs").isArray() || !cell.path("outputs").isEmpty(),
                        name + " has outputs");
                note(mistakes, !cell.path("execution_count").isNull(), name + " has been executed");
            } else {
                note(mistakes, cell.has("outputs"), name + " is no code and has outputs");
                note(mistakes, !type.equals("markdown"), name + " is a " + type);
            }
            note(mistakes, !cell.path("metadata").isObject(), name + " has no metadata");
            note(mistakes, !cell.path("source").isArray() || cell.path("source").isEmpty(), name + " is empty");
        }
        return mistakes.stream()
                .map(mistake -> notebook.path() + ": " + mistake)
                .toList();
    }

    private static void note(List<String> mistakes, boolean wrong, String what) {
        if (wrong) {
            mistakes.add(what);
        }
    }
}
