package io.ftqueue.server;

import io.ftqueue.server.Counters.Count;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** Empties sockets, a batch at a time, into one buffer. */
final class Receiver {

    /** Enough to make use of one wake-up, not so many that deadlines and the other sockets have to wait. */
    static final int BATCH = 256;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
    private final Counters counters;

    /** Takes one datagram; the buffer is valid until it returns. */
    interface Handler {
        void onDatagram(InetSocketAddress from, ByteBuffer datagram);
    }

    Receiver(Counters counters) {
        this.counters = counters;
    }

    /**
     * Hands over what is waiting.
     *
     * @return whether there may be more than one batch holds
     */
    boolean drain(DatagramChannel channel, Handler handler) throws ClosedChannelException {
        for (int i = 0; i < BATCH; i++) {
            InetSocketAddress from = receive(channel);
            if (from == null) {
                return false;
            }
            counters.add(Count.DATAGRAMS_RECEIVED);
            handler.onDatagram(from, buffer.flip());
        }
        return true;
    }

    private @Nullable InetSocketAddress receive(DatagramChannel channel) throws ClosedChannelException {
        buffer.clear();
        try {
            return (InetSocketAddress) channel.receive(buffer);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            // An interface that went down, memory pressure: what was lost is repeated.
            counters.add(Count.RECEIVES_FAILED);
            return null;
        }
    }
}
