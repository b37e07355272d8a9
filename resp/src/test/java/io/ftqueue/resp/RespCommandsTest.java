package io.ftqueue.resp;

import static io.ftqueue.resp.TestClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.ResultCode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the commands do with queues. */
class RespCommandsTest {

    private final TestClient.Host host = new TestClient.Host();
    private final FakeQueues queues = host.queues;
    private final TestClient client = host.connect();

    @AfterEach
    void holdsNothingAnyMore() {
        client.close();
        assertThat(host.gateway.budget().held()).isZero();
    }

    @Test
    void pushesAndPops() {
        assertThat(client.call("RPUSH", "k", "a", "b", "c")).isEqualTo(":3\r\n");
        assertThat(client.call("RPUSH", "k", "d")).isEqualTo(":4\r\n");
        assertThat(client.call("LLEN", "k")).isEqualTo(":4\r\n");
        assertThat(client.call("LPOP", "k")).isEqualTo("$1\r\na\r\n");
        assertThat(client.call("LPOP", "k", "2")).isEqualTo("*2\r\n$1\r\nb\r\n$1\r\nc\r\n");
        assertThat(client.call("LPOP", "k", "200")).isEqualTo("*1\r\n$1\r\nd\r\n");
        assertThat(client.call("LPOP", "k")).isEqualTo("$-1\r\n");
        assertThat(client.call("LPOP", "k", "2")).isEqualTo("*-1\r\n");
        assertThat(client.call("LPOP", "k", "0")).isEqualTo("*0\r\n");
        assertThat(client.call("LLEN", "k")).isEqualTo(":0\r\n");
        assertThat(client.call("LPOP", "none")).isEqualTo("$-1\r\n");
        assertThat(client.call("LPOP", "none", "0")).isEqualTo("*-1\r\n");
        assertThat(client.call("LLEN", "none")).isEqualTo(":0\r\n");
        assertThat(client.call("LPOP", "k", "-1")).isEqualTo("-ERR value is out of range, must be positive\r\n");
        assertThat(client.call("LPOP", "k", "x")).isEqualTo("-ERR value is out of range, must be positive\r\n");
        assertThat(client.call("LPOP", "k", "1", "2"))
                .isEqualTo("-ERR wrong number of arguments for 'lpop' command\r\n");
        assertThat(queues.items("none")).isNull();
    }

    @Test
    void countsWhatItPushedThoughSomebodyWasFaster() {
        client.call("RPUSH", "k", "a");
        client.call("LPOP", "k");
        // It is pushed, and gone before the length is asked for.
        queues.comeTo(ResultCode.OK);
        assertThat(client.call("RPUSH", "k", "a")).isEqualTo(":1\r\n");
    }

    @Test
    void popsManyInRounds() {
        String[] values = new String[302];
        for (int i = 2; i < values.length; i++) {
            values[i] = "v" + i;
        }
        values[0] = "RPUSH";
        values[1] = "k";
        assertThat(client.call(values)).isEqualTo(":300\r\n");
        String reply = client.call("LPOP", "k", "250");
        assertThat(reply).startsWith("*250\r\n$2\r\nv2\r\n").endsWith("$4\r\nv251\r\n");
        assertThat(queues.items("k")).hasSize(50).startsWith("v252");
    }

    @Test
    void looksAtItems() {
        client.call("RPUSH", "k", "a", "b", "c", "d");
        assertThat(client.call("LINDEX", "k", "0")).isEqualTo("$1\r\na\r\n");
        assertThat(client.call("LINDEX", "k", "2")).isEqualTo("$1\r\nc\r\n");
        assertThat(client.call("LINDEX", "k", "-1")).isEqualTo("$1\r\nd\r\n");
        assertThat(client.call("LINDEX", "k", "-4")).isEqualTo("$1\r\na\r\n");
        assertThat(client.call("LINDEX", "k", "4")).isEqualTo("$-1\r\n");
        assertThat(client.call("LINDEX", "k", "-5")).isEqualTo("$-1\r\n");
        assertThat(client.call("LINDEX", "k", "99999999999")).isEqualTo("$-1\r\n");
        assertThat(client.call("LINDEX", "none", "1")).isEqualTo("$-1\r\n");
        assertThat(client.call("LINDEX", "k", "x")).isEqualTo("-ERR value is not an integer or out of range\r\n");
        assertThat(client.call("LRANGE", "k", "1", "2")).isEqualTo("*2\r\n$1\r\nb\r\n$1\r\nc\r\n");
        assertThat(client.call("LRANGE", "k", "-2", "-1")).isEqualTo("*2\r\n$1\r\nc\r\n$1\r\nd\r\n");
        assertThat(client.call("LRANGE", "k", "-100", "0")).isEqualTo("*1\r\n$1\r\na\r\n");
        assertThat(client.call("LRANGE", "k", "3", "100")).isEqualTo("*1\r\n$1\r\nd\r\n");
        assertThat(client.call("LRANGE", "k", "2", "1")).isEqualTo("*0\r\n");
        assertThat(client.call("LRANGE", "k", "5", "-1")).isEqualTo("*0\r\n");
        assertThat(client.call("LRANGE", "none", "0", "-1")).isEqualTo("*0\r\n");
        assertThat(queues.items("k")).hasSize(4);
    }

