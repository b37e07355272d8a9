package io.ftqueue.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CodecTest {

    @Test
    void numbersAreDecimalTextAsOtherClientsHaveIt() {
        assertThat(Codec.ints().encode(-1)).asString(StandardCharsets.US_ASCII).isEqualTo("-1");
        assertThat(Codec.ints().decode("-2147483648".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(Integer.MIN_VALUE);
        assertThat(Codec.longs().decode(Codec.longs().encode(Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void textStaysWhatItIs() {
        String text = "Füße 🐢";
        assertThat(Codec.utf8().encode(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(Codec.utf8().decode(Codec.utf8().encode(text))).isEqualTo(text);
    }

    @Test
    void textThatWouldBecomeAnotherIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Codec.utf8().encode("\ud83d"))
                .withMessageContaining("surrogate");
        assertThatIllegalArgumentException().isThrownBy(() -> Codec.utf8().decode(new byte[] {(byte) 0xff}));
    }

    @Test
    void twoFunctionsAreACodec() {
        Codec<Character> first = Codec.of(letter -> new byte[] {(byte) (char) letter}, bytes -> (char) bytes[0]);
        assertThat(first.decode(first.encode('x'))).isEqualTo('x');
    }
}
