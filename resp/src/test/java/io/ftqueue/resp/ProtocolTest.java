package io.ftqueue.resp;

import static io.ftqueue.resp.TestClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes in and goes out, byte for byte; the replies to nonsense are those that Redis 7.0.15 gave. */
class ProtocolTest {

    private final TestClient.Host host = new TestClient.Host();
    private final TestClient client = host.connect();

    @AfterEach
    void holdsNothingAnyMore() {
        client.close();
        assertThat(host.gateway.budget().held()).isZero();
        assertThat(host.gateway.stats().connected).isZero();
    }

    @Test
    void takesArraysAndTypedLines() {
        assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
        assertThat(client.call("ping", "a b")).isEqualTo("$3\r\na b\r\n");
        assertThat(client.send("ping\n")).isEqualTo("+PONG\r\n");
        assertThat(client.send("\r\n  \r\n\nPiNg \"a\\x41\\n\"\r\n")).isEqualTo("$3\r\naA\n\r\n");
        assertThat(client.send("echo 'a\\'b\\n'\r\n")).isEqualTo("$5\r\na'b\\n\r\n");
        assertThat(client.send("echo a\"b c\"\r\n")).isEqualTo("$4\r\nab c\r\n");
        assertThat(client.send("*0\r\n*-1\r\nPING\r\n")).isEqualTo("+PONG\r\n");
        assertThat(client.call("ECHO", "")).isEqualTo("$0\r\n\r\n");
        assertThat(client.call("ECHO", "\0\r\n\u00ff")).isEqualTo("$4\r\n\0\r\n\u00ff\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*1\\r\\n+foo\\r\\n | expected '$', got '+'",
                "*x\\r\\n | invalid multibulk length",
                "*99999999999\\r\\n | invalid multibulk length",
                "*1\\r\\n$x\\r\\n | invalid bulk length",
                "*1\\r\\n$-1\\r\\n | invalid bulk length",
                "*1\\r\\n$99999999999\\r\\n | invalid bulk length",
                "ping \"\\r\\n | unbalanced quotes in request",
                "echo \"a\"b\\r\\n | unbalanced quotes in request"
            },
            ignoreLeadingAndTrailingWhitespace = true,
            quoteCharacter = '\u0001')
    void endsAConnectionThatMakesNoSense(String sent, String complaint) {
        String bytes = sent.replace("\\r", "\r").replace("\\n", "\n");
        assertThat(client.send("ping\n" + bytes + encode("RPUSH", "k", "after")))
                .isEqualTo("+PONG\r\n-ERR Protocol error: " + complaint + "\r\n");
        assertThat(client.isOpen()).isFalse();
        assertThat(host.queues.asked).isEmpty();
    }

    @Test
    void endsAConnectionWithALineThatDoesNotEnd() {
        String ones = "1".repeat(70_000);
        assertThat(client.send(ones)).isEqualTo("-ERR Protocol error: too big inline request\r\n");
        try (TestClient second = host.connect();
                TestClient third = host.connect()) {
            assertThat(second.send("*" + ones)).isEqualTo("-ERR Protocol error: too big mbulk count string\r\n");
            assertThat(third.send("*1\r\n$" + ones)).isEqualTo("-ERR Protocol error: too big bulk count string\r\n");
        }
    }

    @Test
    void saysWhatItDoesNotKnow() {
        assertThat(client.call("foo", "a b", "\u0001\u00ff"))
                .isEqualTo("-ERR unknown command 'foo', with args beginning with: 'a b' '\u0001\u00ff' \r\n");
        assertThat(client.call("f\r\nb")).isEqualTo("-ERR unknown command 'f  b', with args beginning with: \r\n");
        assertThat(client.call("x".repeat(300), "y".repeat(300), "z"))
                .isEqualTo("-ERR unknown command '" + "x".repeat(128) + "', with args beginning with: '"
                        + "y".repeat(128) + "' \r\n");
        assertThat(client.call("LPOP")).isEqualTo("-ERR wrong number of arguments for 'lpop' command\r\n");
        assertThat(client.call("RPUSH", "k")).isEqualTo("-ERR wrong number of arguments for 'rpush' command\r\n");
        assertThat(client.call("CLIENT", "foo")).isEqualTo("-ERR unknown subcommand 'foo'. Try CLIENT HELP.\r\n");
        assertThat(client.call("RPOP", "k"))
                .startsWith("-ERR 'rpop' is not supported: the queues are first-in first-out");
        assertThat(client.call("MULTI")).startsWith("-ERR 'multi' is not supported: there are no transactions");
        assertThat(host.gateway.stats().errors).isEqualTo(8);
    }

