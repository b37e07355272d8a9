package io.ftqueue.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ClientFrame;
import io.ftqueue.queue.codec.ClientFrame.Answer;
import io.ftqueue.queue.codec.ClientFrame.Request;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FTQueueTest {

    private static final long LONG_ID = 9_007_199_254_740_991L;

    @Test
    void givesEachQueueASmallNumber() throws IOException {
        Map<Operation, Long> ids = Map.of(
                create("7"), LONG_ID,
                create("-8"), 5L,
                lookup("7"), LONG_ID);
        try (var server = new FakeServer((number, request) -> answer(request, operation -> {
                    Long id = ids.get(operation);
                    return id == null ? Result.ofCode(ResultCode.NO_QUEUE) : Result.ofNumber(id);
                }));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            FTQueue queues = FTQueue.on(client);
            assertThat(queues.qCreate(7)).isEqualTo(1);
            assertThat(queues.qCreate(-8)).isEqualTo(2);
            assertThat(queues.qCreate(7)).isEqualTo(1);
            assertThat(queues.qId(7)).isEqualTo(1);
            assertThat(queues.qId(9)).isEqualTo(-1);
            assertThat(FTQueue.on(client).qId(7)).isEqualTo(1);
        }
    }

    @Test
    void asksTheServersForTheirIdsAndInts() throws IOException {
        Map<Operation, Result> results = Map.of(
                create("7"),
                Result.ofNumber(LONG_ID),
                new Operation.Push(LONG_ID, Codec.utf8().encode("-12")),
                Result.done(),
                new Operation.Pop(LONG_ID),
                Result.ofItem(Codec.utf8().encode("-12")),
                new Operation.Top(LONG_ID),
                Result.ofItem(Codec.utf8().encode("2147483647")),
                new Operation.Size(LONG_ID),
                Result.ofNumber(3_000_000_000L),
                new Operation.Destroy(LONG_ID),
                Result.done());
        try (var server = new FakeServer((number, request) -> answer(request, results::get));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            FTQueue queues = client.original();
            int queue = queues.qCreate(7);
            assertThat(queues.qPush(queue, -12)).isZero();
            assertThat(queues.qPop(queue)).isEqualTo(-12);
            assertThat(queues.qTop(queue)).isEqualTo(Integer.MAX_VALUE);
            assertThat(queues.qSize(queue)).as("as many as an int can say").isEqualTo(Integer.MAX_VALUE);
            assertThat(queues.qDestroy(queue)).isZero();
        }
    }

    @Test
    void saysMinusOneOfWhatIsNotThere() throws IOException {
        try (var server = new FakeServer((number, request) -> answer(
                        request,
                        operation -> Result.ofCode(
                                operation instanceof Operation.Top ? ResultCode.EMPTY : ResultCode.NO_QUEUE)));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            FTQueue queues = client.original();
            assertThat(List.of(queues.qPush(1, 2), queues.qPop(0), queues.qTop(-1), queues.qSize(77)))
                    .containsOnly(FTQueue.NONE);
            assertThat(queues.qDestroy(Integer.MAX_VALUE)).isEqualTo(-1);
            assertThat(server.requests())
                    .as("a number that was never given out is no queue's")
                    .flatExtracting(Request::operations)
                    .contains(new Operation.Pop(0), new Operation.Size(0));
        }
    }

    @Test
    void doesNotLoseAnItemThatIsNoInt() throws IOException {
        byte[] item = Codec.utf8().encode("2147483648");
        try (var server = new FakeServer((number, request) -> answer(request, operation -> Result.ofItem(item)));
                FtQueueClient client = FtQueueClient.connect(server.config())) {
            var failure = catchThrowableOfType(
                    UndecodableItemException.class, () -> client.original().qPop(1));
            assertThat(failure.items()).containsExactly(item);
        }
    }

    private static Operation create(String label) {
        return new Operation.Create(Codec.utf8().encode(label));
    }

    private static Operation lookup(String label) {
        return new Operation.Lookup(Codec.utf8().encode(label));
    }

    private static List<ClientFrame> answer(Request request, Function<Operation, Result> result) {
        return List.of(new ClientFrame.Reply(
                request.clientId(),
                0,
                io.ftqueue.queue.Holding.UNKNOWN,
                List.of(new Answer(
                        request.firstSeq(), result.apply(request.operations().get(0))))));
    }
}
