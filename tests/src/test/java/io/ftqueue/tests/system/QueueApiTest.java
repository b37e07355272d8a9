package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.client.Codec;
import io.ftqueue.client.FTQueue;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.client.LeaseEndedException;
import io.ftqueue.client.LeaseOptions;
import io.ftqueue.client.Leased;
import io.ftqueue.client.NoQueueException;
import io.ftqueue.client.ReplicatedQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** What the library offers, against servers. */
@Timeout(120)
class QueueApiTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(1);

    private static Servers servers;
    private static FtQueueClient client;
    private static FtQueueClient other;

    private final ReplicatedQueue<String> queue;
    private final String label;

    QueueApiTest(TestInfo test) {
        label = test.getDisplayName();
        queue = client.queue(label, Codec.utf8());
    }

    @BeforeAll
    static void startServers() {
        servers = Servers.start(3);
        servers.awaitOneConfiguration();
        client = FtQueueClient.connect(servers.clientConfig());
        other = FtQueueClient.connect(servers.clientConfig());
    }

    @AfterAll
    static void stopServers() {
        client.close();
        other.close();
        servers.close();
    }

    @Test
    void doesWhatItSays() {
        assertThat(queue.push("a").servers()).isGreaterThanOrEqualTo(2);
        assertThat(queue.pushAll(List.of("b", "c", "d")).servers()).isGreaterThanOrEqualTo(2);
        assertThat(queue.size()).isEqualTo(4);
        assertThat(queue.peek()).hasValue("a");
        assertThat(queue.pop()).hasValue("a");
        assertThat(queue.browse(1, 1)).containsExactly("c");
        assertThat(queue.stream()).containsExactly("b", "c", "d");
        assertThat(queue.popUpTo(2)).containsExactly("b", "c");
        assertThat(queue.drain()).containsExactly("d");
        assertThat(queue.pop()).isEmpty();
        assertThat(queue.peek()).isEmpty();
        assertThat(queue.browse(0, 10)).isEmpty();
    }

    @Test
    void oneLabelIsOneQueue() {
        queue.push("a");
        assertThat(other.queue(label, Codec.utf8()).id()).isEqualTo(queue.id());
        assertThat(other.findQueue(label, Codec.utf8()))
                .hasValueSatisfying(found -> assertThat(found.pop()).hasValue("a"));
        assertThat(other.queue(queue.id(), Codec.utf8()).exists()).isTrue();
        assertThat(other.findQueue("no such queue", Codec.utf8())).isEmpty();
    }

    @Test
    void aDestroyedQueueIsNotMistakenForTheNextOne() {
        CompletableFuture<?> waiting = queue.async().poll(LONG);
        ReplicatedQueue<String> same = other.queue(label, Codec.utf8());
        same.destroy();
        assertThatThrownBy(waiting::join)
                .as("whoever waits is told")
                .hasCauseInstanceOf(NoQueueException.class)
                .hasMessageContaining("destroyed");
        other.queue(label, Codec.utf8()).push("new");
        assertThatThrownBy(() -> queue.push("old"))
                .isInstanceOf(NoQueueException.class)
                .hasMessageContaining(label)
                .hasMessageContaining("FtQueueClient.queue");
        assertThatThrownBy(queue::pop).isInstanceOf(NoQueueException.class);
        assertThat(queue.exists()).isFalse();
        assertThat(client.queue(label, Codec.utf8()).drain()).containsExactly("new");
    }

    @Test
    void waitsForAnItem() throws InterruptedException {
        assertThat(queue.poll(Duration.ZERO)).isEmpty();
        assertThat(queue.poll(SHORT)).isEmpty();
        CompletableFuture<?> pushed = CompletableFuture.runAsync(
                () -> other.queue(label, Codec.utf8()).push("late"),
                CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS));
        assertThat(queue.poll(LONG)).hasValue("late");
        pushed.join();
    }

    @Test
    void manyThatWaitGetOneItemEach() {
        List<CompletableFuture<String>> waiting = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ReplicatedQueue<String> at = (i % 2 == 0 ? client : other).queue(label, Codec.utf8());
            waiting.add(at.async().poll(LONG).thenApply(item -> item.orElse("none")));
        }
        List<String> values = IntStream.range(0, 50).mapToObj(String::valueOf).toList();
        queue.pushAll(values);
        assertThat(waiting.stream().map(CompletableFuture::join)).containsExactlyInAnyOrderElementsOf(values);
        assertThat(queue.size()).isZero();
    }

    @Test
    void longBatchesKeepTheirOrder() {
        List<Integer> values = IntStream.range(0, 20_000).boxed().toList();
        ReplicatedQueue<Integer> numbers = client.queue(label, Codec.ints());
        numbers.pushAll(values);
        assertThat(numbers.stream().limit(5_000).toList()).isEqualTo(values.subList(0, 5_000));
        assertThat(numbers.drain()).isEqualTo(values);
    }

    @Test
    void isABlockingQueue() throws InterruptedException {
        BlockingQueue<String> view = queue.asBlockingQueue();
        view.put("a");
        assertThat(view.offer("b")).isTrue();
        assertThat(view.add("c")).isTrue();
        assertThat(view.addAll(List.of("d", "e"))).isTrue();
        assertThat(view).hasSize(5).contains("e").doesNotContain("f").containsExactly("a", "b", "c", "d", "e");
        assertThat(view.remainingCapacity()).isEqualTo(Integer.MAX_VALUE);
        assertThat(view.peek()).isEqualTo("a");
        assertThat(view.element()).isEqualTo("a");
        assertThat(view.take()).isEqualTo("a");
        assertThat(view.poll()).isEqualTo("b");
        assertThat(view.poll(1, TimeUnit.SECONDS)).isEqualTo("c");
        List<String> rest = new ArrayList<>();
        assertThat(view.drainTo(rest, 1)).isEqualTo(1);
        assertThat(view.drainTo(rest)).isEqualTo(1);
        assertThat(rest).containsExactly("d", "e");
        assertThat(view.poll()).isNull();
        assertThat(view.poll(10, TimeUnit.MILLISECONDS)).isNull();
        view.put("f");
        view.clear();
        assertThat(view).isEmpty();
        assertThatThrownBy(() -> view.remove("a")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> view.put(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> view.drainTo(view)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anItemUnderALeaseIsHiddenUntilItIsDoneWith() {
        queue.pushAll(List.of("a", "b"));
        Leased<String> taken = queue.take(LONG).orElseThrow();
        assertThat(taken.value()).isEqualTo("a");
        assertThat(taken.deliveries()).isEqualTo(1);
        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.peek()).hasValue("b");
        taken.ack();
        assertThat(queue.drain()).containsExactly("b");
        assertThatThrownBy(taken::ack).isInstanceOf(LeaseEndedException.class);
        taken.close();
        assertThat(queue.take(LONG)).isEmpty();
    }

    @Test
    void anItemThatIsGivenBackIsFirstAgainAndCounted() {
        queue.pushAll(List.of("a", "b"));
        queue.take(LONG).orElseThrow().nack();
        assertThat(queue.stream()).containsExactly("a", "b");
        try (Leased<String> again = queue.take(LONG).orElseThrow()) {
            assertThat(again.value()).isEqualTo("a");
            assertThat(again.deliveries()).isEqualTo(2);
        }
        assertThat(queue.stream()).as("closed without acknowledgement").containsExactly("a", "b");
    }

    @Test
    void aLeaseEndsByItself() throws InterruptedException {
        queue.push("a");
        Leased<String> late = queue.take(SHORT).orElseThrow();
        Leased<String> again = queue.take(LONG, LONG).orElseThrow();
        assertThat(again.value()).isEqualTo("a");
        assertThat(again.deliveries()).isEqualTo(2);
        assertThatThrownBy(late::ack).isInstanceOf(LeaseEndedException.class).hasMessageContaining("longer leases");
        assertThatThrownBy(() -> late.extend(LONG)).isInstanceOf(LeaseEndedException.class);
        again.ack();
        assertThat(queue.take(SHORT, SHORT)).isEmpty();
    }

    @Test
    void aLeaseCanBeMadeLongerAndShorter() throws InterruptedException {
        queue.push("a");
        Leased<String> taken = queue.take(SHORT).orElseThrow();
        taken.extend(LONG);
        assertThat(queue.poll(SHORT.multipliedBy(3))).isEmpty();
        taken.extend(Duration.ofMillis(1));
        assertThat(queue.poll(LONG)).hasValue("a");
    }

    @Test
    void anItemCanBeKeptBackForAWhile() throws InterruptedException {
        queue.push("a");
        queue.take(LONG).orElseThrow().nack(SHORT);
        assertThat(queue.pop()).isEmpty();
        assertThat(queue.poll(LONG)).hasValue("a");
    }

    @Test
    void whatNobodyAcknowledgesEndsInAnotherQueue() {
        LeaseOptions options = LeaseOptions.of(LONG).deadLetterAfter(2, label + ".dead");
        queue.pushAll(List.of("bad", "good"));
        queue.take(options).orElseThrow().nack();
        Leased<String> last = queue.take(options).orElseThrow();
        assertThat(last.deliveries()).isEqualTo(2);
        last.nack();
        assertThat(queue.drain()).containsExactly("good");
        assertThat(other.queue(label + ".dead", Codec.utf8()).drain()).containsExactly("bad");
    }

    @Test
    void leasesWorkWithoutWaiting() {
        LeaseOptions options = LeaseOptions.of(LONG).deadLetterAfter(1, label + ".dead");
        CompletableFuture<Leased<String>> taking =
                queue.async().take(options, LONG).thenApply(taken -> taken.orElseThrow());
        other.queue(label, Codec.utf8()).pushAll(List.of("a", "b"));
        Leased<String> taken = taking.join();
        taken.extendAsync(LONG).join();
        taken.ackAsync().join();
        queue.async()
                .take(options)
                .join()
                .orElseThrow()
                .nackAsync(Duration.ZERO)
                .join();
        assertThat(queue.async().take(options).join()).isEmpty();
        assertThat(client.queue(label + ".dead", Codec.utf8()).drain()).containsExactly("b");
    }

    @Test
    void hasTheSevenOperationsOnTheQueuesOfTextClients() {
        FTQueue queues = client.original();
        int id = queues.qCreate(-12);
        assertThat(queues.qPush(id, 42)).isZero();
        assertThat(queues.qPush(id, -1)).isZero();
        assertThat(queues.qSize(id)).isEqualTo(2);
        assertThat(other.original().qTop(other.original().qId(-12))).isEqualTo(42);
        assertThat(client.queue("-12", Codec.utf8()).pop()).hasValue("42");
        assertThat(queues.qPop(id)).isEqualTo(-1);
        assertThat(queues.qSize(id)).isZero();
        assertThat(queues.qDestroy(id)).isZero();
        assertThat(queues.qSize(id)).isEqualTo(FTQueue.NONE);
        assertThat(queues.qCreate(-12))
                .as("a number is never given to another queue")
                .isNotEqualTo(id);
    }
}
