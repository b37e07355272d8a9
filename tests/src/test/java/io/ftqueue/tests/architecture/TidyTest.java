package io.ftqueue.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.tests.architecture.Repository.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Habits that no compiler checks, on the source text. What is forbidden is spelled in pieces here and in the planted
 * texts, or this file would report itself.
 */
class TidyTest {
    private static final int MAX_COLUMNS = 120;

    /** What must not be found, in which files, and a text in which it must be found. */
    private record Habit(String name, Predicate<Source> where, Pattern forbidden, Source planted) {
        List<String> violations(Source source) {
            List<String> violations = new ArrayList<>();
            if (where.test(source)) {
                Matcher found = forbidden.matcher(source.text());
                while (found.find()) {
                    long line = 1
                            + source.text()
                                    .substring(0, found.start())
                                    .chars()
                                    .filter(c -> c == '\n')
                                    .count();
                    violations.add(source.path() + ":" + line + ": " + name);
                }
            }
            return violations;
        }
    }

    private static final String MAIN = "group/src/main/java/Planted.java";
    private static final String TEST = "group/src/test/java/PlantedTest.java";

    private static final List<Habit> HABITS = List.of(
            new Habit(
                    "unfinished work belongs into the tracker",
                    source -> !source.isMarkdown(),
                    Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b"),
                    new Source(MAIN, "// TO" + "DO: finish")),
            new Habit(
                    "a test runs or is deleted",
                    Source::isJava,
                    Pattern.compile("@Disab" + "led\\b"),
                    new Source(TEST, "@Disab" + "led(\"flaky\")")),
            new Habit(
                    "a test outside of the system tests waits for nothing",
                    source -> source.isJava() && source.path().contains("/src/test/") && !source.isUnder("tests"),
                    Pattern.compile("\\b(Thread|TimeUnit\\.\\w+)\\.sle" + "ep\\b"),
                    new Source(TEST, "Thread.sle" + "ep(10);")),
            new Habit(
                    "a catch does something or says why not",
                    Source::isJava,
                    Pattern.compile("\\bcatch\\s*\\([^)]*\\)\\s*\\{\\s*}"),
                    new Source(MAIN, "try { run(); } catch (Exception e) {" + "\n}")),
            new Habit(
                    "nothing knows the machine it was written on",
                    source -> true,
                    Pattern.compile("(?<![\\w.~/}-])/(wo" + "rk|ro" + "ot|ho" + "me)/"),
                    new Source("docs/planted.md", "see /ho" + "me/me/notes")),
            new Habit(
                    "the history knows the authors",
                    Source::isJava,
                    Pattern.compile("@auth" + "or\\b"),
                    new Source(MAIN, "/** @auth" + "or me */")),
            new Habit(
                    "lines end at column " + MAX_COLUMNS,
                    Source::isJava,
                    Pattern.compile("(?m)^.{" + (MAX_COLUMNS + 1) + ",}$"),
                    new Source(MAIN, "\n" + "x".repeat(MAX_COLUMNS + 1))));

    @Test
    void sourcesAreTidy() {
        List<Source> sources = Repository.sources();
        assertThat(sources).extracting(Source::path).contains("pom.xml", "ftqueue", ".ci/run");
        List<String> violations = new ArrayList<>();
        for (Habit habit : HABITS) {
            for (Source source : sources) {
                violations.addAll(habit.violations(source));
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void everyHabitReportsItsPlantedText() {
        for (Habit habit : HABITS) {
            assertThat(habit.violations(habit.planted())).as(habit.name()).hasSize(1);
        }
    }

    @Test
    void reportsNameTheLine() {
        Source planted = new Source(MAIN, "/**\n * @auth" + "or me\n */");
        assertThat(HABITS.stream().flatMap(habit -> habit.violations(planted).stream()))
                .containsExactly(MAIN + ":2: the history knows the authors");
    }

    @Test
    void harmlessTextIsNotReported() {
        List<Source> harmless = List.of(
                new Source(MAIN, "x".repeat(MAX_COLUMNS) + "\n// ~/wo" + "rk/ is the reader's\n"),
                new Source(
                        MAIN,
                        "try { run(); } catch (Exception e) {\n // The peer is gone, which is what we wanted.\n}"),
                new Source("tests/src/test/java/SystemTest.java", "Thread.sle" + "ep(10);"));
        for (Habit habit : HABITS) {
            for (Source source : harmless) {
                assertThat(habit.violations(source)).as(habit.name()).isEmpty();
            }
        }
    }
}