    @Test
    void readsRangesPageByPage() {
        String large = "x".repeat(50_000);
        client.call("RPUSH", "k", large, large, "end");
        assertThat(client.call("LRANGE", "k", "0", "-1")).startsWith("*3\r\n").endsWith("$3\r\nend\r\n");
        for (int i = 0; i < 40; i++) {
            client.call("RPUSH", "k", large, large, large, large, large, large, large, large, large, large);
        }
        assertThat(client.call("LRANGE", "k", "0", "-1"))
                .isEqualTo("-ERR these items have more than 16777216 bytes: ask for fewer at a time\r\n");
        assertThat(client.call("LRANGE", "k", "1", "1")).startsWith("*1\r\n$50000\r\n");
    }

    @Test
    void tellsOfQueuesAlsoOfEmptyOnes() {
        client.call("RPUSH", "a", "1");
        client.call("LPOP", "a");
        client.call("RPUSH", "b", "1");
        assertThat(client.call("EXISTS", "a", "b", "c", "a")).isEqualTo(":3\r\n");
        assertThat(client.call("TYPE", "a")).isEqualTo("+list\r\n");
        assertThat(client.call("TYPE", "c")).isEqualTo("+none\r\n");
        assertThat(client.call("DBSIZE")).isEqualTo(":2\r\n");
        assertThat(client.call("DEL", "a", "a", "c")).isEqualTo(":1\r\n");
        assertThat(client.call("UNLINK", "b")).isEqualTo(":1\r\n");
        assertThat(client.call("DBSIZE")).isEqualTo(":0\r\n");
        assertThat(queues.items("a")).isNull();
    }

    @Test
    void removesManyAndSaysHowManyIfOneFails() {
        String[] names = new String[201];
        names[0] = "DEL";
        for (int i = 1; i < names.length; i++) {
            names[i] = "q" + i;
            client.call("RPUSH", names[i], "x");
        }
        assertThat(client.call(names)).isEqualTo(":200\r\n");
        client.call("RPUSH", "a", "x");
        client.call("RPUSH", "b", "x");
        queues.fail(TestFailures.outcomeUnknown());
        assertThat(client.call("DEL", "a", "b"))
                .isEqualTo("-ERR outcome unknown: no answer within 10 ms; it may have been executed or not;"
                        + " known to be removed: 0\r\n");
    }

    @Test
    void findsLabelsByPattern() {
        for (String label : List.of("jobs:1", "jobs:2", "jobs:10", "mail", "[x]")) {
            client.call("RPUSH", label, "x");
        }
        assertThat(client.call("KEYS", "jobs:?")).isEqualTo("*2\r\n$6\r\njobs:1\r\n$6\r\njobs:2\r\n");
        assertThat(client.call("KEYS", "*1*")).isEqualTo("*2\r\n$6\r\njobs:1\r\n$7\r\njobs:10\r\n");
        assertThat(client.call("KEYS", "\\[x\\]")).isEqualTo("*1\r\n$3\r\n[x]\r\n");
        assertThat(client.call("KEYS", "none")).isEqualTo("*0\r\n");
    }

