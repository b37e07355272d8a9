package io.ftqueue.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client: begins its commands in the order in which they came, as many at a time as may be, and writes the replies in
 * the same order, those that are there together in one go. Reads no more while too many wait or the client does not
 * take its replies.
 *
 * <p>Invariant: all of {@code calls} were begun before all of {@code waiting} were sent.
 */
final class Connection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** Replies are handed on in pieces of about that size, so that it shows when the client does not take them. */
    private static final int WRITE_BYTES = 32 << 10;

    private final Gateway gateway;
    private final Session session;
    private final Queues queues;

    /** Requests, and at the end perhaps a {@link ProtocolError}. */
    private final Deque<Object> waiting = new ArrayDeque<>();

    private final Deque<Call> calls = new ArrayDeque<>();

    /** The call that must end before another begins. */
    private @Nullable Call alone;

    /** How many calls are to look for their queue again. */
    private int stale;

    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf out;
    private long outHeldBytes;

    /** No more is to be executed: the client has left, or has been told its last. */
    private boolean ending;

    private boolean advancing;
    private boolean reading;
    private boolean flushAsked;

    Connection(Gateway gateway, Session session, Queues queues) {
        this.gateway = gateway;
        this.session = session;
        this.queues = queues;
    }

    Session session() {
        return session;
    }

    Gateway gateway() {
        return gateway;
    }

    Queues queues() {
        return queues;
    }

    boolean isOpen() {
        return !ending;
    }

    Future<?> later(long nanos, Runnable action) {
        ChannelHandlerContext on = context;
        if (on == null) {
            throw new IllegalStateException("not connected yet");
        }
        return on.executor().schedule(action, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        reading = true;
        if (ending) {
            release(message);
            return;
        }
        waiting.add(message);
        advance();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        reading = false;
        flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        if (from.channel().isWritable()) {
            advance();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        end();
        gateway.left(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("Connection {} has broken", session.id(), cause);
        } else {
            LOG.warn("Connection {} of {} is closed", session.id(), session.address(), cause);
        }
        var unused = from.close();
    }

    /** The call has its reply. */
    void ended(Call call) {
        if (call == alone) {
            alone = null;
        }
        if (!ending) {
            advance();
        }
    }

    /** The call must look for its queue again, when its turn has come. */
    void wentStale(Call call) {
        if (call == alone) {
            alone = null;
        }
        stale++;
        advance();
    }

    /** Sends what has been written. */
    void flush() {
        flushAsked = false;
        ChannelHandlerContext to = context;
        if (to != null && to.channel().isActive()) {
            write(to);
            to.flush();
        }
    }

    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            deliver();
            while (mayBegin()) {
                begin(waiting.remove());
                deliver();
            }
        } finally {
            advancing = false;
        }
        adjustReading();
    }

    private boolean mayBegin() {
        ChannelHandlerContext to = context;
        return !ending
                && !waiting.isEmpty()
                && alone == null
                && stale == 0
                && calls.size() < Limits.MAX_IN_FLIGHT
                && to != null
                && to.channel().isWritable();
    }

    private void begin(Object message) {
        if (message instanceof ProtocolError error) {
            gateway.stats().protocolErrors++;
            finish("ERR Protocol error: " + error.message());
            return;
        }
        var request = (Request) message;
        var call = new Call(this, request);
        calls.add(call);
        gateway.commands().begin(call, request.refusal());
        if (!call.isHandedIn()) {
            alone = call;
        }
    }

    /** The last thing that the client is told. */
    private void finish(String error) {
        var call = new Call(this, new Request(new byte[0][], 0, null));
        calls.add(call);
        call.setLast();
        call.reply(Replies.error(error));
    }

    /** Writes the replies that are there and have none missing before them. */
    private void deliver() {
        Call first = calls.peek();
        while (first != null && (first.isDone() || first.isStale()) && !ending) {
            if (first.isDone()) {
                calls.remove();
                writeReply(first);
            } else {
                stale--;
                alone = first;
                first.tryAgain();
            }
            first = calls.peek();
        }
    }

    private void writeReply(Call call) {
        ChannelHandlerContext to = context;
        Reply reply = call.reply();
        if (to == null || reply == null) {
            return;
        }
        if (out == null) {
            out = to.alloc().buffer();
        }
        reply.write(out, call.isResp3());
        outHeldBytes += call.requestBytes();
        long held = reply.heldBytes();
        gateway.budget().takeAnyway(held);
        outHeldBytes += held;
        if (Replies.isError(reply)) {
            gateway.stats().onError(reply);
        }
        if (call.isLast()) {
            leave(to);
        } else if (out.readableBytes() >= WRITE_BYTES) {
            write(to);
        }
        if (!reading && !flushAsked && !ending) {
            flushAsked = true;
            gateway.flushSoon(this);
        }
    }

    private void leave(ChannelHandlerContext to) {
        write(to);
        end();
        to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Hands on what has been written; what was held for it is given back when it has left. */
    private void write(ChannelHandlerContext to) {
        ByteBuf bytes = out;
        if (bytes == null) {
            return;
        }
        out = null;
        long held = outHeldBytes;
        outHeldBytes = 0;
        to.write(bytes).addListener(done -> gateway.budget().release(held));
    }

    /** Drops all that has not been replied to. */
    private void end() {
        if (ending) {
            return;
        }
        ending = true;
        waiting.forEach(this::release);
        waiting.clear();
        for (Call call : calls) {
            gateway.budget().release(call.requestBytes());
            call.abandon();
        }
        calls.clear();
        alone = null;
        ByteBuf unsent = out;
        if (unsent != null) {
            out = null;
            unsent.release();
            gateway.budget().release(outHeldBytes);
            outHeldBytes = 0;
        }
    }

    private void release(Object message) {
        if (message instanceof Request request) {
            gateway.budget().release(request.heldBytes());
        }
    }

    private void adjustReading() {
        ChannelHandlerContext from = context;
        if (from == null || ending) {
            return;
        }
        boolean wanted = waiting.size() < Limits.MAX_WAITING && from.channel().isWritable();
        if (from.channel().config().isAutoRead() != wanted) {
            from.channel().config().setAutoRead(wanted);
        }
    }
}
