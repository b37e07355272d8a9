package io.ftqueue.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.queue.Holding;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.Answer;
import io.ftqueue.queue.codec.ClientFrame.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FtQueueClientTest {

    @Test
    void doesEveryOperation() throws IOException {
        try (var server = new FakeServer(FakeServer::all);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            assertThat(client.create("a")).isEqualTo(1);
            assertThat(client.id("a")).hasValue(2);
            client.push(1, new byte[] {1});
            assertThat(client.pop(1))
                    .hasValueSatisfying(item -> assertThat(item).isEqualTo("4".getBytes(UTF_8)));
            assertThat(client.size(1)).isEqualTo(5);
            client.destroy(1);
            assertThat(server.requests().stream().map(Request::firstSeq).distinct())
                    .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
            assertThat(server.requests()).allMatch(request -> request.answeredBelow() == request.firstSeq());
            assertThat(server.requests())
                    .extracting(Request::clientId)
                    .containsOnly(server.requests().get(0).clientId());
        }
    }

    @Test
    void tellsAnEmptyQueueFromNone() throws IOException {
        try (var server = new FakeServer((number, request) ->
                        reply(request, Result.ofCode(number == 1 ? ResultCode.EMPTY : ResultCode.NO_QUEUE)));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            assertThat(client.pop(1)).isEmpty();
            assertThatThrownBy(() -> client.pop(1)).isInstanceOf(NoQueueException.class);
            assertThat(client.id("a")).isEmpty();
            assertThatThrownBy(() -> client.push(1, new byte[0])).isInstanceOf(NoQueueException.class);
        }
    }

    @Test
    void popsAgainWhereTwoComponentsDisagree() throws IOException {
        try (var server = new FakeServer((number, request) -> number == 1
                        ? reply(request, Result.ofCode(ResultCode.CONFLICT))
                        : FakeServer.all(number, request));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            assertThat(client.pop(1))
                    .hasValueSatisfying(item -> assertThat(item).isEqualTo("2".getBytes(UTF_8)));
            assertThat(server.requests()).extracting(Request::firstSeq).containsExactly(1L, 2L);
            assertThat(server.requests().get(1).echoes()).containsExactly(new ClientFrame.Echo(1, 0));
        }
    }

    @Test
    void saysThatAResultIsNoLongerKept() throws IOException {
        try (var server = new FakeServer((number, request) -> reply(request, Result.ofCode(ResultCode.STALE)));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            assertThatThrownBy(() -> client.pop(1))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessage("the servers no longer keep its result; it may have been executed or not");
        }
    }

    @Test
    void sendsAgainWhatIsNotAnswered() throws IOException {
        try (var server =
                        new FakeServer((number, request) -> number < 3 ? List.of() : FakeServer.all(number, request));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            client.push(1, new byte[] {1});
            assertThat(server.requests()).hasSize(3);
            assertThat(server.requests()).extracting(Request::firstSeq).containsOnly(1L);
        }
    }

    @Test
    void waitsForAnItem() throws IOException {
        try (var server = new FakeServer(FakeServer::all);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            assertThat(client.awaitItem(7, Duration.ofMillis(50)).join()).isFalse();
            server.say(ClientFrame.Tidings.ITEM);
            assertThat(client.awaitItem(7, Duration.ofDays(1_000_000)).join()).isTrue();
            assertThat(server.waits()).extracting(ClientFrame.Wait::queueId).containsExactly(7L, 7L);
            client.push(7, new byte[] {1});
        }
    }

    /** Other operations come and go meanwhile, on the same thread that hears of the wait. */
    @Test
    void waitsOnWhileItDoesOtherThings() throws IOException {
        try (var server = new FakeServer(FakeServer::all);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            CompletableFuture<Boolean> item = client.awaitItem(7, Duration.ofSeconds(30));
            while (server.waits().size() < 2) {
                client.push(7, new byte[] {1});
            }
            assertThat(item).isNotDone();
            server.say(ClientFrame.Tidings.ITEM);
            assertThat(item.join()).isTrue();
        }
    }

    @Test
    void waitsOnAtAnotherServer() throws IOException {
        try (var dying = new FakeServer(FakeServer::all);
                var other = new FakeServer(FakeServer::all)) {
            dying.knows(other);
            try (FtQueueClient client = FtQueueClient.connect(dying.config())) {
                CompletableFuture<Boolean> item = client.awaitItem(7, Duration.ofSeconds(30));
                other.say(ClientFrame.Tidings.ITEM);
                dying.fallSilent();
                assertThat(item.join()).isTrue();
                assertThat(other.waits()).hasSize(1);
            }
        }
    }

    @Test
    void endsItsWaitsWhenItIsClosed() throws IOException {
        try (var server = new FakeServer(FakeServer::all)) {
            FtQueueClient client = FtQueueClient.connect(server.config());
            CompletableFuture<Boolean> item = client.awaitItem(7, Duration.ofSeconds(30));
            client.close();
            assertThatThrownBy(item::join).hasMessageContaining("the client was closed");
        }
    }

    @Test
    void waitsForABusyServerAndAsksAgain() throws IOException {
        try (var server = new FakeServer((number, request) -> number == 1
                        ? List.of(new ClientFrame.Busy(request.clientId(), 1, 1))
                        : FakeServer.all(number, request));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            client.push(1, new byte[] {1});
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void leavesASilentServerForAnother() throws IOException {
        try (var silent = new FakeServer((number, request) -> List.of());
                var other = new FakeServer(FakeServer::all)) {
            silent.knows(other);
            try (FtQueueClient client = FtQueueClient.connect(silent.config())) {
                client.push(1, new byte[] {1});
                assertThat(silent.requests()).hasSizeGreaterThan(2);
                assertThat(other.requests()).isNotEmpty();
                assertThat(client.servers().get(0)).isEqualTo(Discovery.text(other.address()));
            }
        }
    }

    @Test
    void findsTheOneServerThatIsLeft() throws IOException {
        try (var first = new FakeServer(FakeServer::all);
                var second = new FakeServer(FakeServer::all);
                var third = new FakeServer(FakeServer::all);
                var last = new FakeServer(FakeServer::all)) {
            List.of(second, third, last).forEach(first::knows);
            try (FtQueueClient client = FtQueueClient.connect(first.config())) {
                client.push(1, new byte[] {1});
                List.of(first, second, third).forEach(FakeServer::fallSilent);
                client.push(1, new byte[] {2});
                assertThat(client.servers()).containsExactly(Discovery.text(last.address()));
                assertThat(last.requests()).extracting(Request::firstSeq).containsOnly(2L);
            }
            assertThat(second.requests()).as("only asked whether it is there").isEmpty();
            assertThat(third.requests()).isEmpty();
        }
    }

    @Test
    void leavesADeadServerAtOnce() throws IOException {
        try (var dying = new FakeServer(FakeServer::all);
                var other = new FakeServer(FakeServer::all)) {
            dying.knows(other);
            try (FtQueueClient client = FtQueueClient.connect(dying.config().withTimeout(Duration.ofSeconds(30)))) {
                client.push(1, new byte[] {1});
                dying.die();
                client.push(1, new byte[] {2});
                assertThat(other.requests()).extracting(Request::firstSeq).contains(2L);
                assertThat(other.requests())
                        .extracting(Request::clientId)
                        .containsOnly(dying.requests().get(0).clientId());
            }
        }
    }

    @Test
    void saysThatItDoesNotKnow() throws IOException {
        try (var silent = new FakeServer((number, request) -> List.of());
                FtQueueClient client = FtQueueClient.connect(silent.config().withTimeout(Duration.ofMillis(120)))) {
            assertThatThrownBy(() -> client.pop(1)).isInstanceOf(OutcomeUnknownException.class);
            assertThatThrownBy(() -> client.submit(new Operation.Pop(1)).join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(OutcomeUnknownException.class);
        }
    }

    @Test
    void saysThatNobodyIsThere() throws IOException {
        ClientConfig config;
        try (var gone = new FakeServer(FakeServer::all)) {
            config = gone.config().withTimeout(Duration.ofMillis(100));
        }
        assertThatThrownBy(() -> FtQueueClient.connect(config))
                .isInstanceOf(NoServerException.class)
                .hasMessageContaining("no server answered at 127.0.0.1");
    }

    @Test
    void sharesDatagramsAmongManyOperations() throws IOException {
        try (var server = new FakeServer(FakeServer::all);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            var results = new ArrayList<CompletableFuture<Result>>();
            for (int i = 0; i < 5_000; i++) {
                results.add(client.submit(new Operation.Size(1)));
            }
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).join().number()).isEqualTo(i + 1);
            }
            assertThat(server.requests()).hasSizeLessThan(1_000);
            assertThat(server.requests())
                    .allSatisfy(request -> assertThat(request.operations()).hasSizeLessThanOrEqualTo(910));
        }
    }

    @Test
    void callbacksMaySubmitButNotBlock() throws IOException {
        try (var server = new FakeServer(FakeServer::all);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            assertThat(client.submit(new Operation.Size(1))
                            .thenCompose(first -> client.submit(new Operation.Size(1)))
                            .join()
                            .number())
                    .isEqualTo(2);
        }
    }

    @Test
    void aCallbackThatBlocksIsToldSo() throws IOException {
        var asked = new CompletableFuture<Void>();
        try (var server = new FakeServer((number, request) -> {
                    asked.join();
                    return FakeServer.all(number, request);
                });
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            // The answer waits until the callback is in place, which then runs on the receiving thread.
            CompletableFuture<Long> blocking =
                    client.submit(new Operation.Size(1)).thenApply(first -> client.size(1));
            asked.complete(null);
            assertThatThrownBy(blocking::join)
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("must not block");
        }
    }

    @Test
    void severalThreadsShareOneClient() throws IOException, InterruptedException {
        try (var server = new FakeServer(FakeServer::all);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            var failures = new ConcurrentLinkedQueue<Throwable>();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 8; i++) {
                var thread = new Thread(() -> {
                    for (int j = 0; j < 300; j++) {
                        client.push(1, new byte[] {1});
                    }
                });
                thread.setUncaughtExceptionHandler((failed, e) -> failures.add(e));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            long operations = server.requests().stream()
                    .mapToLong(
                            request -> request.firstSeq() + request.operations().size() - 1)
                    .max()
                    .orElse(0);
            assertThat(operations).isEqualTo(2_400);
        }
    }

    @Test
    void anInterruptedThreadStillGetsItsAnswer() throws IOException {
        try (var server = new FakeServer(FakeServer::all);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            Thread.currentThread().interrupt();
            assertThat(client.size(1)).isEqualTo(1);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void closingEndsWhatIsUnderWay() throws IOException {
        try (var silent = new FakeServer((number, request) -> List.of())) {
            FtQueueClient client = FtQueueClient.connect(silent.config());
            CompletableFuture<Result> pending = client.submit(new Operation.Pop(1));
            client.close();
            client.close();
            assertThatThrownBy(pending::join).hasCauseInstanceOf(OutcomeUnknownException.class);
            assertThatThrownBy(() -> client.pop(1)).isInstanceOf(ClientException.class);
        }
    }

    @Test
    void refusesItemsThatAreTooLargeBeforeSending() throws IOException {
        try (var server = new FakeServer(FakeServer::all);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.push(1, new byte[60_001]))
                    .withMessageContaining("60000");
            client.push(1, new byte[60_000]);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void asksForTheStatusInParts() throws IOException {
        try (var server = new FakeServer(FakeServer::all)) {
            assertThat(StatusClient.ask(server.config()))
                    .containsExactly(new StatusClient.ServerStatus(server.address(), "fake", "{\"name\":\"fake\"}"));
        }
    }

    private static List<ClientFrame> reply(Request request, Result result) {
        return List.of(new ClientFrame.Reply(
                request.clientId(), 0, new Holding(2, false), List.of(new Answer(request.firstSeq(), result))));
    }
}
