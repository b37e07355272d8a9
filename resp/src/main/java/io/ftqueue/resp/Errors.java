package io.ftqueue.resp;

import io.ftqueue.client.ClientException;
import io.ftqueue.client.OutcomeUnknownException;
import io.ftqueue.queue.ResultCode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What clients are told when something is wrong; where Redis has words for it, these. */
final class Errors {

    static final String SYNTAX = "ERR syntax error";
    static final String NOT_AN_INTEGER = "ERR value is not an integer or out of range";
    static final String NOT_POSITIVE = "ERR value is out of range, must be positive";

    static final String OUTCOME_UNKNOWN = "ERR outcome unknown: ";

    /** How much of a name or of arguments is repeated in an error. */
    private static final int REPEATED_CHARS = 128;

    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

    private Errors() {}

    /** Of a command that nobody knows; what was given with it is repeated, for whoever looks for the mistake. */
    static String unknownCommand(byte[][] arguments) {
        var text = new StringBuilder();
        for (int i = 1; i < arguments.length && text.length() < REPEATED_CHARS; i++) {
            String argument = repeated(arguments[i], REPEATED_CHARS - text.length());
            text.append('\'').append(argument).append("' ");
        }
        return "ERR unknown command '" + repeated(arguments[0], REPEATED_CHARS) + "', with args beginning with: "
                + text;
    }

    static String unknownSubcommand(String command, byte[] subcommand) {
        return "ERR unknown subcommand '" + repeated(subcommand, REPEATED_CHARS) + "'. Try "
                + command.toUpperCase(Locale.ROOT) + " HELP.";
    }

    static String wrongArity(String command) {
        return "ERR wrong number of arguments for '" + command + "' command";
    }

    /** Of an operation that was not executed, or whose result is no longer known. */
    static String of(ResultCode code) {
        return switch (code) {
            case TOO_LARGE -> "ERR larger than these servers can order; nothing was done";
            case NO_ROOM -> "ERR the server has hardly any room left on its disk; nothing was done";
            case STALE -> OUTCOME_UNKNOWN + "the servers no longer keep the result; it may have been executed or not";
            default -> "ERR a server answered " + code;
        };
    }

    /** Of an operation that has no result. */
    static String of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RespError mistake) {
            return String.valueOf(mistake.getMessage());
        }
        if (cause instanceof OutcomeUnknownException unknown) {
            return OUTCOME_UNKNOWN + unknown.getMessage();
        }
        if (cause instanceof ClientException refused) {
            return "ERR " + refused.getMessage();
        }
        LOG.warn("A command failed", cause);
        return "ERR internal error: " + cause;
    }

    /** Bytes as they came, as far as there is room; like Redis, up to the first that is zero. */
    private static String repeated(byte[] bytes, int atMost) {
        int length = 0;
        while (length < bytes.length && length < atMost && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
