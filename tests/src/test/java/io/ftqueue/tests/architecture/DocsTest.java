package io.ftqueue.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.tests.architecture.Repository.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documentation leads somewhere: links to what is there, and commands that exist. */
class DocsTest {
    private static final Pattern FENCED = Pattern.compile("(?ms)^ *(```|~~~).*?^ *\\1");
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("]\\(<?([^)\\s>]+)>?(?:\\s+\"[^\"]*\")?\\)");
    private static final Pattern REFERENCE = Pattern.compile("(?m)^\\[[^]^]+]:\\s+<?(\\S+?)>?(?:\\s.*)?$");
    private static final Pattern SCHEME = Pattern.compile("^[a-z][a-z0-9+.-]*:.*");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6}\\s+(.*?)\\s*#*\\s*$");
    private static final Pattern ANCHOR = Pattern.compile("<a\\s+(?:id|name)=\"([^\"]+)\"");
    private static final Pattern COMMAND = Pattern.compile("\\./ftqueue[ \\t]+([a-z][a-z-]*)");
    private static final Pattern COMMAND_NAME = Pattern.compile("\\bname\\s*=\\s*\"([a-z-]+)\"");

    @Test
    void relativeLinksLeadSomewhere() {
        Path root = Repository.root();
        List<String> broken = new ArrayList<>();
        for (Source source : Repository.sources()) {
            if (source.isMarkdown()) {
                broken.addAll(brokenLinks(root, source));
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void brokenLinksAreReported() {
        String text = """
                # The planted page
                [gone](gone.md) [page](#the-planted-page) [pom](../pom.xml) [web](https://example.org/x)
                [lost](#lost) `[code](code.md)` ![picture](picture.png "A picture") [rooted](/pom.xml)

                [named]: named.md
                """;
        assertThat(brokenLinks(Repository.root(), new Source("docs/planted.md", text)))
                .containsExactly(
                        "docs/planted.md: gone.md",
                        "docs/planted.md: #lost",
                        "docs/planted.md: picture.png",
                        "docs/planted.md: named.md");
    }

    @Test
    void documentedCommandsExist() {
        List<String> commands = commandNames();
        List<String> unknown = new ArrayList<>();
        for (Source source : Repository.sources()) {
            if (source.isMarkdown()) {
                unknown.addAll(unknownCommands(source, commands));
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void unknownCommandsAreReported() {
        Source planted =
                new Source("README.md", "Run `./ftqueue push jobs`, then `./ftqueue fly`, see `./ftqueue -h`.");
        assertThat(unknownCommands(planted, List.of("push"))).containsExactly("README.md: ./ftqueue fly");
    }

    private static List<String> brokenLinks(Path root, Source page) {
        String prose = proseOf(page.text());
        List<String> targets = new ArrayList<>(all(LINK, prose));
        targets.addAll(all(REFERENCE, prose));
        List<String> broken = new ArrayList<>();
        for (String target : targets) {
            if (!SCHEME.matcher(target).matches() && !resolves(root, page, target)) {
                broken.add(page.path() + ": " + target);
            }
        }
        return broken;
    }

    private static boolean resolves(Path root, Source page, String target) {
        int hash = target.indexOf('#');
        String file = hash < 0 ? target : target.substring(0, hash);
        String anchor = hash < 0 ? "" : target.substring(hash + 1);
        if (file.isEmpty()) {
            return anchorsOf(page.text()).contains(anchor);
        }
        Path path = file.startsWith("/")
                ? root.resolve(file.substring(1))
                : root.resolve(page.path()).resolveSibling(file);
        if (anchor.isEmpty() || !file.endsWith(".md")) {
            return Files.exists(path.normalize());
        }
        return Repository.sources().stream()
                .filter(other -> root.resolve(other.path()).equals(path.normalize()))
                .anyMatch(other -> anchorsOf(other.text()).contains(anchor));
    }

    /** Headings as the usual viewers turn them into anchors. */
    private static List<String> anchorsOf(String text) {
        List<String> anchors = new ArrayList<>(all(ANCHOR, text));
        for (String heading : all(HEADING, FENCED.matcher(text).replaceAll(""))) {
            String slug = heading.replaceAll("]\\([^)]*\\)", "")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                    .replace(' ', '-');
            String unique = slug;
            for (int n = 1; anchors.contains(unique); n++) {
                unique = slug + "-" + n;
            }
            anchors.add(unique);
        }
        return anchors;
    }

    private static String proseOf(String text) {
        return INLINE_CODE.matcher(FENCED.matcher(text).replaceAll("")).replaceAll("");
    }

    private static List<String> unknownCommands(Source page, List<String> known) {
        List<String> unknown = new ArrayList<>();
        for (String command : all(COMMAND, page.text())) {
            if (!known.contains(command)) {
                unknown.add(page.path() + ": ./ftqueue " + command);
            }
        }
        return unknown;
    }

    private static List<String> commandNames() {
        List<String> names = new ArrayList<>();
        for (Source source : Repository.sources()) {
            if (source.isJava() && source.isUnder("cli/src/main")) {
                names.addAll(all(COMMAND_NAME, source.text()));
                if (source.text().contains("HelpCommand")) {
                    names.add("help");
                }
            }
        }
        return names;
    }

    private static List<String> all(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