    @Test
    void hangsUpOnBrowsers() {
        assertThat(client.send("POST / HTTP/1.1\r\nHost: localhost:6379\r\n\r\nRPUSH k evil\r\n"))
                .isEqualTo("-ERR this is no HTTP server\r\n");
        assertThat(client.isOpen()).isFalse();
        assertThat(host.queues.asked).isEmpty();
    }

    @Test
    void takesTheSameInAnyPieces() {
        String all = encode("RPUSH", "k", "one", "", "th\r\nree") + "ping\r\n" + encode("LPOP", "k") + "*0\r\nlpop k\n"
                + encode("LPOP", "k") + encode("ECHO", "x".repeat(70)) + encode("LLEN", "k");
        String expected =
                ":3\r\n+PONG\r\n$3\r\none\r\n$0\r\n\r\n$7\r\nth\r\nree\r\n$70\r\n" + "x".repeat(70) + "\r\n:0\r\n";
        for (long seed = 0; seed < 200; seed++) {
            var random = new SplittableRandom(seed);
            var host = new TestClient.Host();
            try (TestClient piecemeal = host.connect()) {
                var received = new StringBuilder();
                int at = 0;
                while (at < all.length()) {
                    int end = Math.min(all.length(), at + 1 + random.nextInt(seed % 3 == 0 ? 1 : 30));
                    received.append(piecemeal.send(all.substring(at, end)));
                    at = end;
                }
                assertThat(received.toString()).as("seed %d", seed).isEqualTo(expected);
            }
            assertThat(host.gateway.budget().held()).isZero();
        }
    }

    @Test
    void survivesAnyBytes() {
        var random = new SplittableRandom(5);
        String[] scraps = {"*", "$", "\r\n", "3", "-1", "\"", "'", "PING", "RPUSH", " ", "\0", "\u00ff", "999", "\n"};
        for (int run = 0; run < 2_000; run++) {
            var host = new TestClient.Host();
            try (TestClient fuzzed = host.connect()) {
                for (int i = 0; i < 20 && fuzzed.isOpen(); i++) {
                    fuzzed.send(scraps[random.nextInt(scraps.length)]);
                }
                fuzzed.channel.checkException();
            }
            assertThat(host.gateway.budget().held()).isZero();
        }
    }

    @Test
    void refusesWhatIsTooLongAndGoesOn() {
        assertThat(client.call("RPUSH", "k", "x".repeat(60_000))).isEqualTo(":1\r\n");
        assertThat(client.call("RPUSH", "k", "y", "x".repeat(60_001), "z"))
                .isEqualTo("-ERR a value has 60001 bytes, and at most 60000 are possible; nothing was done\r\n");
        assertThat(client.call("RPUSH", "l".repeat(1_025), "x"))
                .isEqualTo("-ERR a key has at most 1024 bytes, not 1025\r\n");
        assertThat(host.queues.items("k")).hasSize(1);
        assertThat(client.call("LLEN", "k")).isEqualTo(":1\r\n");
    }

    @Test
    void refusesACommandOfTooMuch() {
        String value = "x".repeat(60_000);
        client.send("*400\r\n$5\r\nRPUSH\r\n$1\r\nk\r\n");
        for (int i = 0; i < 397; i++) {
            assertThat(client.send("$60000\r\n" + value + "\r\n")).isEmpty();
            assertThat(host.gateway.budget().held()).isLessThanOrEqualTo(Limits.MAX_REQUEST_BYTES);
        }
        assertThat(client.send("$1\r\nx\r\n"))
                .isEqualTo("-ERR the command has more than 16777216 bytes: send several; nothing was done\r\n");
        assertThat(host.queues.asked).isEmpty();
        assertThat(client.call("PING")).isEqualTo("+PONG\r\n");
    }

    @Test
    void holdsABoundedNumberOfBytesForAllTogether() {
        var small = new TestClient.Host(TestClient.Host.config().withLimits(10, 20L << 20));
        try (TestClient first = small.connect();
                TestClient second = small.connect()) {
            fill(first, 250);
            fill(second, 250);
            assertThat(small.gateway.budget().held()).isBetween(19L << 20, 20L << 20);
            assertThat(second.send("$1\r\nx\r\n"))
                    .isEqualTo("-ERR the gateway holds as many bytes for its clients as it may; nothing was done,"
                            + " try again later\r\n");
            assertThat(first.send("$1\r\nx\r\n")).isEqualTo(":251\r\n");
            assertThat(second.call("RPUSH", "k", "x")).isEqualTo(":252\r\n");
        }
        assertThat(small.gateway.budget().held()).isZero();
    }

