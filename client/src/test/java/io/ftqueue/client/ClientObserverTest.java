package io.ftqueue.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.ResultCode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientObserverTest {

    private final List<String> told = new CopyOnWriteArrayList<>();

    private final ClientObserver observer = new ClientObserver() {
        @Override
        public void answered(Operation operation, ResultCode code, long nanos) {
            told.add(operation.kind() + " " + code + (nanos > 0 ? " later" : ""));
        }

        @Override
        public void repeated() {
            told.add("repeated");
        }

        @Override
        public void turned(String from, String to) {
            told.add("turned from " + from + " to " + to);
        }

        @Override
        public void gaveUp(Operation operation) {
            told.add("gave up " + operation.kind());
        }
    };

    @Test
    void isToldOfAnswers() throws IOException {
        try (var server = new FakeServer(FakeServer::all);
                FtQueueClient client = FtQueueClient.connect(server.config().withObserver(observer))) {
            client.push(1, new byte[] {1});
            client.submit(new Operation.Size(1)).join();
        }
        assertThat(told).contains("PUSH OK later", "SIZE OK later");
    }

    @Test
    void isToldOfMisfortunes() throws IOException {
        try (var silent = new FakeServer((number, request) -> List.of());
                var other = new FakeServer(FakeServer::all)) {
            silent.knows(other);
            try (FtQueueClient client = FtQueueClient.connect(silent.config().withObserver(observer))) {
                client.push(1, new byte[] {1});
            }
            assertThat(told)
                    .contains("repeated")
                    .contains("turned from " + Discovery.text(silent.address()) + " to "
                            + Discovery.text(other.address()));
        }
        try (var silent = new FakeServer((number, request) -> List.of());
                FtQueueClient client = FtQueueClient.connect(
                        silent.config().withObserver(observer).withTimeout(Duration.ofMillis(100)))) {
            assertThatThrownBy(() -> client.pop(1)).isInstanceOf(OutcomeUnknownException.class);
        }
        assertThat(told).contains("gave up POP");
    }

    @Test
    void mayFail() throws IOException {
        var failing = new ClientObserver() {
            @Override
            public void answered(Operation operation, ResultCode code, long nanos) {
                throw new IllegalStateException("a planted failure");
            }
        };
        try (var server = new FakeServer(FakeServer::all);
                FtQueueClient client = FtQueueClient.connect(server.config().withObserver(failing))) {
            assertThat(client.size(1)).isEqualTo(1);
            assertThat(client.size(1)).isEqualTo(2);
        }
    }
}