    @Test
    void goesThroughLabelsPageByPage() {
        for (int i = 0; i < 25; i++) {
            client.call("RPUSH", "q" + (char) ('a' + i), "x");
        }
        assertThat(client.call("SCAN", "0")).startsWith("*2\r\n$1\r\n1\r\n*10\r\n$2\r\nqa\r\n");
        // What is there all the time is found though others come and go.
        client.call("DEL", "qj");
        client.call("RPUSH", "qaa", "x");
        assertThat(client.call("SCAN", "1", "COUNT", "3"))
                .isEqualTo("*2\r\n$1\r\n2\r\n*3\r\n$2\r\nqk\r\n$2\r\nql\r\n$2\r\nqm\r\n");
        assertThat(client.call("SCAN", "2", "MATCH", "*[xy]", "COUNT", "100"))
                .isEqualTo("*2\r\n$1\r\n3\r\n*2\r\n$2\r\nqx\r\n$2\r\nqy\r\n");
        assertThat(client.call("SCAN", "3")).isEqualTo("*2\r\n$1\r\n0\r\n*0\r\n");
        assertThat(client.call("SCAN", "1", "COUNT", "1")).contains("$2\r\nqk\r\n");
        assertThat(client.call("SCAN", "0", "TYPE", "string")).isEqualTo("*2\r\n$1\r\n0\r\n*0\r\n");
        assertThat(client.call("SCAN", "x")).isEqualTo("-ERR invalid cursor\r\n");
        assertThat(client.call("SCAN", "999")).startsWith("-ERR the cursor is not known here");
        assertThat(client.call("SCAN", "0", "COUNT", "0")).isEqualTo("-ERR syntax error\r\n");
        assertThat(client.call("SCAN", "0", "COUNT")).isEqualTo("-ERR syntax error\r\n");
    }

    @Test
    void executesInOrderAndRepliesInOrder() {
        client.call("RPUSH", "k", "0");
        queues.hold();
        assertThat(client.send(encode("RPUSH", "k", "1") + encode("PING") + encode("LPOP", "k") + encode("LLEN", "k")))
                .isEmpty();
        assertThat(queues.heldAnswers()).isEqualTo(4);
        queues.answerLast();
        queues.answerLast();
        assertThat(client.received()).isEmpty();
        queues.answerAll();
        assertThat(client.received()).isEqualTo(":2\r\n+PONG\r\n$1\r\n0\r\n:1\r\n");
    }

    @Test
    void letsNothingOvertakeWhatLooksForItsQueue() {
        queues.hold();
        client.send(encode("RPUSH", "k", "1") + encode("RPUSH", "k", "2") + encode("LPOP", "k"));
        assertThat(queues.asked).hasSize(1).first().isInstanceOf(Operation.Create.class);
        queues.answerAll();
        assertThat(client.received()).isEqualTo(":1\r\n:2\r\n$1\r\n1\r\n");
    }

    @Test
    void looksAgainForAQueueThatIsGoneAndKeepsTheOrder() {
        client.call("RPUSH", "k", "old");
        queues.destroy("k");
        assertThat(client.send(encode("RPUSH", "k", "1")
                        + encode("RPUSH", "k", "2", "3")
                        + encode("LPOP", "k")
                        + encode("RPUSH", "k", "4")))
                .isEqualTo(":1\r\n:3\r\n$1\r\n1\r\n:3\r\n");
        assertThat(queues.items("k")).containsExactly("2", "3", "4");
        queues.destroy("k");
        assertThat(client.send(encode("LPOP", "k")
                        + encode("LLEN", "k")
                        + encode("LPOP", "k", "2")
                        + encode("LRANGE", "k", "0", "-1")
                        + encode("LINDEX", "k", "0")))
                .isEqualTo("$-1\r\n:0\r\n*-1\r\n*0\r\n$-1\r\n");
        assertThat(queues.items("k")).isNull();
    }

    @Test
    void givesUpOnAQueueThatIsRemovedAgainAndAgain() {
        client.call("RPUSH", "k", "old");
        for (int i = 0; i < 20; i++) {
            queues.comeTo(ResultCode.NO_QUEUE, ResultCode.NO_QUEUE, ResultCode.NO_QUEUE);
        }
        assertThat(client.call("LLEN", "k")).isEqualTo(":0\r\n");
    }

