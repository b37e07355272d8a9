package io.ftqueue.queue.codec;

import io.ftqueue.queue.Holding;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Client frames to bytes and back. A frame is {@code 'F' 'T' 'Q' 'C'}, the version (1 byte), the kind (1 byte), the
 * body and the CRC-32C of all that (4 bytes). The encoding is canonical: whatever decodes is, encoded again, the same
 * bytes.
 */
public final class ClientCodec {

    /** The version of the protocol. */
    public static final int VERSION = 2;

    /** The bytes of a frame that are not its body. */
    public static final int ENVELOPE_BYTES = 10;

    private static final int MAGIC = 'F' << 24 | 'T' << 16 | 'Q' << 8 | 'C';
    private static final int KIND_OFFSET = 5;
    private static final int BODY_OFFSET = 6;
    private static final int CHECKSUM_BYTES = 4;

    private ClientCodec() {}

    /** Whether the datagram starts as a native client frame does. */
    public static boolean isNative(byte[] datagram) {
        return datagram.length >= 4 && Bytes.getInt(datagram, 0) == MAGIC;
    }

    /** What is wrong with the envelope, or null: then {@link #kind} may be asked. */
    public static Decoded.@Nullable Reason check(byte[] datagram) {
        if (!isNative(datagram)) {
            return Decoded.Reason.FOREIGN;
        }
        if (datagram.length < ENVELOPE_BYTES) {
            return Decoded.Reason.TRUNCATED;
        }
        if (datagram[4] != VERSION) {
            return Decoded.Reason.VERSION;
        }
        var checksum = new CRC32C();
        checksum.update(datagram, 0, datagram.length - CHECKSUM_BYTES);
        if ((int) checksum.getValue() != Bytes.getInt(datagram, datagram.length - CHECKSUM_BYTES)) {
            return Decoded.Reason.CHECKSUM;
        }
        int kind = datagram[KIND_OFFSET];
        return kind < 1 || kind > FrameKind.count() ? Decoded.Reason.KIND : null;
    }

    /** The kind of a datagram with which {@link #check} found nothing wrong. */
    public static FrameKind kind(byte[] datagram) {
        return FrameKind.of(datagram[KIND_OFFSET]);
    }

    /**
     * The bytes of a frame.
     *
     * @throws IllegalArgumentException if they are more than {@link ClientFrame#MAX_DATAGRAM_BYTES}
     */
    public static byte[] encode(ClientFrame frame) {
        var out = new ByteWriter(256);
        begin(frame.kind(), out);
        switch (frame.kind()) {
            case REQUEST -> writeRequest((ClientFrame.Request) frame, out);
            case REPLY -> writeReply((ClientFrame.Reply) frame, out);
            case BUSY -> writeBusy((ClientFrame.Busy) frame, out);
            case DISCOVER -> writeDiscover((ClientFrame.Discover) frame, out);
            case WELCOME -> writeWelcome((ClientFrame.Welcome) frame, out);
            case STATUS_REQUEST -> out.writeLong(((ClientFrame.StatusRequest) frame).nonce());
            case STATUS_REPLY -> writeStatusReply((ClientFrame.StatusReply) frame, out);
            case CONTROL_REQUEST -> writeControlRequest((ClientFrame.ControlRequest) frame, out);
            case CONTROL_REPLY -> writeControlReply((ClientFrame.ControlReply) frame, out);
            case WAIT -> {
                out.writeLong(((ClientFrame.Wait) frame).nonce());
                out.writeLong(((ClientFrame.Wait) frame).queueId());
            }
            case NOTICE -> {
                out.writeLong(((ClientFrame.Notice) frame).nonce());
                out.writeByte(((ClientFrame.Notice) frame).tidings().wireCode());
            }
        }
        out.writeChecksum();
        if (out.length() > ClientFrame.MAX_DATAGRAM_BYTES) {
            throw new IllegalArgumentException("a frame of " + out.length() + " bytes");
        }
        return out.toBytes();
    }

    /** The frame in the bytes; never throws. */
    public static Decoded decode(byte[] datagram) {
        var reason = check(datagram);
        if (reason != null) {
            return new Decoded.Malformed(reason);
        }
        var in = body(datagram);
        var frame = readBody(kind(datagram), in, datagram);
        in.requireEnd();
        if (frame != null && in.isGood()) {
            return new Decoded.Ok(frame);
        }
        var wrong = in.reason();
        return new Decoded.Malformed(wrong == null ? Decoded.Reason.RANGE : wrong);
    }

