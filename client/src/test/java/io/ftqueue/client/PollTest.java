package io.ftqueue.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.queue.Holding;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.Answer;
import io.ftqueue.queue.codec.ClientFrame.Request;
import io.ftqueue.queue.codec.ClientFrame.Tidings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for items at the servers. */
@Timeout(60)
class PollTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    @Test
    void asksAgainWhenItIsToldOfAnItemAndNotBefore() throws Exception {
        try (var server = new FakeServer((number, request) -> answer(
                        request,
                        request.firstSeq() < 3
                                ? empty()
                                : Result.ofItem(Codec.utf8().encode("a"))));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            server.say(Tidings.ITEM);
            assertThat(client.queue(7, Codec.utf8()).poll(LONG)).hasValue("a");
            assertThat(waits(server)).as("after each answer that there is none").isEqualTo(2);
            assertThat(server.requests()).extracting(Request::firstSeq).containsOnly(1L, 2L, 3L);
            assertThat(server.requests()).flatExtracting(Request::operations).containsOnly(new Operation.Pop(7));
        }
    }

    @Test
    void theAsynchronousFormDoesTheSame() throws IOException {
        try (var server = new FakeServer((number, request) ->
                        answer(request, request.firstSeq() < 3 ? empty() : Result.of(65_537, new byte[] {'a'})));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            server.say(Tidings.ITEM);
            Leased<String> taken = client.queue(7, Codec.utf8())
                    .async()
                    .take(LeaseOptions.of(LONG), LONG)
                    .join()
                    .orElseThrow();
            assertThat(taken.value()).isEqualTo("a");
            assertThat(taken.deliveries()).isEqualTo(1);
            assertThat(waits(server)).isEqualTo(2);
        }
    }

    @Test
    void doesNotWaitWhereThereIsNoTimeForIt() throws Exception {
        try (var server = new FakeServer((number, request) -> answer(request, empty()));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            var queue = client.queue(7, Codec.utf8());
            assertThat(queue.poll(Duration.ZERO)).isEmpty();
            assertThat(queue.poll(Duration.ofDays(-1))).isEmpty();
            assertThat(queue.async().poll(Duration.ZERO).join()).isEmpty();
            assertThat(server.waits()).isEmpty();
        }
    }

    @Test
    void silenceIsNotEmptiness() throws IOException {
        try (var server = new FakeServer((number, request) -> List.of());
                FtQueueClient client = FtQueueClient.connect(server.config().withTimeout(Duration.ofMillis(200)))) {
            var queue = client.queue(7, Codec.utf8());
            assertThatThrownBy(() -> queue.poll(Duration.ofMillis(1))).isInstanceOf(OutcomeUnknownException.class);
            assertThatThrownBy(() -> queue.asBlockingQueue().poll()).isInstanceOf(OutcomeUnknownException.class);
        }
    }

    @Test
    void aQueueThatIsGoneIsToldByItsLabel() throws IOException {
        try (var server = new FakeServer((number, request) -> answer(
                        request,
                        request.firstSeq() == 1
                                ? Result.ofNumber(7)
                                : request.firstSeq() == 2 ? empty() : Result.ofCode(ResultCode.NO_QUEUE)));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            server.say(Tidings.NO_QUEUE);
            var queue = client.queue("jobs", Codec.utf8());
            assertThatThrownBy(() -> queue.poll(LONG))
                    .isInstanceOf(NoQueueException.class)
                    .hasMessageContaining("'jobs' (id 7)");
        }
    }

    @Test
    void onlyAnOperationKnowsThatAQueueIsGone() throws IOException {
        try (var server = new FakeServer((number, request) ->
                        answer(request, request.firstSeq() == 1 ? empty() : Result.ofItem(new byte[] {'a'})));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            server.say(Tidings.NO_QUEUE);
            CompletableFuture<?> poll = client.queue(7, Codec.utf8()).async().poll(LONG);
            assertThat(poll.join()).as("a server that lags behind").isEqualTo(Optional.of("a"));
        }
    }

    @Test
    void closingEndsIt() throws IOException {
        var asked = new CompletableFuture<Void>();
        try (var server = new FakeServer((number, request) -> {
            asked.complete(null);
            return List.of();
        })) {
            FtQueueClient client = FtQueueClient.connect(server.config());
            CompletableFuture<?> poll = client.queue(7, Codec.utf8()).async().poll(LONG);
            asked.join();
            client.close();
            assertThatThrownBy(poll::join).hasCauseInstanceOf(OutcomeUnknownException.class);
        }
    }

    @Test
    void closingWaitsForWhatIsUnderWay() throws IOException {
        var script = new Held(FakeServer::all);
        try (var server = new FakeServer(script)) {
            FtQueueClient client = FtQueueClient.connect(server.config());
            CompletableFuture<Holding> push =
                    client.queue(7, Codec.utf8()).async().push("a");
            script.awaitRequest();
            var closing = new Thread(client::close);
            closing.start();
            while (closing.getState() == Thread.State.NEW || !refuses(client)) {
                Thread.onSpinWait();
            }
            script.release();
            assertThat(push.join()).isEqualTo(new Holding(2, false));
        }
    }

    /** How many waits there were, however often each was told. */
    private static long waits(FakeServer server) {
        return server.waits().stream().map(ClientFrame.Wait::nonce).distinct().count();
    }

    private static boolean refuses(FtQueueClient client) {
        CompletableFuture<Result> late = client.submit(new Operation.Size(1));
        return late.isCompletedExceptionally();
    }

    private static Result empty() {
        return Result.ofCode(ResultCode.EMPTY);
    }

    private static List<ClientFrame> answer(Request request, Result result) {
        return List.of(new ClientFrame.Reply(
                request.clientId(), 0, Holding.UNKNOWN, List.of(new Answer(request.firstSeq(), result))));
    }
}
