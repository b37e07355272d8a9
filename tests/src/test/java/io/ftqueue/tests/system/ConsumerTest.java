package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.client.Codec;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.client.LeaseOptions;
import io.ftqueue.client.Leased;
import io.ftqueue.client.ReplicatedQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Consumers whose servers die, that die themselves, or that are interrupted. */
@Timeout(180)
class ConsumerTest {

    private static final int LEASE_MILLIS = 1_500;

    private static Servers servers;

    @BeforeAll
    static void startServers() {
        servers = Servers.start(3);
        servers.awaitOneConfiguration();
    }

    @AfterAll
    static void stopServers() {
        servers.close();
    }

    @Test
    void whoeverWaitsAtAServerThatDiesGetsTheNextItem() {
        try (FtQueueClient consumer = FtQueueClient.connect(servers.clientConfig());
                FtQueueClient producer = FtQueueClient.connect(servers.clientConfig())) {
            BlockingQueue<String> queue =
                    consumer.queue("waiting", Codec.utf8()).asBlockingQueue();
            CompletableFuture<String> taken = inThread(queue::take);
            CompletableFuture<?> leased = consumer.queue("leases", Codec.utf8())
                    .async()
                    .take(LeaseOptions.of(Servers.PATIENCE), Servers.PATIENCE);
            ServerProcess victim = serverOf(consumer);
            Await.pause(Duration.ofMillis(500));
            assertThat(taken).isNotDone();
            victim.kill();
            servers.await("two go on", Servers.PATIENCE, statuses -> Status.areOneConfiguration(statuses, 2));
            producer.queue("waiting", Codec.utf8()).push("a");
            producer.queue("leases", Codec.utf8()).push("b");
            assertThat(taken.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo("a");
            assertThat(leased.orTimeout(20, TimeUnit.SECONDS).join()).isNotNull();
            assertThat(producer.queue("waiting", Codec.utf8()).size()).isZero();
            assertThat(serverOf(consumer)).isNotSameAs(victim);
            victim.restart();
            servers.awaitOneConfiguration();
        }
    }

    @Test
    void whatADeadConsumerHadIsDeliveredAgainAndCountedAndEndsAmongTheDeadLetters() {
        LeaseOptions options = LeaseOptions.of(Duration.ofMillis(LEASE_MILLIS)).deadLetterAfter(2, "dead");
        try (FtQueueClient client = FtQueueClient.connect(servers.clientConfig())) {
            ReplicatedQueue<String> jobs = client.queue("jobs", Codec.utf8());
            ReplicatedQueue<String> dead = client.queue("dead", Codec.utf8());
            jobs.push("poison");
            for (int delivery = 1; delivery <= 2; delivery++) {
                try (ChildProcess consumer = ChildProcess.start(consumer("jobs", "dead"))) {
                    int expected = delivery;
                    consumer.awaitLine("an item", Servers.PATIENCE, line -> line.startsWith(LeaseConsumer.TOOK));
                    assertThat(consumer.output()).isEqualTo(LeaseConsumer.TOOK + "poison " + expected);
                }
            }
            assertThat(poll(dead)).isEqualTo("poison");
            assertThat(jobs.size()).isZero();
            jobs.push("healthy");
            Leased<String> taken = jobs.take(options).orElseThrow();
            taken.ack();
            assertThat(dead.size() + jobs.size()).isZero();
        }
    }

    @Test
    void interruptsLoseNothingAndDoubleNothing() throws InterruptedException {
        int items = 3_000;
        Queue<Integer> received = new ConcurrentLinkedQueue<>();
        AtomicInteger interrupts = new AtomicInteger();
        try (FtQueueClient consumer = FtQueueClient.connect(servers.clientConfig());
                FtQueueClient producer = FtQueueClient.connect(servers.clientConfig())) {
            ReplicatedQueue<Integer> queue = consumer.queue("interrupted", Codec.ints());
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                var thread = new Thread(() -> takeUntilEnd(queue.asBlockingQueue(), received, interrupts));
                thread.start();
                threads.add(thread);
            }
            var random = new SplittableRandom(items);
            ReplicatedQueue<Integer> from = producer.queue("interrupted", Codec.ints());
            for (int i = 0; i < items; i++) {
                from.async().push(i).join();
                threads.get(random.nextInt(threads.size())).interrupt();
            }
            Await.until("all are there", Servers.PATIENCE, () -> received.size() >= items);
            assertThat(received).doesNotHaveDuplicates().hasSize(items);
            assertThat(interrupts.get())
                    .as("threads were interrupted while they waited")
                    .isGreaterThan(100);
            for (int i = 0; i < threads.size(); i++) {
                from.push(END);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(from.size()).isZero();
        }
    }

    private static final int END = -1;

    private static void takeUntilEnd(BlockingQueue<Integer> queue, Queue<Integer> received, AtomicInteger interrupts) {
        while (true) {
            try {
                int item = queue.take();
                if (item == END) {
                    return;
                }
                received.add(item);
            } catch (InterruptedException e) {
                interrupts.incrementAndGet();
            }
        }
    }

    private static List<String> consumer(String label, String deadLetter) {
        return ChildProcess.javaOfTests(
                LeaseConsumer.class.getName(),
                Servers.text(servers.clientGroup()),
                label,
                String.valueOf(LEASE_MILLIS),
                "2",
                deadLetter);
    }

    private static ServerProcess serverOf(FtQueueClient client) {
        String address = client.servers().get(0);
        return servers.all().stream()
                .filter(server -> Servers.text(server.address()).equals(address))
                .findFirst()
                .orElseThrow();
    }

    private static String poll(ReplicatedQueue<String> queue) {
        return queue.async().poll(Servers.PATIENCE).join().orElse("nothing");
    }

    /** Something that waits. */
    private interface Waiting<T> {
        T get() throws InterruptedException;
    }

    private static <T> CompletableFuture<T> inThread(Waiting<T> waiting) {
        var result = new CompletableFuture<T>();
        var thread = new Thread(() -> {
            try {
                result.complete(waiting.get());
            } catch (InterruptedException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }
}
