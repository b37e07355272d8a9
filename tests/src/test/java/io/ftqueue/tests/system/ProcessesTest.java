package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are started find each other. */
class ProcessesTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void serversStartedAtTheSameMomentAreOneConfigurationWithTheSameState(int count) {
        try (Servers servers = Servers.start(count)) {
            long startedNanos = servers.all().stream()
                    .mapToLong(ServerProcess::awaitStartNanos)
                    .max()
                    .orElseThrow();
            List<Status> statuses = servers.awaitEqualStates();
            assertThat(statuses).hasSize(count).allMatch(status -> status.members() == count);

            long configuredNanos = servers.all().stream()
                    .mapToLong(server -> server.configuredNanos(count))
                    .max()
                    .orElseThrow();
            long millis = TimeUnit.NANOSECONDS.toMillis(configuredNanos - startedNanos);
            System.out.println(count + " servers: one configuration " + millis + " ms after the last start-up line");
        }
    }
}
