package io.ftqueue.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.client.ClientConfig;
import io.ftqueue.server.FtQueueServer;
import io.ftqueue.server.ServerConfig;
import io.ftqueue.server.ServerStatus;
import io.ftqueue.server.StartException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** The gateway, a server and a client that many use, as they are. */
class JedisTest {

    private static final long PATIENCE_SECONDS = 20;

    private static FtQueueServer server;
    private static RespGateway gateway;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeAll
    static void start() throws IOException, StartException, RespStartException {
        server = FtQueueServer.start(serverConfig(freePort(), freePort()));
        gateway = RespGateway.start(RespConfig.of(0, clientConfig(List.of(server.address()))));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        server.close();
    }

    @AfterEach
    void endThreads() throws InterruptedException {
        threads.shutdown();
        assertThat(threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(RedisProtocol.class)
    void pushesPopsAndLooks(RedisProtocol protocol) {
        String key = "jobs-" + protocol;
        try (Jedis jedis = connect(protocol)) {
            assertThat(jedis.ping()).isEqualTo("PONG");
            assertThat(jedis.rpush(key, "a", "b", "c", "d", "e")).isEqualTo(5);
            assertThat(jedis.lpop(key)).isEqualTo("a");
            assertThat(jedis.lpop(key, 2)).containsExactly("b", "c");
            assertThat(jedis.llen(key)).isEqualTo(2);
            assertThat(jedis.lrange(key, 0, -1)).containsExactly("d", "e");
            assertThat(jedis.lindex(key, 0)).isEqualTo("d");
            assertThat(jedis.lindex(key, -1)).isEqualTo("e");
            assertThat(jedis.lindex(key, 7)).isNull();
            assertThat(jedis.exists(key)).isTrue();
            assertThat(jedis.type(key)).isEqualTo("list");
            assertThat(jedis.blpop(1.0, "nothing-" + protocol, key).getValue()).isEqualTo("d");
            assertThat(jedis.blpop(0.05, "nothing-" + protocol)).isNull();
            assertThat(jedis.del(key, "nothing-" + protocol)).isEqualTo(2);
            assertThat(jedis.lpop(key)).isNull();
            assertThat(jedis.lpop(key, 3)).isNull();
            assertThat(jedis.exists(key)).isFalse();
            assertThat(jedis.info("server"))
                    .contains("ftqueue_servers:127.0.0.1:" + server.address().getPort());
            assertThat(jedis.configGet("save")).containsEntry("save", "");
            assertThat(jedis.clientSetname("worker")).isEqualTo("OK");
            assertThat(jedis.clientGetname()).isEqualTo("worker");
            assertThatThrownBy(() -> jedis.lpush(key, "x"))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessageContaining("first-in first-out");
        }
    }

    @Test
    void worksAsTheGuideSays() {
        try (RedisClient jedis =
                RedisClient.create("127.0.0.1", gateway.address().getPort())) {
            jedis.rpush("guide", "first", "second");
            assertThat(jedis.lpop("guide")).isEqualTo("first");
            assertThat(jedis.blpop(5, "urgent", "guide")).containsExactly("guide", "second");
            assertThat(jedis.del("guide")).isEqualTo(1);
        }
    }

    @Test
    void takesAnyBytes() {
        byte[] key = {0, 1, (byte) 0xff, '\r', '\n', '*'};
        byte[] largest = new byte[60_000];
        new SplittableRandom(3).nextBytes(largest);
        try (Jedis jedis = connect(RedisProtocol.RESP2)) {
            assertThat(jedis.rpush(key, new byte[0], largest, key)).isEqualTo(3);
            assertThatThrownBy(() -> jedis.rpush(key, new byte[60_001])).hasMessageContaining("at most 60000");
            assertThat(jedis.lpop(key)).isEmpty();
            assertThat(jedis.lpop(key)).isEqualTo(largest);
            assertThat(jedis.lpop(key)).isEqualTo(key);
            assertThat(jedis.unlink(key)).isEqualTo(1);
        }
    }

    @Test
    void keepsTheOrderOfAPipeline() {
        try (Jedis jedis = connect(RedisProtocol.RESP2)) {
            Pipeline pipeline = jedis.pipelined();
            List<Response<Long>> pushed = new ArrayList<>();
            List<Response<String>> popped = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                pushed.add(pipeline.rpush("pipe", "v" + i));
                if (i % 2 == 1) {
                    popped.add(pipeline.lpop("pipe"));
                }
            }
            pipeline.sync();
            for (int i = 0; i < 5_000; i++) {
                assertThat(pushed.get(i).get()).isEqualTo(i - i / 2 + 1L);
            }
            for (int i = 0; i < popped.size(); i++) {
                assertThat(popped.get(i).get()).isEqualTo("v" + i);
            }
            assertThat(jedis.llen("pipe")).isEqualTo(2_500);
            jedis.del("pipe");
        }
    }

    @Test
    void findsAllLabelsByScanning() {
        Set<String> labels = new TreeSet<>();
        try (Jedis jedis = connect(RedisProtocol.RESP3)) {
            Pipeline pipeline = jedis.pipelined();
            for (int i = 0; i < 300; i++) {
                labels.add("scan-" + i);
                pipeline.rpush("scan-" + i, "x");
            }
            pipeline.sync();
            Set<String> found = new TreeSet<>();
            ScanResult<String> page =
                    jedis.scan("0", new ScanParams().match("scan-*").count(7));
            found.addAll(page.getResult());
            while (!page.isCompleteIteration()) {
                page = jedis.scan(
                        page.getCursor(), new ScanParams().match("scan-*").count(7));
                found.addAll(page.getResult());
            }
            assertThat(found).isEqualTo(labels);
            assertThat(jedis.keys("scan-?")).hasSize(10);
            assertThat(jedis.del(labels.toArray(String[]::new))).isEqualTo(300);
        }
    }

    @Test
    void wakesThoseWhoWaitInTheirOrder() throws Exception {
        try (Jedis producer = connect(RedisProtocol.RESP2)) {
            List<Future<String>> waiting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiting.add(threads.submit(() -> {
                    try (Jedis consumer = connect(RedisProtocol.RESP3)) {
                        return consumer.blpop(0.0, "wait-a", "wait-b").getValue();
                    }
                }));
                awaitBlocked(producer, i + 1);
            }
            producer.rpush("wait-b", "1", "2", "3");
            for (int i = 0; i < 3; i++) {
                assertThat(waiting.get(i).get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isEqualTo(String.valueOf(i + 1));
            }
            assertThat(producer.llen("wait-b")).isZero();
        }
    }

    @Test
    void losesNoItemToAClientThatWentAway() throws Exception {
        try (Jedis producer = connect(RedisProtocol.RESP2)) {
            var gone = new Socket(
                    InetAddress.getLoopbackAddress(), gateway.address().getPort());
            gone.getOutputStream().write("BLPOP gone 0\r\n".getBytes(StandardCharsets.US_ASCII));
            awaitBlocked(producer, 1);
            gone.close();
            awaitBlocked(producer, 0);
            producer.rpush("gone", "kept");
            assertThat(producer.lrange("gone", 0, -1)).containsExactly("kept");
        }
    }

    @Test
    void givesEachItemToOneOfMany() throws Exception {
        Set<String> popped = new ConcurrentSkipListSet<>();
        var duplicates = new ConcurrentSkipListSet<String>();
        var consumers = new ArrayList<Future<?>>();
        var pushed = new CountDownLatch(4);
        for (int c = 0; c < 4; c++) {
            boolean blocking = c % 2 == 0;
            consumers.add(threads.submit(() -> {
                try (Jedis consumer = connect(RedisProtocol.RESP2)) {
                    boolean more = true;
                    while (more) {
                        boolean last = pushed.getCount() == 0;
                        List<String> items = blocking ? blockingPop(consumer) : consumer.lpop("many", 5);
                        for (String item : items == null ? List.<String>of() : items) {
                            if (!popped.add(item)) {
                                duplicates.add(item);
                            }
                        }
                        more = !last || (items != null && !items.isEmpty());
                    }
                }
            }));
        }
        for (int p = 0; p < 4; p++) {
            String name = "p" + p + "-";
            threads.execute(() -> {
                try (Jedis producer = connect(RedisProtocol.RESP3)) {
                    for (int i = 0; i < 500; i++) {
                        producer.rpush("many", name + i);
                    }
                } finally {
                    pushed.countDown();
                }
            });
        }
        for (Future<?> consumer : consumers) {
            consumer.get(3 * PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(duplicates).isEmpty();
        assertThat(popped).hasSize(2_000);
    }

    @Test
    void asksForThePassword() throws RespStartException {
        var config = RespConfig.of(0, clientConfig(List.of(server.address()))).withPassword(Password.of("s3cret"));
        try (RespGateway guarded = RespGateway.start(config)) {
            var at = new HostAndPort("127.0.0.1", guarded.address().getPort());
            var right = DefaultJedisClientConfig.builder().password("s3cret").build();
            try (var jedis = new Jedis(at, right)) {
                assertThat(jedis.rpush("guarded", "x")).isEqualTo(1);
                assertThat(jedis.del("guarded")).isEqualTo(1);
            }
            try (var jedis = new Jedis(at)) {
                assertThatThrownBy(() -> jedis.rpush("guarded", "x")).hasMessage("NOAUTH Authentication required.");
                assertThatThrownBy(() -> jedis.auth("wrong")).hasMessageStartingWith("WRONGPASS");
                assertThat(jedis.auth("s3cret")).isEqualTo("OK");
                assertThat(jedis.exists("guarded")).isFalse();
            }
        }
    }

    @Test
    void goesOnWithAnotherServer() throws Exception {
        int clientPort = freePort();
        int memberPort = freePort();
        FtQueueServer first = FtQueueServer.start(serverConfig(clientPort, memberPort));
        try (FtQueueServer second = FtQueueServer.start(serverConfig(clientPort, memberPort))) {
            try (RespGateway over = RespGateway.start(
                            RespConfig.of(0, clientConfig(List.of(first.address(), second.address()))));
                    var jedis = new Jedis("127.0.0.1", over.address().getPort(), 30_000)) {
                await("one configuration of both", () -> areServing(first, second));
                jedis.rpush("over", "a", "b");
                first.close();
                assertThat(jedis.rpush("over", "c")).isEqualTo(3);
                assertThat(jedis.lpop("over", 5)).containsExactly("a", "b", "c");
            }
        } finally {
            first.close();
        }
    }

    @Test
    void saysThatThePortIsTaken() {
        int port = gateway.address().getPort();
        assertThatThrownBy(() -> RespGateway.start(RespConfig.of(port, clientConfig(List.of(server.address())))))
                .isInstanceOf(RespStartException.class)
                .hasMessage("the RESP gateway cannot listen at 127.0.0.1:" + port
                        + ": the port is in use; give another port with --resp PORT");
    }

    private static List<String> blockingPop(Jedis consumer) {
        var popped = consumer.blpop(0.2, "many");
        return popped == null ? List.of() : List.of(popped.getValue());
    }

    private static boolean areServing(FtQueueServer first, FtQueueServer second) {
        return Stream.of(first, second)
                .map(each -> each.status().members())
                .allMatch(members -> members.size() == 2 && members.stream().allMatch(ServerStatus.Member::ready));
    }

    private static void awaitBlocked(Jedis asked, int clients) {
        await(
                clients + " blocked clients",
                () -> asked.info("clients").contains("blocked_clients:" + clients + "\r\n"));
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as(what).isNegative();
            Thread.onSpinWait();
        }
    }

    private static Jedis connect(RedisProtocol protocol) {
        var config = DefaultJedisClientConfig.builder()
                .protocol(protocol)
                .socketTimeoutMillis(30_000)
                .build();
        return new Jedis(new HostAndPort("127.0.0.1", gateway.address().getPort()), config);
    }

    private static ClientConfig clientConfig(List<InetSocketAddress> servers) {
        return ClientConfig.defaults().withServers(servers);
    }

    private static ServerConfig serverConfig(int clientPort, int memberPort) throws IOException {
        return ServerConfig.defaults()
                .withBind((Inet4Address) InetAddress.getLoopbackAddress(), freePort())
                .withGroups(
                        new InetSocketAddress(InetAddress.getAllByName("239.255.81.11")[0], clientPort),
                        new InetSocketAddress(InetAddress.getAllByName("239.255.81.12")[0], memberPort));
    }

    private static int freePort() throws IOException {
        try (var socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return socket.getLocalPort();
        }
    }
}