    private static void fill(TestClient client, int values) {
        client.send("*" + (values + 3) + "\r\n$5\r\nRPUSH\r\n$1\r\nk\r\n");
        for (int i = 0; i < values; i++) {
            client.send("$60000\r\n" + "x".repeat(60_000) + "\r\n");
        }
    }

    @Test
    void tellsTooManyClientsSo() {
        var narrow = new TestClient.Host(TestClient.Host.config().withLimits(1, 20L << 20));
        try (TestClient first = narrow.connect();
                TestClient second = narrow.connect()) {
            assertThat(second.received()).isEqualTo("-ERR max number of clients reached\r\n");
            assertThat(second.isOpen()).isFalse();
            assertThat(first.call("PING")).isEqualTo("+PONG\r\n");
        }
        try (TestClient third = narrow.connect()) {
            assertThat(third.call("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void speaksTheThirdVersionWhereItIsWanted() {
        assertThat(client.call("LPOP", "none")).isEqualTo("$-1\r\n");
        assertThat(client.call("LPOP", "none", "2")).isEqualTo("*-1\r\n");
        assertThat(client.call("CONFIG", "GET", "save")).isEqualTo("*2\r\n$4\r\nsave\r\n$0\r\n\r\n");
        assertThat(client.call("HELLO", "4")).isEqualTo("-NOPROTO unsupported protocol version\r\n");
        assertThat(client.call("HELLO", "3")).startsWith("%7\r\n$6\r\nserver\r\n$7\r\nftqueue\r\n");
        assertThat(client.call("LPOP", "none")).isEqualTo("_\r\n");
        assertThat(client.call("LPOP", "none", "2")).isEqualTo("_\r\n");
        assertThat(client.call("CONFIG", "GET", "save")).isEqualTo("%1\r\n$4\r\nsave\r\n$0\r\n\r\n");
        assertThat(client.call("HELLO", "2")).startsWith("*14\r\n");
        assertThat(client.call("HELLO", "x")).isEqualTo("-ERR Protocol version is not an integer or out of range\r\n");
        assertThat(client.call("LPOP", "none")).isEqualTo("$-1\r\n");
        assertThat(client.call("RESET")).isEqualTo("+RESET\r\n");
    }

    @Test
    void changesTheVersionBetweenTwoReplies() {
        assertThat(client.send(encode("LPOP", "none") + encode("HELLO", "3") + encode("LPOP", "none")))
                .startsWith("$-1\r\n%7\r\n")
                .endsWith("_\r\n");
    }

    @Test
    void keepsNames() {
        assertThat(client.call("CLIENT", "GETNAME")).isEqualTo("$-1\r\n");
        assertThat(client.call("CLIENT", "SETNAME", "worker-1")).isEqualTo("+OK\r\n");
        assertThat(client.call("CLIENT", "GETNAME")).isEqualTo("$8\r\nworker-1\r\n");
        assertThat(client.call("CLIENT", "SETNAME", "a b"))
                .isEqualTo("-ERR Client names cannot contain spaces, newlines or special characters.\r\n");
        assertThat(client.call("CLIENT", "ID")).isEqualTo(":1\r\n");
        assertThat(client.call("CLIENT", "SETINFO", "LIB-NAME", "jedis")).isEqualTo("+OK\r\n");
        assertThat(client.call("HELLO", "2", "SETNAME", "other")).startsWith("*14");
        assertThat(client.call("CLIENT", "GETNAME")).isEqualTo("$5\r\nother\r\n");
        assertThat(client.call("SELECT", "0")).isEqualTo("+OK\r\n");
        assertThat(client.call("SELECT", "1")).isEqualTo("-ERR DB index is out of range\r\n");
        assertThat(client.call("SELECT", "x")).isEqualTo("-ERR value is not an integer or out of range\r\n");
    }

    @Test
    void endsWhereItIsToldToAndNoSooner() {
        host.queues.hold();
        assertThat(client.send(encode("RPUSH", "k", "a") + encode("QUIT") + encode("RPUSH", "k", "b")))
                .isEmpty();
        host.queues.answerAll();
        assertThat(client.received()).isEqualTo(":1\r\n+OK\r\n");
        assertThat(client.isOpen()).isFalse();
        assertThat(host.queues.items("k")).isEqualTo(List.of("a"));
    }
}
