package io.ftqueue.cli;

import io.ftqueue.queue.ResultCode;

/** A command could not do what was asked. The message is the sentence for its user. */
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CommandException(String sentence, int exitCode) {
        super(sentence);
        this.exitCode = exitCode;
    }

    CommandException(String sentence, int exitCode, Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    /** A server has answered with what this operation does not come to. */
    static CommandException of(ResultCode code) {
        String sentence = switch (code) {
            case NO_ROOM -> "the server has hardly any room left on its disk; nothing was done";
            case TOO_LARGE -> "larger than these servers can order; nothing was done";
            case NO_QUEUE -> "the queue is gone";
            case STALE -> "the servers no longer keep the result; it may have been done or not";
            default -> "a server answered " + code;
        };
        return new CommandException(sentence, ExitCode.FAILED);
    }

    /** One of {@link ExitCode}. */
    int exitCode() {
        return exitCode;
    }
}
