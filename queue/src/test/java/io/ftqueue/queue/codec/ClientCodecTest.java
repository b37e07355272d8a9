package io.ftqueue.queue.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.queue.Holding;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class ClientCodecTest {

    private static final List<ClientFrame> SAMPLES = List.of(
            new ClientFrame.Request(
                    -7,
                    3,
                    List.of(new ClientFrame.Echo(1, 0), new ClientFrame.Echo(2, -9)),
                    5,
                    List.of(
                            new Operation.Create(bytes("label")),
                            new Operation.Lookup(bytes("")),
                            new Operation.Push(1, bytes("an item")),
                            new Operation.Pop(Long.MIN_VALUE),
                            new Operation.Top(2),
                            new Operation.Size(Long.MAX_VALUE),
                            new Operation.Destroy(0),
                            new Operation.Take(3, 30_000, 5, 4),
                            new Operation.Ack(3, 17),
                            new Operation.Nack(3, -17, 0),
                            new Operation.Extend(3, 18, 1),
                            new Operation.Browse(3, 7, 65_535),
                            new Operation.Queues(bytes("from"), 1))),
            new ClientFrame.Reply(
                    9,
                    -3,
                    new Holding(3, true),
                    List.of(
                            new ClientFrame.Answer(1, Result.done()),
                            new ClientFrame.Answer(2, Result.ofNumber(-3)),
                            new ClientFrame.Answer(3, Result.ofItem(bytes(""))),
                            new ClientFrame.Answer(4, new Result(ResultCode.EMPTY, 1, bytes("x"))),
                            new ClientFrame.Answer(5, Result.ofCode(ResultCode.STALE)))),
            new ClientFrame.Busy(4, 12, 250),
            new ClientFrame.Discover(77, 2),
            new ClientFrame.Welcome(
                    77,
                    List.of(
                            new ClientFrame.ServerAddress("größe", "10.0.0.1", 8080),
                            new ClientFrame.ServerAddress("", "::1", 65_535))),
            new ClientFrame.StatusRequest(-1),
            new ClientFrame.StatusReply(5, 1, 3, bytes("{}")),
            new ClientFrame.ControlRequest(3, ClientFrame.Control.PARTITION, "1,2/3"),
            new ClientFrame.ControlReply(3, true, "done"),
            new ClientFrame.Wait(8, 3),
            new ClientFrame.Notice(8, ClientFrame.Tidings.HELD));

    @Test
    void hasASampleOfEveryFrameAndOperation() {
        assertThat(SAMPLES.stream().map(Object::getClass))
                .containsExactlyInAnyOrder(ClientFrame.class.getPermittedSubclasses());
        var request = (ClientFrame.Request) SAMPLES.get(0);
        assertThat(request.operations().stream().map(Object::getClass))
                .containsExactlyInAnyOrder(Operation.class.getPermittedSubclasses());
    }

    @Test
    void decodesWhatItEncoded() {
        for (ClientFrame frame : SAMPLES) {
            assertThat(ClientCodec.decode(ClientCodec.encode(frame))).isEqualTo(new Decoded.Ok(frame));
        }
    }

    @Test
    void findsEveryDamagedAndEveryCutDatagramMalformed() {
        for (ClientFrame frame : SAMPLES) {
            byte[] bytes = ClientCodec.encode(frame);
            for (int i = 0; i < bytes.length; i++) {
                for (int flip : new int[] {1, 0x80, 0xff}) {
                    byte[] damaged = bytes.clone();
                    damaged[i] ^= (byte) flip;
                    assertThat(ClientCodec.decode(damaged)).isInstanceOf(Decoded.Malformed.class);
                }
                assertThat(ClientCodec.decode(Arrays.copyOf(bytes, i))).isInstanceOf(Decoded.Malformed.class);
            }
        }
    }

    /** With the checksum made right again, so that the damage reaches the fields. */
    @Test
    void encodesWhateverDecodesToTheSameBytes() {
        var random = new SplittableRandom(1);
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = ClientCodec.encode(SAMPLES.get(random.nextInt(SAMPLES.size())));
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes; i++) {
                bytes[5 + random.nextInt(bytes.length - 9)] = (byte) random.nextInt(random.nextBoolean() ? 9 : 256);
            }
            int cut = random.nextInt(4) == 0 ? random.nextInt(bytes.length - 9) : 0;
            bytes = seal(Arrays.copyOf(bytes, bytes.length - cut));
            var decoded = ClientCodec.decode(bytes);
            if (decoded instanceof Decoded.Ok ok) {
                assertThat(ClientCodec.encode(ok.frame())).isEqualTo(bytes);
            }
        }
    }

    @Test
    void saysWhatIsWrong() {
        byte[] good = ClientCodec.encode(new ClientFrame.StatusRequest(1));
        assertThat(ClientCodec.decode(bytes("msg,1,qPop,1"))).isEqualTo(malformed(Decoded.Reason.FOREIGN));
        assertThat(ClientCodec.decode(Arrays.copyOf(good, 9))).isEqualTo(malformed(Decoded.Reason.TRUNCATED));
        assertThat(ClientCodec.decode(with(good, 4, 3))).isEqualTo(malformed(Decoded.Reason.VERSION));
        assertThat(ClientCodec.decode(with(good, 6, 2))).isEqualTo(malformed(Decoded.Reason.CHECKSUM));
        assertThat(ClientCodec.decode(seal(with(good, 5, FrameKind.count() + 1))))
                .isEqualTo(malformed(Decoded.Reason.KIND));
        assertThat(ClientCodec.decode(seal(Arrays.copyOf(good, good.length + 1))))
                .isEqualTo(malformed(Decoded.Reason.TRAILING));
    }

    @Test
    void carriesTheLargestItem() {
        byte[] item = new byte[Operation.MAX_ITEM_BYTES];
        var frame = new ClientFrame.Request(1, 1, List.of(), 1, List.of(new Operation.Push(1, item)));
        assertThat(ClientCodec.decode(ClientCodec.encode(frame))).isEqualTo(new Decoded.Ok(frame));
    }

    @Test
    void refusesToEncodeMoreThanADatagramCarries() {
        var push = new Operation.Push(1, new byte[40_000]);
        var frame = new ClientFrame.Request(1, 1, List.of(), 1, List.of(push, push));
        assertThatThrownBy(() -> ClientCodec.encode(frame)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void packsAnswersLikeTheCodec() {
        var writer = new ReplyWriter(9, 100);
        var answers = new ArrayList<ClientFrame.Answer>();
        while (writer.fits(AnswerBytes.length(7, bytes("abc")), 5)) {
            long seq = answers.size() + 1L;
            writer.add(5, seq, ResultCode.OK, 7, bytes("abc"));
            answers.add(new ClientFrame.Answer(seq, new Result(ResultCode.OK, 7, bytes("abc"))));
        }
        byte[] datagram = writer.finish(2, true);
        assertThat(datagram.length).isBetween(70, 100);
        assertThat(datagram).isEqualTo(ClientCodec.encode(new ClientFrame.Reply(9, 5, new Holding(2, true), answers)));
        assertThat(writer.isEmpty()).isTrue();
    }

    private static Decoded malformed(Decoded.Reason reason) {
        return new Decoded.Malformed(reason);
    }

    private static byte[] with(byte[] bytes, int offset, int value) {
        byte[] changed = bytes.clone();
        changed[offset] = (byte) value;
        return changed;
    }

    private static byte[] seal(byte[] bytes) {
        var checksum = new CRC32C();
        checksum.update(bytes, 0, bytes.length - 4);
        byte[] sealed = bytes.clone();
        Bytes.putInt(sealed, bytes.length - 4, (int) checksum.getValue());
        return sealed;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
