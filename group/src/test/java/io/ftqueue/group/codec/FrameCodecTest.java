package io.ftqueue.group.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.ftqueue.group.codec.Decoded.Malformed;
import io.ftqueue.group.codec.Decoded.Ok;
import io.ftqueue.group.codec.Decoded.Reason;
import io.ftqueue.group.message.Ack;
import io.ftqueue.group.message.Data;
import io.ftqueue.group.message.Frame;
import io.ftqueue.group.message.Heartbeat;
import io.ftqueue.group.message.MemberState;
import io.ftqueue.group.message.Message;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.lang.management.ManagementFactory;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class FrameCodecTest {

    private static final long GROUP = 0x1122334455667788L;
    private static final Frame ACK = new Frame(new MemberId(1, 2), ConfigurationId.NONE, 0, 0, new Ack());

    private final FrameCodec codec = new FrameCodec(GROUP);
    private final SplittableRandom random = new SplittableRandom(20240607);
    private final RandomFrames frames = new RandomFrames(random);

    @Test
    void everyKindOfMessageSurvivesTheTrip() {
        for (Class<?> kind : Message.class.getPermittedSubclasses()) {
            for (int i = 0; i < 50; i++) {
                Frame frame = frames.frame(kind);
                byte[] datagram = encode(frame);
                Decoded decoded = codec.decode(ByteBuffer.wrap(datagram));
                assertThat(decoded).as("%s", frame).isInstanceOf(Ok.class);
                Frame back = ((Ok) decoded).frame();
                assertThat(back).usingRecursiveComparison().isEqualTo(frame);
                assertThat(encode(back)).isEqualTo(datagram);
            }
        }
    }

    @Test
    void anyDamagedByteIsNoticed() {
        for (Class<?> kind : Message.class.getPermittedSubclasses()) {
            byte[] datagram = encode(frames.frame(kind));
            for (int i = 0; i < datagram.length; i++) {
                byte[] damaged = datagram.clone();
                damaged[i] ^= (byte) (1 + random.nextInt(255));
                assertThat(codec.decode(ByteBuffer.wrap(damaged))).isInstanceOf(Malformed.class);
            }
        }
    }

    @Test
    void anyCutDatagramIsNoticedEvenIfItsChecksumFits() {
        for (Class<?> kind : Message.class.getPermittedSubclasses()) {
            byte[] datagram = encode(frames.frame(kind));
            for (int length = 0; length < datagram.length; length++) {
                byte[] cut = Arrays.copyOf(datagram, length);
                assertThat(codec.decode(ByteBuffer.wrap(cut))).isInstanceOf(Malformed.class);
                if (hasOpenEnd(kind) || length < FrameCodec.HEADER_BYTES + FrameCodec.TRAILER_BYTES) {
                    continue;
                }
                assertThat(codec.decode(ByteBuffer.wrap(sealed(cut)))).isInstanceOf(Malformed.class);
            }
        }
    }

    /** The last field of these takes all the bytes that are left. */
    private static boolean hasOpenEnd(Class<?> kind) {
        return kind == Data.class || kind == io.ftqueue.group.message.StateChunk.class;
    }

    @Test
    void damageBehindAFittingChecksumIsReadAsWhatItSaysOrRefusedButNeverThrows() {
        for (int i = 0; i < 40_000; i++) {
            Class<?>[] kinds = Message.class.getPermittedSubclasses();
            byte[] datagram = encode(frames.frame(kinds[random.nextInt(kinds.length)]));
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                int at = 4 + random.nextInt(datagram.length - 4);
                datagram[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(2) - 1);
            }
            sealed(datagram);
            Decoded decoded = codec.decode(ByteBuffer.wrap(datagram));
            if (decoded instanceof Ok ok) {
                assertThat(encode(ok.frame())).isEqualTo(datagram);
            }
        }
    }

    @Test
    void junkIsRefused() {
        for (int i = 0; i < 50_000; i++) {
            var junk = new byte[random.nextInt(300)];
            random.nextBytes(junk);
            assertThat(codec.decode(ByteBuffer.wrap(junk))).isInstanceOf(Malformed.class);
            if (junk.length >= FrameCodec.HEADER_BYTES + FrameCodec.TRAILER_BYTES) {
                byte[] valid = encode(ACK);
                System.arraycopy(valid, 0, junk, 0, 14);
                junk[5] = (byte) random.nextInt(16);
                Decoded decoded = codec.decode(ByteBuffer.wrap(sealed(junk)));
                if (decoded instanceof Ok ok) {
                    assertThat(encode(ok.frame())).isEqualTo(junk);
                }
            }
        }
    }

    @Test
    void refusesWithTheReason() {
        byte[] valid = encode(ACK);
        assertRefused(Reason.TOO_SHORT, Arrays.copyOf(valid, 73));
        assertRefused(Reason.NOT_OURS, with(valid, 0, 'X'));
        assertRefused(Reason.VERSION, with(valid, 4, FrameCodec.VERSION - 1));
        assertRefused(Reason.VERSION, with(valid, 4, FrameCodec.VERSION + 1));
        assertRefused(Reason.OTHER_GROUP, with(valid, 6, 0));
        assertRefused(Reason.CHECKSUM, with(valid, 40, 1));
        assertRefused(Reason.TYPE, sealed(with(valid, 5, 0)));
        assertRefused(Reason.TYPE, sealed(with(valid, 5, 255)));
        assertRefused(Reason.TRUNCATED, sealed(with(valid, 5, 8)));
        assertRefused(Reason.TRAILING, sealed(Arrays.copyOf(valid, 75)));
        assertRefused(Reason.BAD_VALUE, sealed(with(valid, 54, 0x80)));
        byte[] tooMany = sealed(with(Arrays.copyOf(valid, 200), 5, 6));
        assertRefused(Reason.BAD_COUNT, sealed(with(tooMany, 70, 65)));
        assertRefused(Reason.BAD_COUNT, sealed(with(tooMany, 70, 9)));
    }

    @Test
    void noSenderAndTwoSpellingsOfNoConfigurationAreRefused() {
        var noSender = new Frame(MemberId.NONE, ConfigurationId.NONE, 0, 0, new Ack());
        assertRefused(Reason.BAD_VALUE, encode(noSender));
        var misspelt = new Frame(ACK.sender(), new ConfigurationId(0, new MemberId(3, 4)), 0, 0, new Ack());
        assertRefused(Reason.BAD_VALUE, encode(misspelt));
    }

    @Test
    void membersOutOfOrderAreRefused() {
        var members = List.of(new MemberId(2, 1), new MemberId(1, 1));
        var heartbeat = new Heartbeat(1, MemberState.GATHER, 1, 0, members, List.of(), "");
        assertRefused(Reason.BAD_VALUE, encode(new Frame(ACK.sender(), ConfigurationId.NONE, 0, 0, heartbeat)));
    }

    @Test
    void decodingTakesNoMoreMemoryThanAFewTimesTheDatagram() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        for (int round = 0; round < 3; round++) {
            long bytes = 0;
            long allocated = 0;
            for (int i = 0; i < 2_000; i++) {
                Class<?>[] kinds = Message.class.getPermittedSubclasses();
                byte[] datagram = encode(frames.frame(kinds[random.nextInt(kinds.length)]));
                datagram[70 + random.nextInt(datagram.length - 70)] = -1;
                ByteBuffer sealed = ByteBuffer.wrap(sealed(datagram));
                long before = threads.getThreadAllocatedBytes(thread);
                codec.decode(sealed);
                allocated += threads.getThreadAllocatedBytes(thread) - before;
                bytes += datagram.length + 500;
            }
            assertThat(allocated).isLessThan(8 * bytes);
        }
    }

    @Test
    void readsAndWritesAnyPartOfAnyBuffer() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1000).order(ByteOrder.LITTLE_ENDIAN);
        buffer.position(13);
        int length = codec.encode(ACK, buffer);
        assertThat(buffer.position()).isEqualTo(13 + length);
        buffer.flip().position(13);
        assertThat(codec.decode(buffer)).isEqualTo(new Ok(ACK));
        assertThat(buffer.remaining()).isEqualTo(length);
        assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void whatDoesNotFitIsNotWritten() {
        assertThatThrownBy(() -> codec.encode(ACK, ByteBuffer.allocate(73)))
                .isInstanceOf(BufferOverflowException.class);
        var name = "n".repeat(256);
        var heartbeat = new Heartbeat(1, MemberState.GATHER, 1, 0, List.of(), List.of(), name);
        var frame = new Frame(ACK.sender(), ConfigurationId.NONE, 0, 0, heartbeat);
        assertThatThrownBy(() -> encode(frame)).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertRefused(Reason reason, byte[] datagram) {
        assertThat(codec.decode(ByteBuffer.wrap(datagram))).isEqualTo(new Malformed(reason));
    }

    private byte[] encode(Frame frame) {
        ByteBuffer buffer = ByteBuffer.allocate(65_507);
        int length = codec.encode(frame, buffer);
        return Arrays.copyOf(buffer.array(), length);
    }

    private static byte[] with(byte[] datagram, int at, int value) {
        byte[] changed = datagram.clone();
        changed[at] = (byte) value;
        return changed;
    }

    /** Makes the checksum fit. */
    private static byte[] sealed(byte[] datagram) {
        var checksum = new CRC32C();
        checksum.update(datagram, 0, datagram.length - 4);
        ByteBuffer.wrap(datagram).putInt(datagram.length - 4, (int) checksum.getValue());
        return datagram;
    }
}
