package io.ftqueue.tests.system;

import io.ftqueue.client.ClientConfig;
import io.ftqueue.client.Codec;
import io.ftqueue.client.FtQueueClient;
import io.ftqueue.client.LeaseOptions;
import io.ftqueue.client.Leased;
import java.time.Duration;

/** A process that takes an item under a lease, says so, and works on it until it is killed. */
final class LeaseConsumer {

    static final String TOOK = "took ";

    private LeaseConsumer() {}

    /** Its arguments: the group, the label, milliseconds of the lease, deliveries at most, label for dead letters. */
    public static void main(String[] arguments) throws InterruptedException {
        ClientConfig config = ClientConfig.defaults()
                .withGroup(Agent.endpoints(arguments[0]).get(0))
                .withBind(Servers.address("127.0.0.1"));
        LeaseOptions options = LeaseOptions.of(Duration.ofMillis(Long.parseLong(arguments[2])))
                .deadLetterAfter(Integer.parseInt(arguments[3]), arguments[4]);
        try (FtQueueClient client = FtQueueClient.connect(config)) {
            Leased<String> taken = client.queue(arguments[1], Codec.utf8())
                    .take(options, Servers.PATIENCE)
                    .orElseThrow();
            System.out.println(TOOK + taken.value() + " " + taken.deliveries());
            Thread.currentThread().join();
        }
    }
}
