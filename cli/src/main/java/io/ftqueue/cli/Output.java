package io.ftqueue.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How a command tells what has come of it: in words, results on the standard output and complaints on the other, or as
 * one JSON document on the standard output. A command says everything in both ways, and this prints one of them.
 */
final class Output {

    /** The name under which commands have it as a mixin. */
    static final String MIXIN = "output";

    static final String JSON_OPTION = "--json";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = JSON_OPTION, description = "Print one JSON document, also of what went wrong.")
    private boolean json;

    private @Nullable JsonNode document;
    private boolean isPrinted;

    /** For picocli, which sets the fields. */
    @SuppressWarnings("NullAway.Init")
    Output() {}

    /** Whether it is to be JSON. */
    boolean isJson() {
        return json || Caller.of(command).isJson();
    }

    /** Forgets what an earlier call of the same command has left. */
    void begin() {
        document = null;
        isPrinted = false;
    }

    /** A line of the result in words. */
    void line(Object text) {
        if (!isJson()) {
            out().println(text);
            out().flush();
        }
    }

    /** A line of a story: as JSON one of an array of that name. */
    void say(String line) {
        line(line);
        json(result -> result.withArray("/lines").add(line));
    }

    /** A part of a line in words. */
    void text(String text) {
        if (!isJson()) {
            out().print(text);
            out().flush();
        }
    }

    /** Has the result in words printed by something that wants a writer. */
    void lines(Consumer<PrintWriter> printer) {
        if (!isJson()) {
            printer.accept(out());
            out().flush();
        }
    }

    /** Fills in the result as JSON. */
    void json(Consumer<ObjectNode> fill) {
        if (isJson()) {
            fill.accept(object());
        }
    }

    /** Gives the result as JSON where it is no object. */
    void json(JsonNode result) {
        document = result;
    }

    /** A document of several, for commands that print as they go: one line, at once. */
    void event(Consumer<ObjectNode> fill) {
        if (isJson()) {
            ObjectNode event = new ObjectMapper().createObjectNode();
            fill.accept(event);
            out().println(event);
            out().flush();
            isPrinted = true;
        }
    }

    /** An item in words: the bytes as they are, and a line end; on a terminal nothing that could disturb it. */
    void item(byte[] item) {
        if (isJson()) {
            return;
        }
        String text = ItemText.text(item);
        if (Screen.isTerminal(Screen.STDOUT)) {
            out().println(text == null ? ItemText.shown(item) : Screen.harmless(text));
            out().flush();
            return;
        }
        out().flush();
        PrintStream bytes = System.out;
        bytes.write(item, 0, item.length);
        bytes.println();
        bytes.flush();
        if (bytes.checkError()) {
            throw new CommandException("cannot print the item, which was: " + ItemText.shown(item), ExitCode.FAILED);
        }
    }

    /** A sentence about what does not belong to the result, on the standard error; not with JSON. */
    void note(String sentence) {
        if (!isJson()) {
            command.commandLine().getErr().println(sentence);
        }
    }

    /** Tells what went wrong, as a sentence; returns the exit code. */
    int complain(String sentence, int exitCode) {
        if (isJson()) {
            if (document == null || document instanceof ObjectNode) {
                ObjectNode object = object();
                object.put("error", object.has("error") ? object.get("error").asText() + "; " + sentence : sentence);
            }
        } else {
            command.commandLine().getErr().println(Caller.of(command).complaint(sentence));
        }
        return exitCode;
    }

    /** Prints a document for each event and none at the end: what is known of the command before them is left out. */
    void streams() {
        document = null;
        isPrinted = true;
    }

    /** There is nothing to print at the end, unless something goes wrong. */
    void printsNoDocument() {
        isPrinted = true;
    }

    /** Tells what went wrong where there is no command. */
    static void complain(CommandLine root, String sentence, int exitCode) {
        Caller caller = Caller.of(root.getCommandSpec());
        if (caller.isJson()) {
            root.getOut()
                    .println(new ObjectMapper()
                            .createObjectNode()
                            .put("error", sentence)
                            .put("exitCode", exitCode));
            root.getOut().flush();
        } else {
            root.getErr().println(caller.complaint(sentence));
        }
    }

    /** Tells of a command line that makes no sense, of which not all may have been read; returns the exit code. */
    int mistake(String sentence, String[] arguments, int exitCode) {
        begin();
        json |= List.of(arguments).contains(JSON_OPTION);
        complain(sentence, exitCode);
        finish(exitCode);
        json = false;
        return exitCode;
    }

    /** Prints the document, where it is wanted and not printed yet. */
    void finish(int exitCode) {
        if (!isJson() || (isPrinted && document == null)) {
            return;
        }
        JsonNode result = document == null ? object() : document;
        if (exitCode != ExitCode.OK && result instanceof ObjectNode object) {
            object.put("exitCode", exitCode);
        }
        try {
            ObjectMapper mapper = new ObjectMapper();
            boolean asLine = isPrinted || Caller.of(command).printsLines();
            out().println(
                            asLine
                                    ? mapper.writeValueAsString(result)
                                    : mapper.writerWithDefaultPrettyPrinter().writeValueAsString(result));
            out().flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be printed", e);
        }
        begin();
    }

    private ObjectNode object() {
        if (document == null) {
            document = new ObjectMapper().createObjectNode();
        }
        return (ObjectNode) document;
    }

    private PrintWriter out() {
        return command.commandLine().getOut();
    }
}
