package io.ftqueue.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private final Refusals refusals = new Refusals();

    @Test
    void remembersTheLastAddresses() {
        for (int i = 1; i <= Refusals.MAX_ADDRESSES + 1; i++) {
            refusals.onForeignVersion(address(i), 9, i, 1_000 + i);
        }
        refusals.onForeignVersion(address(2), 8, 20, 1_020);
        List<Refusals.Refusal> list = refusals.list(30);
        assertThat(list).hasSize(Refusals.MAX_ADDRESSES);
        assertThat(list.get(0).members()).containsExactly("127.0.0.1:3");
        var last = list.get(list.size() - 1);
        assertThat(last.members()).containsExactly("127.0.0.1:2");
        assertThat(last.atMillis()).isEqualTo(1_020);
        assertThat(last.reason()).startsWith("not merged with 127.0.0.1:2: it speaks version 8 of the group protocol");
    }

    @Test
    void forgetsWhoIsSilent() {
        refusals.onForeignVersion(address(1), 9, 0, 0);
        assertThat(refusals.list(Refusals.SHOWN_NANOS)).hasSize(1);
        assertThat(refusals.list(Refusals.SHOWN_NANOS + 1)).isEmpty();
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(Loopback.ADDRESS, port);
    }
}
