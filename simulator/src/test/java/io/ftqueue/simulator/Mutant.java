package io.ftqueue.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The shipped program with one thing wrong: a file is patched, compiled on its own and put before the shipped classes.
 *
 * @param id its name
 * @param file the file, below {@code src/main/java} of the module
 * @param patches what is replaced by what; each text occurs exactly once
 */
record Mutant(String id, String module, String file, List<Patch> patches) {

    private static final String PREFIX = "io.ftqueue.";

    /** A text and what stands in its place. */
    record Patch(String from, String to) {}

    static Mutant of(String id, String file, String from, String to) {
        return new Mutant(id, "group", "io/ftqueue/group/" + file, List.of(new Patch(from, to)));
    }

    Mutant and(String from, String to) {
        List<Patch> more = new ArrayList<>(patches);
        more.add(new Patch(from, to));
        return new Mutant(id, module, file, more);
    }

    /** Runs a seed, or a scenario, in this mutant: null if nothing was noticed, else what. */
    LongFunction<String> probe() {
        try {
            ClassLoader loader = new Loader(compile());
            @SuppressWarnings("unchecked")
            var probe = (LongFunction<String>) loader.loadClass("io.ftqueue.simulator.MutantProbe")
                    .getDeclaredConstructor()
                    .newInstance();
            return probe;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private String source() {
        Path path = root().resolve(module).resolve("src/main/java").resolve(file);
        try {
            String source = Files.readString(path);
            for (Patch patch : patches) {
                int at = source.indexOf(patch.from());
                if (at < 0 || source.indexOf(patch.from(), at + 1) >= 0) {
                    throw new AssertionError(id + ": not exactly once in " + file + ": " + patch.from());
                }
                source = source.replace(patch.from(), patch.to());
            }
            return source;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        Path path = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(path.resolve(".mvn"))) {
            path = path.getParent();
            if (path == null) {
                throw new AssertionError("the working directory is not below the project's");
            }
        }
        return path;
    }

    private Map<String, byte[]> compile() {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var classes = new Classes(compiler.getStandardFileManager(null, null, null));
        var messages = new StringWriter();
        List<String> options = List.of("-proc:none", "-nowarn", "-parameters", "-classpath", classPath());
        boolean compiled = compiler.getTask(messages, classes, null, options, null, List.of(new Source(file, source())))
                .call();
        if (!compiled) {
            throw new AssertionError(id + " does not compile: " + messages);
        }
        return classes.compiled();
    }

    /** Where the classes of the modules and of their annotations lie, however the tests were started. */
    private static String classPath() {
        List<String> places = new ArrayList<>();
        for (Class<?> type : List.of(
                io.ftqueue.group.GroupConfig.class,
                io.ftqueue.storage.Disk.class,
                io.ftqueue.queue.Operation.class,
                SimulationReport.class,
                org.jspecify.annotations.Nullable.class)) {
            CodeSource source = type.getProtectionDomain().getCodeSource();
            places.add(Path.of(URI.create(source.getLocation().toString())).toString());
        }
        return String.join(java.io.File.pathSeparator, places);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        private Source(String file, String text) {
            super(URI.create("string:///" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Classes extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> outputs = new TreeMap<>();

        private Classes(JavaFileManager manager) {
            super(manager);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            URI name = URI.create("mem:///" + className.replace('.', '/') + kind.extension);
            return new SimpleJavaFileObject(name, kind) {
                @Override
                public OutputStream openOutputStream() {
                    return outputs.computeIfAbsent(className, any -> new ByteArrayOutputStream());
                }
            };
        }

        private Map<String, byte[]> compiled() {
            Map<String, byte[]> classes = new TreeMap<>();
            outputs.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        }
    }

    /** Has classes of its own for the whole project, the mutated ones among them. */
    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> mutated;

        private Loader(Map<String, byte[]> mutated) {
            super(Mutant.class.getClassLoader());
            this.mutated = mutated;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!name.startsWith(PREFIX)) {
                    return super.loadClass(name, resolve);
                }
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            byte[] bytes = mutated.get(name);
            if (bytes == null) {
                try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                    if (in == null) {
                        throw new ClassNotFoundException(name);
                    }
                    bytes = in.readAllBytes();
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
