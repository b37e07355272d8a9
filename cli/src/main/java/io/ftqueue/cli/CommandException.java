package io.ftqueue.cli;

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

    /** One of {@link ExitCode}. */
    int exitCode() {
        return exitCode;
    }
}
