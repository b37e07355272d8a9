package io.ftqueue.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.queue.Holding;
import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BackPressureTest {

    private final Held script = new Held(FakeServer::all);

    @Test
    void whatDoesNotFitIsRefusedAndNotSent() throws IOException {
        try (var server = new FakeServer(script);
                FtQueueClient client = FtQueueClient.connect(server.config().withMaxWaitingBytes(1_000))) {
            CompletableFuture<Result> first = client.submit(new Operation.Push(1, new byte[1_000]));
            CompletableFuture<Result> second = client.submit(new Operation.Size(1));
            assertThatThrownBy(second::join).hasCauseInstanceOf(TooManyOperationsException.class);
            script.release();
            assertThat(first.join().number()).isEqualTo(1);
            assertThat(client.submit(new Operation.Size(1)).join().number())
                    .as("there is room again")
                    .isEqualTo(2);
        }
    }

    @Test
    void whatIsGivenUpTakesNoRoom() throws IOException {
        try (var server = new FakeServer(script);
                FtQueueClient client = FtQueueClient.connect(
                        server.config().withMaxOutstanding(1).withMaxWaitingBytes(1_000))) {
            CompletableFuture<Result> sent = client.submit(new Operation.Size(1));
            for (int i = 0; i < 10; i++) {
                CompletableFuture<Result> waiting = client.submit(new Operation.Push(1, new byte[1_000]));
                assertThat(waiting.cancel(true))
                        .as("taken, so that it can be given up")
                        .isTrue();
            }
            script.release();
            assertThat(sent.join().number()).isEqualTo(1);
        }
    }

    @Test
    void aBatchWaitsForRoomInsteadOfFailing() throws IOException {
        try (var server = new FakeServer(script);
                FtQueueClient client = FtQueueClient.connect(server.config().withMaxWaitingBytes(2_000))) {
            CompletableFuture<Result> others = client.submit(new Operation.Push(1, new byte[2_000]));
            ReplicatedQueue<byte[]> queue = client.queue(1, Codec.bytes());
            CompletableFuture<Holding> batch = queue.async().pushAll(Collections.nCopies(20, new byte[1_000]));
            CompletableFuture<List<byte[]>> pops = queue.async().popUpTo(3);
            assertThat(client.submit(new Operation.Size(1))).isCompletedExceptionally();
            script.release();
            assertThat(others.join().number()).isEqualTo(1);
            assertThat(batch.join()).isEqualTo(new Holding(2, false));
            assertThat(pops.join()).hasSize(3);
        }
    }

    @Test
    void aCallThatWaitsIsAlwaysTaken() throws IOException {
        try (var server = new FakeServer(FakeServer::all);
                FtQueueClient client = FtQueueClient.connect(server.config().withMaxWaitingBytes(1))) {
            assertThat(client.size(1)).isEqualTo(1);
        }
    }
}