    @Test
    void saysWhenTheOutcomeIsNotKnown() {
        client.call("RPUSH", "k", "a");
        queues.fail(TestFailures.outcomeUnknown());
        assertThat(client.call("RPUSH", "k", "b"))
                .isEqualTo("-ERR outcome unknown: no answer within 10 ms; it may have been executed or not\r\n");
        queues.fail(TestFailures.outcomeUnknown(), TestFailures.noServer());
        assertThat(client.call("RPUSH", "k", "b", "c"))
                .isEqualTo("-ERR outcome unknown: no answer within 10 ms; it may have been executed or not;"
                        + " known to be pushed: 0 of 2 values\r\n");
        queues.fail(TestFailures.noServer());
        assertThat(client.call("LPOP", "k")).isEqualTo("-ERR no answer within 10 ms; it was not sent\r\n");
        queues.comeTo(ResultCode.NO_ROOM);
        assertThat(client.call("RPUSH", "k", "b"))
                .isEqualTo("-ERR the server has hardly any room left on its disk; nothing was done\r\n");
        queues.comeTo(ResultCode.OK);
        queues.comeTo(ResultCode.STALE);
        assertThat(client.call("RPUSH", "k", "b")).startsWith("-ERR pushed, but the length is not known: ");
        assertThat(host.gateway.stats().outcomesUnknown).isEqualTo(2);
    }

    @Test
    void handsOutWhatWasPoppedAndHangsUpWhenMoreMayHaveBeen() {
        client.call("RPUSH", "k", "a", "b");
        queues.hold();
        client.call("LPOP", "k", "3");
        // The third pop's answer is lost.
        queues.answer();
        queues.answer();
        queues.replaceHeld(TestFailures.outcomeUnknown());
        assertThat(client.received()).isEqualTo("*2\r\n$1\r\na\r\n$1\r\nb\r\n");
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void goesOnWhenNothingWasSent() {
        client.call("RPUSH", "k", "a", "b");
        queues.hold();
        client.call("LPOP", "k", "3");
        queues.answer();
        queues.answer();
        queues.replaceHeld(TestFailures.noServer());
        assertThat(client.received()).isEqualTo("*2\r\n$1\r\na\r\n$1\r\nb\r\n");
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void readsNoMoreThanItCanExecute() {
        client.call("RPUSH", "k", "a");
        queues.hold();
        String many = encode("LLEN", "k").repeat(3_000);
        client.send(many);
        assertThat(queues.heldAnswers()).isEqualTo(Limits.MAX_IN_FLIGHT);
        assertThat(client.channel.config().isAutoRead()).isFalse();
        queues.answerAll();
        assertThat(client.received()).isEqualTo(":1\r\n".repeat(3_000));
        assertThat(client.channel.config().isAutoRead()).isTrue();
    }

    @Test
    void tellsOfItself() {
        client.call("RPUSH", "k", "a");
        client.call("nonsense");
        assertThat(client.call("INFO"))
                .contains("# Server\r\nftqueue_version:development\r\nredis_version:7.0.15\r\n")
                .contains("ftqueue_servers:127.0.0.1:8080\r\n")
                .contains("connected_clients:1\r\n")
                .contains("total_commands_processed:3\r\n")
                .contains("total_error_replies:1\r\n")
                .contains("# Keyspace\r\ndb0:keys=1,expires=0,avg_ttl=0\r\n");
        assertThat(client.call("INFO", "Clients")).contains("# Clients").doesNotContain("# Stats");
        assertThat(client.call("INFO", "nothing")).isEqualTo("$0\r\n\r\n");
    }

    @Test
    void answersWhatClientsAskWhenTheyConnect() {
        assertThat(client.call("COMMAND", "DOCS")).isEqualTo("*0\r\n");
        int count = host.gateway.commands().all().size();
        assertThat(client.call("COMMAND", "COUNT")).isEqualTo(":" + count + "\r\n");
        assertThat(client.call("COMMAND")).startsWith("*" + count + "\r\n*10\r\n");
        assertThat(client.call("COMMAND", "INFO", "blpop", "none"))
                .startsWith("*2\r\n*10\r\n$5\r\nblpop\r\n:-3\r\n*2\r\n+write\r\n+blocking\r\n:1\r\n:-2\r\n:1\r\n")
                .endsWith("*-1\r\n");
        assertThat(client.call("CONFIG", "GET", "save", "append*"))
                .isEqualTo("*4\r\n$10\r\nappendonly\r\n$2\r\nno\r\n$4\r\nsave\r\n$0\r\n\r\n");
        assertThat(client.call("CONFIG", "SET", "save", "")).startsWith("-ERR nothing can be set here");
    }
}
