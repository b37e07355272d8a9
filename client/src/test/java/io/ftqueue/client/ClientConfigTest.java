package io.ftqueue.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientConfigTest {

    @Test
    void takesAddressesAsPeopleWriteThem() {
        assertThat(ClientConfig.of("127.0.0.1:9000", "127.0.0.2").servers())
                .extracting(Discovery::text)
                .containsExactly("127.0.0.1:9000", "127.0.0.2:8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:", "127.0.0.1:x", "127.0.0.1:0", "127.0.0.1:65536", ":8080", "", "127.0.0.1:-1"})
    void saysWhatIsWrongWithAnAddress(String server) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientConfig.of(server))
                .withMessageContaining("'" + server + "'");
    }

    @Test
    void needsAServer() {
        assertThatIllegalArgumentException().isThrownBy(ClientConfig::of).withMessageContaining("host:port");
    }

    @Test
    void checksItsRanges() {
        ClientConfig config = ClientConfig.defaults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.withMaxOutstanding(1_025))
                .withMessageContaining("1025");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.withTimeout(Duration.ZERO))
                .withMessageContaining("timeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.withMaxWaitingBytes(0))
                .withMessageContaining("memory");
    }
}
