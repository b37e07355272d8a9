package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.tests.system.TextClient.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client of the original program splits the group and has it healed, and gets one reply to each request. */
class MockPartitionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ParameterizedTest
    @CsvSource({"2,0", "2,700", "3,0", "3,700", "5,0", "5,700"})
    void theNotebookIsSplitAndHealed(int count, int pauseMillis) throws InterruptedException {
        try (Servers own = Servers.start(count)) {
            String before = own.awaitOneConfiguration().get(0).configurationId();
            for (int round = 1; round <= 2; round++) {
                try (TextClient notebook = new TextClient(own.clientGroup())) {
                    run(own, notebook, pauseMillis);
                }
                String after = awaitOneGroup(own, () -> {});
                assertThat(after).as("the configuration after round " + round).isNotEqualTo(before);
                before = after;
            }
            for (ServerProcess server : own.all()) {
                assertThat(server.output()).contains("The group is split to try it out", "is healed");
            }
        }
    }

    private static void run(Servers own, TextClient notebook, int pauseMillis) throws InterruptedException {
        List<Reply> replies = new ArrayList<>();
        replies.add(notebook.askFully(TextClient.request("qCreate,12")));
        String id = replies.get(0).text();
        pause(pauseMillis);
        replies.add(notebook.askFully(TextClient.request("qId,12")));
        pause(pauseMillis);
        notebook.tell("qPush," + id + ",12");
        pause(pauseMillis);
        notebook.send("mockPartition");
        for (String operation : List.of("qTop,", "qPop,", "qSize,")) {
            pause(pauseMillis);
            replies.add(notebook.askFully(TextClient.request(operation + id)));
        }
        pause(pauseMillis);
        String destroy = TextClient.request("qDestroy," + id);
        notebook.send(destroy);

        assertThat(id).matches("[1-9][0-9]*");
        assertThat(replies).extracting(Reply::text).containsExactly(id, id, "12", "12", "0");
        assertThat(replies).extracting(Reply::from).isSubsetOf(own.addresses());
        awaitOneGroup(own, () -> notebook.send(destroy));
        assertThat(notebook.ask("qId,12")).isEqualTo("-1");
        assertThat(notebook.receiveAll()).as("further replies").isEmpty();
    }

    /**
     * Waits until there is no split any more and all have the same state; returns the configuration.
     *
     * @param again sends the last request again, with its id: nobody else would, if a busy machine has lost it
     */
    private static String awaitOneGroup(Servers own, Runnable again) {
        long[] last = {System.nanoTime()};
        List<Status> statuses = own.await("one group after the split", PATIENCE, now -> {
            if (System.nanoTime() - last[0] > TimeUnit.SECONDS.toNanos(3)) {
                last[0] = System.nanoTime();
                again.run();
            }
            return Status.areOneConfiguration(now, own.count())
                    && Status.areEqual(now)
                    && now.stream()
                            .allMatch(status -> status.json().path("partition").isNull());
        });
        return statuses.get(0).configurationId();
    }

    @Test
    void aServerAloneStaysAsItIs() {
        try (Servers own = Servers.start(1);
                TextClient client = new TextClient(own.clientGroup())) {
            String before = own.awaitOneConfiguration().get(0).configurationId();
            client.send("mockPartition");
            assertThat(client.ask("qId,1")).isEqualTo("-1");
            assertThat(own.awaitOneConfiguration().get(0).configurationId()).isEqualTo(before);
        }
    }

    private static void pause(int millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }
}
