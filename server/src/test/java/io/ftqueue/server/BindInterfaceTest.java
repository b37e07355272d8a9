package io.ftqueue.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BindInterfaceTest {

    @Test
    void fillsTheMtuWithinReason() {
        assertThat(BindInterface.maxFrameBytes(1_500)).isEqualTo(1_472);
        assertThat(BindInterface.maxFrameBytes(1_400)).isEqualTo(1_372);
        assertThat(BindInterface.maxFrameBytes(9_000)).isEqualTo(8_972);
        assertThat(BindInterface.maxFrameBytes(65_536)).isEqualTo(16_384);
        assertThat(BindInterface.maxFrameBytes(68)).isEqualTo(576);
    }

    @Test
    void knowsLoopbackToDoMulticastAndStayInside() throws StartException {
        BindInterface loopback = BindInterface.of(Loopback.ADDRESS);
        assertThat(loopback.multicast()).isTrue();
        assertThat(loopback.multicastTtl()).isZero();
        assertThat(loopback.maxFrameBytes()).isGreaterThan(1_372);
    }

    @Test
    void findsLoopbackUnderItsOtherAddressesToo() throws StartException {
        assertThat(BindInterface.of(Loopback.ipv4("127.0.0.9")).networkInterface())
                .isEqualTo(BindInterface.of(Loopback.ADDRESS).networkInterface());
    }

    @Test
    void refusesAnAddressOfAnotherHost() {
        // 192.0.2.0/24 is reserved for documentation; the last address of it is a broadcast address besides.
        assertThatThrownBy(() -> BindInterface.of(Loopback.ipv4("192.0.2.255")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("192.0.2.255 is no address of this host")
                .hasMessageContaining("--bind");
    }
}