    /** The frame in the buffer's remaining bytes, which are consumed; never throws. */
    public static Decoded decode(ByteBuffer datagram) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        return decode(bytes);
    }

    /** Starts a frame; its body and {@link ByteWriter#writeChecksum()} are to follow. */
    static void begin(FrameKind kind, ByteWriter out) {
        out.writeInt(MAGIC);
        out.writeByte(VERSION);
        out.writeByte(kind.wireCode());
    }

    static ByteReader body(byte[] datagram) {
        return new ByteReader(datagram, BODY_OFFSET, datagram.length - CHECKSUM_BYTES);
    }

    private static @Nullable ClientFrame readBody(FrameKind kind, ByteReader in, byte[] datagram) {
        return switch (kind) {
            case REQUEST -> readRequest(in, datagram);
            case REPLY -> readReply(in);
            case BUSY -> readBusy(in);
            case DISCOVER -> readDiscover(in);
            case WELCOME -> readWelcome(in);
            case STATUS_REQUEST -> new ClientFrame.StatusRequest(in.readLong());
            case STATUS_REPLY -> readStatusReply(in);
            case CONTROL_REQUEST -> readControlRequest(in);
            case CONTROL_REPLY -> readControlReply(in);
            case WAIT -> new ClientFrame.Wait(in.readLong(), in.readLong());
            case NOTICE -> readNotice(in);
        };
    }

    private static void writeRequest(ClientFrame.Request request, ByteWriter out) {
        out.writeLong(request.clientId());
        out.writeLong(request.answeredBelow());
        out.writeLong(request.firstSeq());
        out.writeShort(request.operations().size());
        out.writeByte(request.echoes().size());
        for (ClientFrame.Echo echo : request.echoes()) {
            out.writeLong(echo.fromSeq());
            out.writeLong(echo.tag());
        }
        for (Operation operation : request.operations()) {
            OperationBytes.write(operation, out);
        }
    }

    private static ClientFrame.@Nullable Request readRequest(ByteReader in, byte[] datagram) {
        var request = RequestBytes.read(in, datagram);
        if (request == null) {
            return null;
        }
        var operations = new ArrayList<Operation>(request.count());
        int offset = request.offset();
        while (offset < request.end()) {
            int end = OperationBytes.end(datagram, offset, request.end());
            operations.add(OperationBytes.read(datagram, offset, end));
            offset = end;
        }
        return new ClientFrame.Request(
                request.clientId(), request.answeredBelow(), request.echoes(), request.firstSeq(), operations);
    }

    private static void writeReply(ClientFrame.Reply reply, ByteWriter out) {
        out.writeLong(reply.clientId());
        out.writeLong(reply.tag());
        out.writeByte(reply.holding().servers());
        out.writeByte(reply.holding().onDisk() ? 1 : 0);
        out.writeShort(reply.answers().size());
        for (ClientFrame.Answer answer : reply.answers()) {
            Result result = answer.result();
            AnswerBytes.write(out, answer.seq(), result.code(), result.number(), result.item());
        }
    }

    private static ClientFrame.@Nullable Reply readReply(ByteReader in) {
        long clientId = in.readLong();
        long tag = in.readLong();
        int servers = in.readByte();
        int onDisk = in.readByte();
        in.require(onDisk <= 1, Decoded.Reason.RANGE);
        int count = in.readShort();
        in.require(count >= 1, Decoded.Reason.RANGE);
        var answers = new ArrayList<ClientFrame.Answer>(Math.min(count, in.remaining() / 9));
        for (int i = 0; i < count && in.isGood(); i++) {
            answers.add(AnswerBytes.read(in));
        }
        return in.isGood() ? new ClientFrame.Reply(clientId, tag, new Holding(servers, onDisk == 1), answers) : null;
    }

    private static void writeBusy(ClientFrame.Busy busy, ByteWriter out) {
        out.writeLong(busy.clientId());
        out.writeLong(busy.fromSeq());
        out.writeInt(busy.retryAfterMillis());
    }

    private static ClientFrame.@Nullable Busy readBusy(ByteReader in) {
        long clientId = in.readLong();
        long fromSeq = in.readLong();
        int retryAfterMillis = in.readInt();
        in.require(retryAfterMillis >= 0, Decoded.Reason.RANGE);
        return in.isGood() ? new ClientFrame.Busy(clientId, fromSeq, retryAfterMillis) : null;
    }

    private static void writeDiscover(ClientFrame.Discover discover, ByteWriter out) {
        out.writeLong(discover.nonce());
        out.writeInt(discover.attempt());
    }

    private static ClientFrame.@Nullable Discover readDiscover(ByteReader in) {
        long nonce = in.readLong();
        int attempt = in.readInt();
        in.require(attempt >= 0, Decoded.Reason.RANGE);
        return in.isGood() ? new ClientFrame.Discover(nonce, attempt) : null;
    }

    private static void writeWelcome(ClientFrame.Welcome welcome, ByteWriter out) {
        out.writeLong(welcome.nonce());
        out.writeByte(welcome.servers().size());
        for (ClientFrame.ServerAddress server : welcome.servers()) {
            writeText(server.name(), out);
            writeText(server.host(), out);
            out.writeShort(server.port());
        }
    }

    private static void writeText(String text, ByteWriter out) {
        byte[] bytes = Utf8.encode(text);
        out.writeByte(bytes.length);
        out.writeBytes(bytes, 0, bytes.length);
    }

    private static ClientFrame.@Nullable Welcome readWelcome(ByteReader in) {
        long nonce = in.readLong();
        int count = in.readByte();
        List<ClientFrame.ServerAddress> servers = new ArrayList<>(count);
        for (int i = 0; i < count && in.isGood(); i++) {
            String name = in.readText(in.readByte());
            String host = in.readText(in.readByte());
            int port = in.readShort();
            in.require(port >= 1, Decoded.Reason.RANGE);
            if (in.isGood()) {
                servers.add(new ClientFrame.ServerAddress(name, host, port));
            }
        }
        return in.isGood() ? new ClientFrame.Welcome(nonce, servers) : null;
    }

    private static void writeControlRequest(ClientFrame.ControlRequest request, ByteWriter out) {
        out.writeLong(request.nonce());
        out.writeByte(request.control().wireCode());
        out.writeShortBytes(Utf8.encode(request.body()));
    }

    private static ClientFrame.@Nullable ControlRequest readControlRequest(ByteReader in) {
        long nonce = in.readLong();
        int control = in.readByte();
        in.require(control >= 1 && control <= ClientFrame.Control.count(), Decoded.Reason.RANGE);
        String body = in.readText(in.readShort());
        return in.isGood() ? new ClientFrame.ControlRequest(nonce, ClientFrame.Control.of(control), body) : null;
    }

    private static void writeControlReply(ClientFrame.ControlReply reply, ByteWriter out) {
        out.writeLong(reply.nonce());
        out.writeByte(reply.done() ? 1 : 0);
        out.writeShortBytes(Utf8.encode(reply.text()));
    }

    private static ClientFrame.@Nullable ControlReply readControlReply(ByteReader in) {
        long nonce = in.readLong();
        int done = in.readByte();
        in.require(done <= 1, Decoded.Reason.RANGE);
        String text = in.readText(in.readShort());
        return in.isGood() ? new ClientFrame.ControlReply(nonce, done == 1, text) : null;
    }

    private static ClientFrame.@Nullable Notice readNotice(ByteReader in) {
        long nonce = in.readLong();
        int tidings = in.readByte();
        in.require(tidings < ClientFrame.Tidings.count(), Decoded.Reason.RANGE);
        return in.isGood() ? new ClientFrame.Notice(nonce, ClientFrame.Tidings.of(tidings)) : null;
    }

    private static void writeStatusReply(ClientFrame.StatusReply reply, ByteWriter out) {
        out.writeLong(reply.nonce());
        out.writeShort(reply.part());
        out.writeShort(reply.parts());
        out.writeShortBytes(reply.bytes());
    }

    private static ClientFrame.@Nullable StatusReply readStatusReply(ByteReader in) {
        long nonce = in.readLong();
        int part = in.readShort();
        int parts = in.readShort();
        byte[] bytes = in.readShortBytes(Operation.MAX_ITEM_BYTES);
        in.require(part < parts, Decoded.Reason.RANGE);
        return in.isGood() ? new ClientFrame.StatusReply(nonce, part, parts, bytes) : null;
    }
}
