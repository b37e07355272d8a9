package io.ftqueue.resp;

import io.netty.buffer.ByteBuf;

/** An answer to a client, in the second or third version of the protocol. */
interface Reply {

    /** Appends it. */
    void write(ByteBuf out, boolean resp3);

    /** What it holds in memory until it is sent, if that is much. */
    default long heldBytes() {
        return 0;
    }
}
