package io.ftqueue.resp;

import static io.ftqueue.resp.TestClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.ResultCode;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockingTest {

    private static final String GOT_A = "*2\r\n$1\r\nk\r\n$1\r\na\r\n";
    private static final String GOT_B = "*2\r\n$1\r\nk\r\n$1\r\nb\r\n";

    private final TestClient.Host host = new TestClient.Host();
    private final FakeQueues queues = host.queues;
    private final TestClient producer = host.connect();
    private final TestClient first = host.connect();
    private final TestClient second = host.connect();

    @AfterEach
    void nobodyWaitsAnyMore() {
        producer.close();
        first.close();
        second.close();
        host.runAll();
        assertThat(host.gateway.stats().blocked).isZero();
        assertThat(host.gateway.lines().size()).isZero();
        assertThat(queues.watching()).isZero();
        assertThat(queues.leases()).isZero();
        assertThat(host.gateway.budget().held()).isZero();
    }

    @Test
    void popsAtOnceWhatIsThere() {
        producer.call("RPUSH", "k", "a");
        assertThat(first.call("BLPOP", "none", "k", "0")).isEqualTo(GOT_A);
        assertThat(queues.items("k")).isEmpty();
        assertThat(queues.items("none")).isNull();
    }

    @Test
    void waitsAtTheServersAndServesWhoCameFirst() {
        assertThat(first.call("BLPOP", "k", "0")).isEmpty();
        assertThat(second.call("BLPOP", "k", "0")).isEmpty();
        assertThat(host.gateway.stats().blocked).isEqualTo(2);
        assertThat(queues.watching()).isEqualTo(1);
        producer.call("RPUSH", "k", "a");
        queues.tell();
        assertThat(first.received()).isEqualTo(GOT_A);
        assertThat(second.received()).isEmpty();
        producer.call("RPUSH", "k", "b");
        queues.tell();
        assertThat(second.received()).isEqualTo(GOT_B);
    }

    @Test
    void letsNobodyOvertake() {
        first.call("BLPOP", "k", "0");
        producer.call("RPUSH", "k", "a");
        // The word of the item is still under way.
        assertThat(second.call("BLPOP", "k", "0")).isEmpty();
        queues.tell();
        assertThat(first.received()).isEqualTo(GOT_A);
        assertThat(second.received()).isEmpty();
    }

    @Test
    void takesTheFirstKeyThatHasOne() {
        assertThat(first.call("BLPOP", "j", "k", "l", "0")).isEmpty();
        assertThat(queues.watching()).isEqualTo(3);
        producer.call("RPUSH", "k", "a");
        queues.tell();
        assertThat(first.received()).isEqualTo(GOT_A);
        assertThat(queues.watching()).isZero();
        producer.call("RPUSH", "j", "x");
        queues.tell();
        assertThat(first.call("PING")).isEqualTo("+PONG\r\n");
        assertThat(queues.items("j")).containsExactly("x");
    }

    @Test
    void takesOneItemWhenTwoQueuesHaveOneAtTheSameTime() {
        first.call("BLPOP", "j", "k", "0");
        producer.call("RPUSH", "j", "x");
        producer.call("RPUSH", "k", "a");
        queues.tell();
        assertThat(first.received()).isEqualTo("*2\r\n$1\r\nj\r\n$1\r\nx\r\n");
        assertThat(queues.items("k")).containsExactly("a");
    }

    @Test
    void servesTheNextWhereTheFirstHasGotOneElsewhere() {
        first.call("BLPOP", "j", "k", "0");
        second.call("BLPOP", "k", "0");
        producer.call("RPUSH", "j", "x");
        producer.call("RPUSH", "k", "a");
        queues.hold();
        queues.tell();
        // An item of j is on its way to the first, so that of k is for the second.
        queues.answerAll();
        assertThat(first.received()).isEqualTo("*2\r\n$1\r\nj\r\n$1\r\nx\r\n");
        assertThat(second.received()).isEqualTo(GOT_A);
    }

    @Test
    void givesBackWhatAClientThatWentAwayWouldHaveGot() {
        first.call("BLPOP", "k", "0");
        producer.call("RPUSH", "k", "a", "b");
        queues.hold();
        queues.tell();
        assertThat(queues.leases()).isEqualTo(1);
        first.close();
        queues.answerAll();
        host.runAll();
        assertThat(queues.items("k")).containsExactly("a", "b");
        assertThat(queues.leases()).isZero();
    }

    @Test
    void takesNothingForAClientThatIsGone() {
        first.call("BLPOP", "k", "0");
        first.close();
        assertThat(queues.watching()).isZero();
        producer.call("RPUSH", "k", "a");
        queues.tell();
        assertThat(queues.asked).noneMatch(Operation.Take.class::isInstance);
    }

    @Test
    void waitsOnWhenAnotherClientTookTheItem() {
        first.call("BLPOP", "k", "0");
        producer.call("RPUSH", "k", "a");
        queues.comeTo(ResultCode.EMPTY);
        queues.tell();
        assertThat(first.received()).isEmpty();
        assertThat(queues.watching()).isEqualTo(1);
        queues.tell();
        assertThat(first.received()).isEqualTo(GOT_A);
    }

    @Test
    void waitsOnWhenTheLeaseWasOverTooSoon() {
        first.call("BLPOP", "k", "0");
        producer.call("RPUSH", "k", "a");
        queues.hold();
        queues.tell();
        queues.endLeases();
        queues.answerAll();
        assertThat(first.received()).isEmpty();
        producer.call("RPUSH", "k", "b");
        queues.tell();
        assertThat(first.received()).isEqualTo(GOT_B);
    }

    @Test
    void waitsOnWhenTheQueueIsRemoved() {
        first.call("BLPOP", "k", "0");
        assertThat(producer.call("DEL", "k")).isEqualTo(":1\r\n");
        queues.tell();
        producer.call("RPUSH", "k", "a");
        queues.tell();
        assertThat(first.received()).isEqualTo(GOT_A);
    }

    @Test
    void endsWhenTheTimeIsUp() {
        first.channel.freezeTime();
        first.call("BLPOP", "k", "0.5");
        first.channel.advanceTimeBy(499, TimeUnit.MILLISECONDS);
        first.channel.runScheduledPendingTasks();
        assertThat(first.received()).isEmpty();
        first.channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        first.channel.runScheduledPendingTasks();
        assertThat(first.received()).isEqualTo("*-1\r\n");
        assertThat(host.gateway.stats().blocked).isZero();
        assertThat(first.call("PING")).isEqualTo("+PONG\r\n");
    }

    @Test
    void givesAnItemThatWasBeingTakenWhenTheTimeWasUp() {
        first.channel.freezeTime();
        first.call("BLPOP", "k", "1");
        producer.call("RPUSH", "k", "a");
        queues.hold();
        queues.tell();
        first.channel.advanceTimeBy(2, TimeUnit.SECONDS);
        first.channel.runScheduledPendingTasks();
        assertThat(first.received()).isEmpty();
        queues.answerAll();
        assertThat(first.received()).isEqualTo(GOT_A);
    }

    @Test
    void endsWithoutAnItemIfTheTimeIsUpAndTheTakeFindsNothing() {
        first.channel.freezeTime();
        first.call("BLPOP", "k", "1");
        producer.call("RPUSH", "k", "a");
        queues.hold();
        queues.comeTo(ResultCode.EMPTY);
        queues.tell();
        first.channel.advanceTimeBy(2, TimeUnit.SECONDS);
        first.channel.runScheduledPendingTasks();
        queues.answerAll();
        assertThat(first.received()).isEqualTo("*-1\r\n");
        assertThat(queues.items("k")).containsExactly("a");
    }

    @Test
    void holdsBackTheCommandsBehindIt() {
        assertThat(first.send(encode("BLPOP", "k", "0") + encode("RPUSH", "done", "x") + encode("PING")))
                .isEmpty();
        assertThat(queues.items("done")).isNull();
        producer.call("RPUSH", "k", "a");
        queues.tell();
        assertThat(first.received()).isEqualTo(GOT_A + ":1\r\n+PONG\r\n");
    }

    @Test
    void servesManyAtATime() {
        TestClient[] many = new TestClient[100];
        for (int i = 0; i < many.length; i++) {
            many[i] = host.connect();
            assertThat(many[i].call("BLPOP", "k", "0")).isEmpty();
        }
        for (int i = 0; i < many.length; i++) {
            producer.call("RPUSH", "k", "v" + i);
        }
        queues.tell();
        for (int i = 0; i < many.length; i++) {
            String value = "v" + i;
            assertThat(many[i].received()).isEqualTo("*2\r\n$1\r\nk\r\n$" + value.length() + "\r\n" + value + "\r\n");
            many[i].close();
        }
    }

    @Test
    void saysWhatIsWrongWithTheTimeout() {
        assertThat(first.call("BLPOP", "k", "x")).isEqualTo("-ERR timeout is not a float or out of range\r\n");
        assertThat(first.call("BLPOP", "k", "nan")).isEqualTo("-ERR timeout is not a float or out of range\r\n");
        assertThat(first.call("BLPOP", "k", "1e30")).isEqualTo("-ERR timeout is not a float or out of range\r\n");
        assertThat(first.call("BLPOP", "k", "-1")).isEqualTo("-ERR timeout is negative\r\n");
        assertThat(first.call("BLPOP", "k")).isEqualTo("-ERR wrong number of arguments for 'blpop' command\r\n");
    }

    @Test
    void saysWhenTheOutcomeIsNotKnown() {
        first.call("BLPOP", "k", "0");
        producer.call("RPUSH", "k", "a");
        queues.hold();
        queues.tell();
        queues.fail(TestFailures.outcomeUnknown());
        queues.answerAll();
        assertThat(first.received())
                .isEqualTo("-ERR outcome unknown: no answer within 10 ms; it may have been executed or not\r\n");
        queues.endLeases();
    }
}
