package io.ftqueue.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the commands tell their caller by ending. A code is never given another meaning. */
final class ExitCode {

    /** It did what was asked. */
    static final int OK = 0;

    /** It failed, or there is no such queue. */
    static final int FAILED = 1;

    /** The command line makes no sense. */
    static final int USAGE = 2;

    /** No server was reached: nothing has been done. */
    static final int NO_SERVER = 3;

    /** What was inspected is damaged. */
    static final int DAMAGED = 4;

    /** The queue is there and has no item. */
    static final int EMPTY = 5;

    /** The server stopped because it could not go on (EX_SOFTWARE). */
    static final int SERVER_FAILED = 70;

    /** Ctrl-C, as shells tell it. */
    static final int INTERRUPTED = 130;

    /** All of them, as help, man pages and documentation tell of them. */
    static final Map<Integer, String> MEANINGS = meanings();

    private ExitCode() {}

    /** The codes that a command can end with, in the form in which picocli prints them; all for the command itself. */
    static Map<String, String> of(String command) {
        var codes = new ArrayList<>(List.of(OK, FAILED, USAGE));
        switch (command) {
            case "server" -> codes.add(SERVER_FAILED);
            case "inspect" -> codes.add(DAMAGED);
            case "pop", "top", "take" -> codes.addAll(List.of(NO_SERVER, EMPTY));
            case "cluster", "demo", "bench", "simulate", "completion", "man" -> {}
            case "ftqueue", "shell" -> {
                codes.clear();
                codes.addAll(MEANINGS.keySet());
            }
            default -> codes.add(NO_SERVER);
        }
        Map<String, String> lines = new LinkedHashMap<>();
        codes.forEach(code -> lines.put(String.valueOf(code), MEANINGS.getOrDefault(code, "")));
        return lines;
    }

    private static Map<Integer, String> meanings() {
        Map<Integer, String> meanings = new LinkedHashMap<>();
        meanings.put(OK, "done");
        meanings.put(FAILED, "failed, or there is no such queue");
        meanings.put(USAGE, "the command line makes no sense");
        meanings.put(NO_SERVER, "no server was reached: nothing has been done");
        meanings.put(DAMAGED, "the data directory is damaged");
        meanings.put(EMPTY, "the queue is empty");
        meanings.put(SERVER_FAILED, "the server stopped because it could not go on");
        meanings.put(INTERRUPTED, "interrupted by Ctrl-C; 143: told to stop by SIGTERM");
        return meanings;
    }
}
