package io.ftqueue.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The console's files: what lies below {@code console/} on the class path, and the library for its plots. A
 * browser keeps them and asks each time whether they have changed.
 */
final class ConsoleFiles {

    private static final String INDEX = "index.html";
    private static final String LIBRARY = "lib/uplot/";

    /** No way up, no hidden file. */
    private static final Pattern PATH =
            Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "webmanifest", "application/manifest+json",
            "txt", "text/plain; charset=utf-8");

    private final Map<String, Kept> files = new ConcurrentHashMap<>();

    private record Kept(byte[] bytes, String tag, String type) {}

    /** Answers with the first page. */
    void index(Context context) {
        send(context, INDEX);
    }

    /** Answers with the file of the path parameter. */
    void file(Context context) {
        send(context, context.pathParam("file"));
    }

    private void send(Context context, String path) {
        Kept file = find(path);
        if (file == null) {
            throw Problem.notFound("there is nothing at " + context.path());
        }
        context.header("ETag", file.tag).header("Cache-Control", "no-cache");
        if (file.tag.equals(context.header("If-None-Match"))) {
            context.status(HttpStatus.NOT_MODIFIED);
        } else {
            context.contentType(file.type).result(file.bytes);
        }
    }

    private @Nullable Kept find(String path) {
        if (!PATH.matcher(path).matches()) {
            return null;
        }
        Kept known = files.get(path);
        if (known == null) {
            known = read(path);
            if (known != null) {
                files.put(path, known);
            }
        }
        return known;
    }

    private static @Nullable Kept read(String path) {
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null) {
            return null;
        }
        String resource = path.startsWith(LIBRARY)
                ? "/META-INF/resources/webjars/uplot/" + libraryVersion() + "/dist/" + path.substring(LIBRARY.length())
                : "/console/" + path;
        try (InputStream in = ConsoleFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                return null;
            }
            byte[] bytes = in.readAllBytes();
            return new Kept(bytes, tag(bytes), type);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + resource, e);
        }
    }

    private static String libraryVersion() {
        var properties = new Properties();
        try (InputStream in =
                ConsoleFiles.class.getResourceAsStream("/META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading the version of the library for plots", e);
        }
        return properties.getProperty("version", "none");
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "\"" + HexFormat.of().formatHex(digest, 0, 12) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
