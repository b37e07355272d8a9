package io.ftqueue.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.queue.Operation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ServerListTest {

    private static final long MILLI = 1_000_000L;
    private static final InetSocketAddress A = server(1);
    private static final InetSocketAddress B = server(2);
    private static final InetSocketAddress C = server(3);

    private final ServerList servers = new ServerList(List.of(A, B, C), 0);

    @Test
    void leavesAServerThatHasBeenSilentLongEnough() {
        assertThat(servers.onTimeout(301 * MILLI)).as("one timeout").isFalse();
        assertThat(servers.onTimeout(302 * MILLI)).isTrue();
    }

    @Test
    void givesAGroupTheTimeToAgreeOnAConfiguration() {
        assertThat(servers.onTimeout(10 * MILLI)).isFalse();
        assertThat(servers.onTimeout(30 * MILLI)).isFalse();
        assertThat(servers.onTimeout(300 * MILLI)).isFalse();
        assertThat(servers.onTimeout(301 * MILLI)).isTrue();
    }

    @Test
    void anAnswerBeginsTheCountAnew() {
        servers.onTimeout(301 * MILLI);
        servers.onHeard(400 * MILLI);
        assertThat(servers.onTimeout(701 * MILLI)).isFalse();
        assertThat(servers.onTimeout(702 * MILLI)).isTrue();
    }

    @Test
    void aServerThatWasAskedNothingIsNotSilent() {
        servers.onFirstRequest(60_000 * MILLI);
        servers.onTimeout(60_050 * MILLI);
        assertThat(servers.onTimeout(60_150 * MILLI)).isFalse();
    }

    @Test
    void turnsToWhoAnswersFirst() {
        assertThat(servers.giveUp()).containsExactly(A);
        servers.turn(List.of(C), List.of(A, B), 0);
        assertThat(servers.all()).containsExactly(C, A, B);
    }

    @Test
    void prefersThoseItHasNotGivenUp() {
        servers.giveUp();
        servers.turn(List.of(A, B), List.of(C), 0);
        assertThat(servers.all()).containsExactly(B, A, C);
        assertThat(servers.giveUp()).containsExactlyInAnyOrder(A, B);
        servers.turn(List.of(A, B, C), List.of(), 0);
        assertThat(servers.current()).isEqualTo(C);
    }

    @Test
    void beginsAgainWhereAllWereGivenUp() {
        servers.giveUp();
        servers.turn(List.of(A, B), List.of(), 0);
        servers.giveUp();
        servers.turn(List.of(B, A), List.of(), 0);
        assertThat(servers.current()).as("not the one it comes from").isEqualTo(A);
        assertThat(servers.giveUp()).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void staysWhereNoOtherServerAnswers() {
        servers.giveUp();
        servers.turn(List.of(A), List.of(B), 0);
        assertThat(servers.all()).containsExactly(A, B);
    }

    @Test
    void triesTheNextWhereNobodyAnswers() {
        servers.giveUp();
        servers.turn(List.of(), List.of(), 0);
        assertThat(servers.all()).containsExactly(B, C, A);
    }

    @Test
    void forgetsWhomItGaveUpWhenItIsAnswered() {
        servers.giveUp();
        servers.turn(List.of(B), List.of(A), 0);
        servers.onHeard(1);
        assertThat(servers.giveUp()).containsExactly(B);
    }

    @Test
    void triesEachServerThatIsGoneOnceAndThenWaits() {
        for (int i = 0; i < 3; i++) {
            assertThat(servers.onRefusal()).isTrue();
            servers.giveUp();
            servers.turn(List.of(), List.of(), 0);
        }
        assertThat(servers.onRefusal()).isFalse();
        servers.onTimeout(1);
        assertThat(servers.onRefusal()).isTrue();
    }

    /** As the engine does it, in time that does not pass. */
    @Test
    void eightServersThatAreCutOffCostAsMuchAsOne() {
        List<InetSocketAddress> nine =
                IntStream.rangeClosed(1, 9).mapToObj(ServerListTest::server).toList();
        var list = new ServerList(nine, 0);
        var window = new Window(99, 100, 8_192);
        window.add(Pendings.until(new Operation.Pop(1), 10_000 * MILLI));
        long now = 0;
        while (!list.current().equals(nine.get(8))) {
            if (window.onTime(now) && list.onTimeout(now)) {
                list.giveUp();
                list.turn(nine.subList(8, 9), List.of(), now);
                window.turn(8_192);
            }
            window.poll(now);
            now += window.quietNanos(now, 10_000 * MILLI);
        }
        assertThat(now).isLessThan(450 * MILLI);
    }

    private static InetSocketAddress server(int number) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) number}), 8080);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
