package io.ftqueue.simulator;

/** The type bytes of frames that the network treats in a special way; see docs/protocol/wire-format.md. */
final class FrameTypes {

    static final int DATA = 1;
    static final int SLOT_ASSIGNMENT = 2;
    static final int JOIN = 6;
    static final int ACCEPT = 8;
    static final int PLAN = 9;
    static final int INSTALL = 11;
    static final int STATE_CHUNK = 13;

    /** Where a frame has its type byte. */
    static final int OFFSET = 5;

    private FrameTypes() {}
}
