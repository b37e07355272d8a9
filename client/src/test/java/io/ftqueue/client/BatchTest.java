package io.ftqueue.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ftqueue.client.PartlyPushedException.Fate;
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
import java.util.Collections;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchTest {

    @Test
    void pushesAllInOrderInFewDatagrams() throws IOException {
        List<Integer> values = IntStream.range(0, 3_000).boxed().toList();
        try (var server = new FakeServer(FakeServer::all);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            Holding holding = client.queue(1, Codec.ints()).pushAll(values);
            assertThat(holding).isEqualTo(new Holding(2, false));
            List<Operation> pushed = new ArrayList<>();
            long next = 1;
            for (Request request : server.requests()) {
                if (request.firstSeq() == next) {
                    pushed.addAll(request.operations());
                    next += request.operations().size();
                }
            }
            assertThat(pushed)
                    .isEqualTo(values.stream()
                            .map(value -> new Operation.Push(1, Codec.ints().encode(value)))
                            .toList());
            assertThat(server.requests().get(0).operations()).hasSizeGreaterThan(100);
        }
    }

    @Test
    void anEmptyBatchIsPushedAtOnce() throws IOException {
        try (var server = new FakeServer(FakeServer::all);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            client.queue(1, Codec.ints()).pushAll(List.of());
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void tellsWhatBecameOfEachItem() throws IOException {
        LongFunction<Result> fullAfterTwo = seq -> seq <= 2 ? Result.done() : Result.ofCode(ResultCode.NO_ROOM);
        try (var server = new FakeServer((number, request) -> answers(request, fullAfterTwo));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            var queue = client.queue(1, Codec.ints());
            var failure = catchThrowableOfType(PartlyPushedException.class, () -> queue.pushAll(List.of(7, 8, 9, 10)));
            assertThat(failure.fates()).containsExactly(Fate.PUSHED, Fate.PUSHED, Fate.NOT_PUSHED, Fate.NOT_PUSHED);
            assertThat(failure)
                    .hasCauseInstanceOf(ServerFullException.class)
                    .hasMessageStartingWith("of 4 items 2 were pushed, 2 were not");
        }
    }

    @Test
    void handsInNothingMoreAfterAFailure() throws IOException {
        LongFunction<Result> noQueue = seq -> Result.ofCode(ResultCode.NO_QUEUE);
        try (var server = new FakeServer((number, request) -> answers(request, noQueue));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            List<Integer> many = Collections.nCopies(50_000, 1);
            var failure = catchThrowableOfType(
                    PartlyPushedException.class,
                    () -> client.queue(1, Codec.ints()).pushAll(many));
            assertThat(failure.count(Fate.NOT_PUSHED)).isEqualTo(50_000);
            assertThat(failure).hasCauseInstanceOf(NoQueueException.class);
            assertThat(server.requests()).allMatch(request -> request.firstSeq() < 10_000);
        }
    }

    @Test
    void saysOfWhichItDoesNotKnow() throws IOException {
        try (var server = new FakeServer((number, request) ->
                        request.firstSeq() > 1 ? List.of() : answers(request, 1, seq -> Result.done()));
                FtQueueClient client = FtQueueClient.connect(server.config().withTimeout(Duration.ofMillis(150)))) {
            var queue = client.queue(1, Codec.ints());
            var failure = catchThrowableOfType(PartlyPushedException.class, () -> queue.pushAll(List.of(7, 8, 9)));
            assertThat(failure.fates()).containsExactly(Fate.PUSHED, Fate.UNKNOWN, Fate.UNKNOWN);
        }
    }

    @Test
    void sendsNothingIfAnItemIsTooLong() throws IOException {
        try (var server = new FakeServer(FakeServer::all);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            var queue = client.queue(1, Codec.utf8());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> queue.pushAll(List.of("a", "b".repeat(60_001))))
                    .withMessageContaining("60001");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void popsWhatIsThere() throws IOException {
        LongFunction<Result> three =
                seq -> seq <= 3 ? Result.ofItem(Codec.longs().encode(seq)) : Result.ofCode(ResultCode.EMPTY);
        try (var server = new FakeServer((number, request) -> answers(request, three));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            assertThat(client.queue(1, Codec.longs()).drain()).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void popsAsManyAsAreWanted() throws IOException {
        try (var server = new FakeServer(FakeServer::all);
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            var queue = client.queue(1, Codec.longs());
            assertThat(queue.popUpTo(300)).hasSize(300).startsWith(1L).endsWith(300L);
            assertThat(queue.popUpTo(0)).isEmpty();
            assertThat(client.size(1)).as("not one pop more").isEqualTo(301);
            assertThatIllegalArgumentException().isThrownBy(() -> queue.popUpTo(-1));
        }
    }

    @Test
    void returnsWhatWasPoppedBeforeAFailure() throws IOException {
        LongFunction<Result> destroyed =
                seq -> seq <= 2 ? Result.ofItem(Codec.longs().encode(seq)) : Result.ofCode(ResultCode.NO_QUEUE);
        try (var server = new FakeServer((number, request) -> answers(request, destroyed));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            var queue = client.queue(1, Codec.longs());
            assertThat(queue.popUpTo(10)).containsExactly(1L, 2L);
            assertThatThrownBy(() -> queue.popUpTo(10)).isInstanceOf(NoQueueException.class);
        }
    }

    @Test
    void anItemThatCannotBeDecodedIsNotLost() throws IOException {
        LongFunction<Result> items = seq -> seq > 2
                ? Result.ofCode(ResultCode.EMPTY)
                : Result.ofItem(Codec.utf8().encode(seq == 2 ? "two" : "1"));
        try (var server = new FakeServer((number, request) -> answers(request, items));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            var failure = catchThrowableOfType(
                    UndecodableItemException.class,
                    () -> client.queue(1, Codec.longs()).drain());
            assertThat(failure.items().stream().map(Codec.utf8()::decode)).containsExactly("1", "two");
        }
    }

    private static List<ClientFrame> answers(Request request, LongFunction<Result> result) {
        return answers(request, request.operations().size(), result);
    }

    private static List<ClientFrame> answers(Request request, int count, LongFunction<Result> result) {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(new Answer(request.firstSeq() + i, result.apply(request.firstSeq() + i)));
        }
        return List.of(new ClientFrame.Reply(request.clientId(), 0, new Holding(2, false), answers));
    }
}
