package io.ftqueue.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays the transcripts in {@code src/test/transcripts} and compares what the member does with what they say. After a
 * wanted change of behaviour run with {@code -Drewrite=true} and review the difference.
 */
class TranscriptTest {

    private static final Path TRANSCRIPTS = Path.of("src/test/transcripts");
    private static final String SEPARATOR = "----";

    static Stream<String> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(TRANSCRIPTS)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void plays(String name) throws IOException {
        Path file = TRANSCRIPTS.resolve(name);
        List<String> expected = Files.readAllLines(file);
        List<String> actual = play(expected);
        if (Boolean.getBoolean("rewrite")) {
            Files.write(file, actual);
        } else {
            assertThat(actual).isEqualTo(expected);
        }
    }

    /** Comments and empty lines stay; a block is its commands, the separator, and what followed from them. */
    private static List<String> play(List<String> lines) {
        List<String> played = new ArrayList<>();
        Transcript transcript = new Transcript(2);
        List<String> said = new ArrayList<>();
        boolean commands = true;
        for (String line : lines) {
            if (line.equals(SEPARATOR)) {
                played.add(line);
                played.addAll(said);
                said.clear();
                commands = false;
            } else if (line.isEmpty()) {
                played.add(line);
                commands = true;
            } else if (commands) {
                played.add(line);
                if (!line.startsWith("#")) {
                    said.addAll(transcript.run(line));
                }
            }
        }
        return played;
    }
}
