package io.ftqueue.queue.codec;

import io.ftqueue.queue.Holding;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import java.util.Arrays;
import java.util.List;

/** What one datagram of the native client protocol holds. Frames are encoded by {@link ClientCodec}. */
public sealed interface ClientFrame
        permits ClientFrame.Request,
                ClientFrame.Reply,
                ClientFrame.Busy,
                ClientFrame.Discover,
                ClientFrame.Welcome,
                ClientFrame.StatusRequest,
                ClientFrame.StatusReply,
                ClientFrame.ControlRequest,
                ClientFrame.ControlReply,
                ClientFrame.Wait,
                ClientFrame.Notice {

    /** The largest datagram: what UDP over IPv4 carries. */
    int MAX_DATAGRAM_BYTES = 65_507;

    /** The most operations or answers of a frame. */
    int MAX_COUNT = 65_535;

    /** The highest sequence number of a client; far enough from the end of {@code long} to add to it safely. */
    long MAX_SEQ = 1L << 62;

    /** The most results that a session keeps for a client; a client never has more operations open. */
    int MAX_OPEN = 1_024;

    /**
     * The most echoes of a request; a client keeps the last. There is one for each change of the group that the client
     * saw, so there are few; but a component that was alone through all of them needs every one.
     */
    int MAX_ECHOES = 64;

    /** Which of the permitted records this is. */
    FrameKind kind();

    /**
     * Client to server: operations with consecutive numbers. They are executed in the order of their numbers, each
     * once, however often they are sent and to whichever servers of a component.
     *
     * @param clientId names the client for ever; to be drawn at random
     * @param answeredBelow the client has the answers of all its operations below this number; 1 to {@code firstSeq}
     * @param echoes by ascending numbers below {@code answeredBelow}, at most {@link #MAX_ECHOES}: which answers they
     *     were, see {@link Echo}
     * @param firstSeq the number of the first operation; a client counts from 1
     * @param operations 1 to {@link #MAX_COUNT} operations that fit a datagram together
     */
    record Request(long clientId, long answeredBelow, List<Echo> echoes, long firstSeq, List<Operation> operations)
            implements ClientFrame {
        public Request {
            echoes = List.copyOf(echoes);
            operations = List.copyOf(operations);
            require(!operations.isEmpty() && operations.size() <= MAX_COUNT, "1 to 65,535 operations");
            require(answeredBelow >= 1 && answeredBelow <= firstSeq, "1 <= answeredBelow <= firstSeq");
            require(firstSeq <= MAX_SEQ, "the number is too high");
            require(echoes.size() <= MAX_ECHOES, "at most 64 echoes");
            long before = 0;
            for (Echo echo : echoes) {
                require(echo.fromSeq > before && echo.fromSeq < answeredBelow, "echoes ascend below answeredBelow");
                before = echo.fromSeq;
            }
        }

        @Override
        public FrameKind kind() {
            return FrameKind.REQUEST;
        }
    }

    /**
     * Which answers a client has taken: two components can have executed the same operation with different outcomes,
     * and what a pop has removed there stays removed only where it was this answer.
     *
     * @param fromSeq the operations from this number on, up to the next echo or to {@code answeredBelow}
     * @param tag the tag of the reply that answered them; 0 if none counted, as after CONFLICT
     */
    record Echo(long fromSeq, long tag) {}

    /**
     * Server to client: answers, in no particular order.
     *
     * @param clientId the client's
     * @param tag names the configuration that executed these operations; to be echoed; 0 if their outcome does not
     *     count
     * @param holding who holds what all of these answers tell of
     * @param answers 1 to {@link #MAX_COUNT}
     */
    record Reply(long clientId, long tag, Holding holding, List<Answer> answers) implements ClientFrame {
        public Reply {
            answers = List.copyOf(answers);
            require(!answers.isEmpty() && answers.size() <= MAX_COUNT, "1 to 65,535 answers");
        }

        /** Of which it is not told who holds it. */
        public Reply(long clientId, long tag, List<Answer> answers) {
            this(clientId, tag, Holding.UNKNOWN, answers);
        }

        @Override
        public FrameKind kind() {
            return FrameKind.REPLY;
        }
    }

    /**
     * The answer to one operation.
     *
     * @param seq the operation's number
     * @param result what it came to
     */
    record Answer(long seq, Result result) {}

    /**
     * Server to client: operations from {@code fromSeq} on were dropped for want of room; send them again later.
     *
     * @param clientId the client's
     * @param fromSeq the first one that was dropped
     * @param retryAfterMillis how long to wait before sending it again, at least 0
     */
    record Busy(long clientId, long fromSeq, int retryAfterMillis) implements ClientFrame {
        public Busy {
            require(retryAfterMillis >= 0, "the wait is at least 0");
        }

        @Override
        public FrameKind kind() {
            return FrameKind.BUSY;
        }
    }

    /**
     * Client to the group: who is there?
     *
     * @param nonce comes back in the answer
     * @param attempt how often the client has asked before, from 0; servers may spread their answers by it
     */
    record Discover(long nonce, int attempt) implements ClientFrame {
        public Discover {
            require(attempt >= 0, "attempts count from 0");
        }

        @Override
        public FrameKind kind() {
            return FrameKind.DISCOVER;
        }
    }

    /**
     * Server to client: where the servers of this component are.
     *
     * @param nonce that of the question
     * @param servers 0 to 255 of them, the answering one first
     */
    record Welcome(long nonce, List<ServerAddress> servers) implements ClientFrame {
        public Welcome {
            servers = List.copyOf(servers);
            require(servers.size() <= 255, "at most 255 servers");
        }

        @Override
        public FrameKind kind() {
            return FrameKind.WELCOME;
        }
    }

    /**
     * Where a server takes requests.
     *
     * @param name what people call it, at most 255 bytes of UTF-8
     * @param host its address as text, at most 255 bytes of UTF-8
     * @param port 1 to 65,535
     */
    record ServerAddress(String name, String host, int port) {
        public ServerAddress {
            require(Utf8.encode(name).length <= 255, "the name is at most 255 bytes");
            require(Utf8.encode(host).length <= 255, "the host is at most 255 bytes");
            require(port >= 1 && port <= 65_535, "ports: 1 to 65,535");
        }
    }

    /**
     * Asks a server for its status.
     *
     * @param nonce comes back in the answer
     */
    record StatusRequest(long nonce) implements ClientFrame {
        @Override
        public FrameKind kind() {
            return FrameKind.STATUS_REQUEST;
        }
    }

    /**
     * A part of a server's status.
     *
     * @param nonce that of the question
     * @param part which part, 0 to {@code parts} - 1
     * @param parts how many there are, 1 to 65,535
     * @param bytes its bytes, 0 to {@link Operation#MAX_ITEM_BYTES}; not to be changed
     */
    record StatusReply(long nonce, int part, int parts, byte[] bytes) implements ClientFrame {
        public StatusReply {
            require(parts >= 1 && parts <= 65_535, "1 to 65,535 parts");
            require(part >= 0 && part < parts, "parts count from 0");
            require(bytes.length <= Operation.MAX_ITEM_BYTES, "at most 60,000 bytes a part");
        }

        @Override
        public FrameKind kind() {
            return FrameKind.STATUS_REPLY;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof StatusReply that
                    && nonce == that.nonce
                    && part == that.part
                    && parts == that.parts
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * Long.hashCode(nonce) + part) + Arrays.hashCode(bytes);
        }
    }

    /** What a person who runs the servers can ask of one. The wire codes are stable. */
    enum Control {
        /** Body: sets of servers, as text; ignore all servers that are not in the own set. */
        PARTITION(1),
        /** No body; hear everybody again. */
        HEAL(2),
        /** Body: a server, as text; do not wait for what it may know. */
        FORGET(3);

        private static final Control[] BY_WIRE_CODE = values();

        private final int wireCode;

        Control(int wireCode) {
            this.wireCode = wireCode;
        }

        /** What stands for it on the wire, 1 to {@link #count()}. */
        public int wireCode() {
            return wireCode;
        }

        /** The number of controls. */
        public static int count() {
            return BY_WIRE_CODE.length;
        }

        /** The control with that number, 1 to {@link #count()}. */
        public static Control of(int wireCode) {
            return BY_WIRE_CODE[wireCode - 1];
        }
    }

    /**
     * Asks a server to do something that is not a client's business.
     *
     * @param nonce comes back in the answer
     * @param control what to do
     * @param body its argument, at most 60,000 bytes of UTF-8
     */
    record ControlRequest(long nonce, Control control, String body) implements ClientFrame {
        public ControlRequest {
            require(Utf8.encode(body).length <= Operation.MAX_ITEM_BYTES, "at most 60,000 bytes");
        }

        @Override
        public FrameKind kind() {
            return FrameKind.CONTROL_REQUEST;
        }
    }

    /**
     * What a {@link ControlRequest} came to.
     *
     * @param nonce that of the request
     * @param done whether it was done
     * @param text what was done or why not, in words; at most 60,000 bytes of UTF-8
     */
    record ControlReply(long nonce, boolean done, String text) implements ClientFrame {
        public ControlReply {
            require(Utf8.encode(text).length <= Operation.MAX_ITEM_BYTES, "at most 60,000 bytes");
        }

        @Override
        public FrameKind kind() {
            return FrameKind.CONTROL_REPLY;
        }
    }

    /**
     * Client to server: tell me when there is an item in this queue. Nothing of it is ordered: it spares the client
     * asking again and again, and whether it gets the item is decided by the operation that it sends then. To be
     * repeated at least every second for as long as the client waits.
     *
     * @param nonce names the wait; comes back in the answers
     * @param queueId the queue
     */
    record Wait(long nonce, long queueId) implements ClientFrame {
        @Override
        public FrameKind kind() {
            return FrameKind.WAIT;
        }
    }

    /** What a server says to a {@link Wait}. The wire codes are stable. */
    enum Tidings {
        /** There is an item; this wait is over. */
        ITEM(0),
        /** There is none; the server will tell. */
        HELD(1),
        /** There is no such queue; this wait is over. */
        NO_QUEUE(2),
        /** The server keeps so many waits already; ask again later. */
        FULL(3);

        private static final Tidings[] BY_WIRE_CODE = values();

        private final int wireCode;

        Tidings(int wireCode) {
            this.wireCode = wireCode;
        }

        /** What stands for it on the wire, 0 to {@link #count()} - 1. */
        public int wireCode() {
            return wireCode;
        }

        /** The number of tidings. */
        public static int count() {
            return BY_WIRE_CODE.length;
        }

        /** The tidings with that number, 0 to {@link #count()} - 1. */
        public static Tidings of(int wireCode) {
            return BY_WIRE_CODE[wireCode];
        }
    }

    /**
     * Server to client: how a wait stands.
     *
     * @param nonce that of the wait
     * @param tidings how it stands
     */
    record Notice(long nonce, Tidings tidings) implements ClientFrame {
        @Override
        public FrameKind kind() {
            return FrameKind.NOTICE;
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
