package io.ftqueue.cli;

/** What the commands tell their caller by ending. */
final class ExitCode {

    /** It did what was asked. */
    static final int OK = 0;

    /** It failed, there is no such queue, or the queue is empty. */
    static final int FAILED = 1;

    /** The command line makes no sense. */
    static final int USAGE = 2;

    /** No server was reached: nothing has been done. */
    static final int NO_SERVER = 3;

    /** What was inspected is damaged. */
    static final int DAMAGED = 4;

    /** The server stopped because it could not go on (EX_SOFTWARE). */
    static final int SERVER_FAILED = 70;

    private ExitCode() {}
}
