package io.ftqueue.tests.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The text files of the source tree, without what a build or a run leaves in it. */
final class Repository {
    private static final Set<String> NOT_OURS = Set.of(".git", "target", "data", "node_modules", ".idea", ".vscode");
    private static final Set<String> TEXT = Set.of("java", "xml", "md", "sh", "txt", "yml", "yaml", "properties");

    /** A file by its path from the root, with slashes. */
    record Source(String path, String text) {
        boolean isJava() {
            return path.endsWith(".java");
        }

        boolean isMarkdown() {
            return path.endsWith(".md");
        }

        boolean isUnder(String folder) {
            return path.startsWith(folder + "/");
        }

        List<String> lines() {
            return text.lines().toList();
        }
    }

    private Repository() {}

    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".mvn"))) {
            Path parent = folder.getParent();
            if (parent == null) {
                throw new IllegalStateException(
                        "no .mvn folder above " + Path.of("").toAbsolutePath());
            }
            folder = parent;
        }
        return folder;
    }

    static List<Source> sources() {
        Path root = root();
        List<Source> sources = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean ours = folder.equals(root)
                            || !NOT_OURS.contains(folder.getFileName().toString());
                    return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isRegularFile() && isText(file)) {
                        String path = root.relativize(file).toString().replace('\\', '/');
                        sources.add(new Source(path, Files.readString(file)));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sources.sort(Comparator.comparing(Source::path));
        return sources;
    }

    /** Scripts without an ending count, too. */
    private static boolean isText(Path file) {
        String name = file.getFileName().toString();
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return TEXT.contains(ending)
                || name.equals("ftqueue")
                || file.getParent().endsWith(".ci");
    }
}
