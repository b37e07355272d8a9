package io.ftqueue.queue.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.ResultCode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextProtocolTest {

    private static final String ID = "8c2c5c2e-6d1c-4f0e-9f0b-2f6f0a6f6f10";

    @Test
    void readsEveryRequest() {
        assertRequest("qCreate,12", new Operation.Create(bytes("12")), false);
        assertRequest("qId,12", new Operation.Lookup(bytes("12")), false);
        assertRequest("qPush,3,12", new Operation.Push(3, bytes("12")), true);
        assertRequest("qPop,3", new Operation.Pop(3), false);
        assertRequest("qTop,3", new Operation.Top(3), false);
        assertRequest("qSize,3", new Operation.Size(3), false);
        assertRequest("qDestroy,3", new Operation.Destroy(3), true);
    }

    @Test
    void ignoresBlanksAroundNumbersAndExtraArguments() {
        assertRequest("qPush, 3 , -7 ,more,\n", new Operation.Push(3, bytes("-7")), true);
        assertRequest("qPop,3\r\n", new Operation.Pop(3), false);
    }

    @ParameterizedTest
    @CsvSource({
        "5,5",
        "+5,5",
        "-5,-5",
        "0,0",
        "-0,0",
        "+0,0",
        "000,0",
        "-007,-7",
        "2147483648,2147483648",
        "99999999999999999999999999,99999999999999999999999999"
    })
    void keepsIntegersOfAnySizeInTheirShortestForm(String text, String shortest) {
        assertThat(TextProtocol.integer(text)).isEqualTo(shortest);
        assertThat(TextProtocol.integer("  " + text + "\t")).isEqualTo(shortest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-", "+", "1.5", "0x1", "1 2", "--1", "one", "1_0", "١"})
    void takesNothingElseForAnInteger(String text) {
        assertThat(TextProtocol.integer(text)).isNull();
    }

    @Test
    void takesAnIdThatIsTooLongForTheIdOfNoQueue() {
        assertRequest("qPop,12345678901234567890", new Operation.Pop(0), false);
        assertRequest("qPop,-3", new Operation.Pop(-3), false);
    }

    @ParameterizedTest
    @CsvSource({
        "qJump,unknown operation",
        "'',unknown operation",
        "qCreate,missing argument",
        "qPush,missing argument",
        "'qPush,1',missing argument",
        "qPop,missing argument",
        "'qPop,',not an integer",
        "'qPop,x',not an integer",
        "'qPush,1,x',not an integer",
        "'qPush,x,1',not an integer",
        "'qCreate,1.5',not an integer"
    })
    void tellsWhatIsWrongWithARequest(String rest, String reason) {
        var message = TextProtocol.parse(bytes("msg," + ID + "," + rest));
        assertThat(message).isEqualTo(new TextMessage.Malformed(ID, reason));
        assertThat(TextProtocol.error((TextMessage.Malformed) message)).isEqualTo(bytes("error," + ID + "," + reason));
    }

    @Test
    void tellsWhatIsMissing() {
        assertThat(TextProtocol.parse(bytes("msg,7"))).isEqualTo(new TextMessage.Malformed("7", "missing operation"));
        assertThat(TextProtocol.parse(bytes("msg,,qPop,1")))
                .isEqualTo(new TextMessage.Malformed("", "missing message id"));
        assertThat(TextProtocol.parse(bytes("msg,7,qCreate," + "1".repeat(1_025))))
                .isEqualTo(new TextMessage.Malformed("7", "label too long"));
    }

    @Test
    void ignoresEverythingElse() {
        assertThat(TextProtocol.parse(bytes(""))).isEqualTo(ignored(TextMessage.Reason.BLANK));
        assertThat(TextProtocol.parse(bytes(" \n"))).isEqualTo(ignored(TextMessage.Reason.BLANK));
        assertThat(TextProtocol.parse(new byte[] {'m', 's', 'g', ',', (byte) 0xc3}))
                .isEqualTo(ignored(TextMessage.Reason.NO_TEXT));
        for (String text : new String[] {
            "hello", "msg", "joinRequest", "seq,1,2,3", "logsDeliver,x,G:qPush:0:77", "error,1,unknown operation", "12"
        }) {
            assertThat(TextProtocol.parse(bytes(text))).isEqualTo(ignored(TextMessage.Reason.NO_REQUEST));
        }
        assertThat(TextProtocol.parse(bytes("mockPartition"))).isEqualTo(new TextMessage.MockPartition());
    }

    @Test
    void repliesWithNumbersItemsAndMinusOne() {
        assertThat(TextProtocol.reply(ResultCode.OK, 7, null)).isEqualTo(bytes("7"));
        assertThat(TextProtocol.reply(ResultCode.OK, 0, null)).isEqualTo(bytes("0"));
        assertThat(TextProtocol.reply(ResultCode.OK, 0, bytes("-12"))).isEqualTo(bytes("-12"));
        assertThat(TextProtocol.reply(ResultCode.EMPTY, 0, null)).isEqualTo(bytes("-1"));
        assertThat(TextProtocol.reply(ResultCode.NO_QUEUE, 0, null)).isEqualTo(bytes("-1"));
    }

    @Test
    void namesRequestsByTheBitsOfTheirUuid() {
        var key = RequestKey.of(ID);
        assertThat(key).isEqualTo(new RequestKey(0x8c2c5c2e6d1c4f0eL, 0x9f0b2f6f0a6f6f10L));
        assertThat(RequestKey.of(ID.toUpperCase(Locale.ROOT))).isEqualTo(key);
        assertThat(RequestKey.of("1")).isNotEqualTo(RequestKey.of("2")).isEqualTo(RequestKey.of("1"));
    }

    @Test
    void neverThrows() {
        var random = new SplittableRandom(2);
        String[] words = {"msg", ",", "qPush", "qPop", "1", "-", " ", ID, "mockPartition", "qCreate", "é", "\u0000"};
        for (int round = 0; round < 50_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(10); i >= 0; i--) {
                text.append(words[random.nextInt(words.length)]);
            }
            byte[] bytes = bytes(text.toString());
            if (random.nextInt(4) == 0) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            assertThat(TextProtocol.parse(bytes)).isNotNull();
        }
    }

    private static void assertRequest(String rest, Operation operation, boolean silent) {
        assertThat(TextProtocol.parse(bytes("msg," + ID + "," + rest)))
                .isEqualTo(new TextMessage.Request(RequestKey.of(ID), operation, silent));
    }

    private static TextMessage ignored(TextMessage.Reason reason) {
        return new TextMessage.Ignored(reason);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
