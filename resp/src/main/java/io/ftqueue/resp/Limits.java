package io.ftqueue.resp;

import io.ftqueue.queue.Operation;

/** How much a client may ask for at once. */
final class Limits {

    /** The longest argument that is kept; of a longer one the bytes are skipped and the command is refused. */
    static final int MAX_ARGUMENT_BYTES = Operation.MAX_ITEM_BYTES;

    /** The longest argument that is skipped; a longer one ends the connection (as with Redis). */
    static final long MAX_SKIPPED_BYTES = 512L << 20;

    /** The arguments of a command together. */
    static final int MAX_REQUEST_BYTES = 16 << 20;

    /** The elements of a reply together. */
    static final int MAX_REPLY_BYTES = 16 << 20;

    /** What an argument or an element takes beside its bytes, roughly. */
    static final int ELEMENT_OVERHEAD_BYTES = 32;

    /** The arguments of a command. */
    static final int MAX_ARGUMENTS = 1 << 20;

    /** The same of a client that has not given the password. */
    static final int MAX_ARGUMENTS_BEFORE_AUTH = 10;

    static final int MAX_ARGUMENT_BYTES_BEFORE_AUTH = 16_384;

    /** The longest line: an inline command, or the length of something. */
    static final int MAX_LINE_BYTES = 65_536;

    /** Commands of one connection that are being executed. */
    static final int MAX_IN_FLIGHT = 1_024;

    /** Commands of one connection that wait to be executed; from there on no more is read. */
    static final int MAX_WAITING = 1_024;

    private Limits() {}
}
