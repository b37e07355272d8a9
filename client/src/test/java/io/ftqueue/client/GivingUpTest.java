package io.ftqueue.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ftqueue.queue.Holding;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.Answer;
import io.ftqueue.queue.codec.ClientFrame.Echo;
import io.ftqueue.queue.codec.ClientFrame.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever stops waiting for an item loses none: the servers are told that the pop took nothing. */
@Timeout(60)
class GivingUpTest {

    private static final Echo NOTHING_TAKEN = new Echo(1, 0);

    private final Held script = new Held(FakeServer::all);

    @Test
    void anInterruptedPollGivesItsItemBack() throws Exception {
        try (var server = new FakeServer(script);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            var queue = queue(client);
            var poll = new InterruptedPoll(queue);
            script.awaitRequest();
            poll.interrupt();
            assertThat(poll.end()).isInstanceOf(InterruptedException.class);
            script.release();
            awaitGivenBack(server);
        }
    }

    @Test
    void aThreadThatIsInterruptedBeforeAsksForNothing() throws Exception {
        try (var server = new FakeServer(FakeServer::all);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> queue(client).poll(Duration.ZERO)).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void aCancelledPopGivesItsItemBack() throws IOException {
        try (var server = new FakeServer(script);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            CompletableFuture<?> pop = queue(client).async().pop();
            script.awaitRequest();
            assertThat(pop.cancel(true)).isTrue();
            assertThatThrownBy(pop::join).isInstanceOf(CancellationException.class);
            script.release();
            awaitGivenBack(server);
        }
    }

    @Test
    void aPopWithATimeLimitOfItsCallerGivesItsItemBack() throws IOException {
        try (var server = new FakeServer(script);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            CompletableFuture<?> pop = queue(client).async().pop().orTimeout(1, TimeUnit.MILLISECONDS);
            assertThatThrownBy(pop::join).hasCauseInstanceOf(TimeoutException.class);
            script.awaitRequest();
            script.release();
            awaitGivenBack(server);
        }
    }

    @Test
    void aPollThatIsCancelledGivesItsItemBack() throws IOException {
        try (var server = new FakeServer(script);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            CompletableFuture<?> poll = queue(client).async().poll(Duration.ofDays(1));
            script.awaitRequest();
            assertThat(poll.cancel(true)).isTrue();
            script.release();
            awaitGivenBack(server);
        }
    }

    @Test
    void aPopThatTookTooLongGivesItsItemBackThoughNothingElseIsAsked() throws IOException {
        try (var server = new FakeServer(script);
                FtQueueClient client = FtQueueClient.connect(server.config().withTimeout(Duration.ofMillis(120)))) {
            assertThatThrownBy(() -> client.pop(1)).isInstanceOf(OutcomeUnknownException.class);
            script.release();
            awaitGivenBack(server);
        }
    }

    @Test
    void aTakeThatNobodyWaitsForIsGivenBack() throws IOException {
        long receipt = 65_537;
        var takes = new Held((number, request) -> List.of(new ClientFrame.Reply(
                request.clientId(),
                0,
                Holding.UNKNOWN,
                List.of(new Answer(request.firstSeq(), Result.of(receipt, new byte[] {1}))))));
        try (var server = new FakeServer(takes);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            CompletableFuture<?> take = queue(client).async().take(LeaseOptions.of(Duration.ofHours(1)));
            takes.awaitRequest();
            assertThat(take.cancel(true)).isTrue();
            takes.release();
            await(server, request -> request.operations().contains(new Operation.Nack(1, receipt, 0)));
        }
    }

    @Test
    void whatIsToldOfAnUnknownOutcome() throws IOException {
        try (var server = new FakeServer((number, request) -> List.of());
                FtQueueClient client = FtQueueClient.connect(server.config().withTimeout(Duration.ofMillis(300)))) {
            var failure = catchThrowableOfType(OutcomeUnknownException.class, () -> client.pop(7));
            assertThat(failure.operation()).contains(new Operation.Pop(7));
            assertThat(failure.sends()).isGreaterThan(1);
            assertThat(failure).hasMessage("no answer within 300 ms; it may have been executed or not");
        }
    }

    @Test
    void anAnswerThatIsThereIsNotGivenUp() throws IOException {
        try (var server = new FakeServer(FakeServer::all);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            CompletableFuture<Optional<String>> pop = queue(client).async().pop();
            assertThat(pop.join()).hasValue("1");
            assertThat(pop.cancel(true)).isFalse();
            assertThat(pop.complete(Optional.empty())).isFalse();
            assertThat(pop.join()).hasValue("1");
        }
    }

    @Test
    void whatWasNotSentIsNotSentAnyMore() throws IOException {
        try (var server = new FakeServer(script);
                FtQueueClient client = FtQueueClient.connect(server.config().withMaxOutstanding(1))) {
            CompletableFuture<?> first = client.submit(new Operation.Size(1));
            CompletableFuture<?> second = client.submit(new Operation.Destroy(1));
            assertThat(second.cancel(true)).isTrue();
            script.release();
            first.join();
            assertThat(client.size(1)).as("numbered next").isEqualTo(2);
            assertThat(server.requests()).flatExtracting(Request::operations).containsOnly(new Operation.Size(1));
        }
    }

    private static ReplicatedQueue<String> queue(FtQueueClient client) {
        return client.queue(1, Codec.utf8());
    }

    /** A later request, which nobody asked for, says that the first operation took nothing. */
    private static void awaitGivenBack(FakeServer server) {
        await(server, request -> request.echoes().contains(NOTHING_TAKEN) && request.answeredBelow() > 1);
    }

    private static void await(FakeServer server, Predicate<Request> suits) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (server.requests().stream().noneMatch(suits)) {
            assertThat(System.nanoTime())
                    .as("it was not told: %s", server.requests())
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** A thread that waits for an item. */
    private static final class InterruptedPoll {

        private final CompletableFuture<Throwable> end = new CompletableFuture<>();
        private final Thread thread;

        InterruptedPoll(ReplicatedQueue<String> queue) {
            thread = new Thread(() -> {
                try {
                    end.complete(new AssertionError("got " + queue.poll(Duration.ofDays(1))));
                } catch (InterruptedException | RuntimeException e) {
                    end.complete(e);
                }
            });
            thread.start();
        }

        void interrupt() {
            thread.interrupt();
        }

        Throwable end() {
            return end.orTimeout(30, TimeUnit.SECONDS).join();
        }
    }
}
