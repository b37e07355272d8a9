package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.tests.system.TextClient.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of the original program are served as they expect it, over multicast, one reply to each request. */
class OriginalClientTest {

    private static Servers servers;

    private TextClient client;

    @BeforeAll
    static void startServers() {
        servers = Servers.start(3);
        servers.awaitOneConfiguration();
    }

    @AfterAll
    static void stopServers() {
        servers.close();
    }

    @BeforeEach
    void openClient() {
        client = new TextClient(servers.clientGroup());
    }

    @AfterEach
    void closeClientWithoutAnUnexpectedReply() {
        assertThat(client.receiveAll()).as("replies that nobody waits for").isEmpty();
        client.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void theNotebookRunsAsItsUserExpects(int count) {
        try (Servers own = Servers.start(count);
                TextClient notebook = new TextClient(own.clientGroup())) {
            own.awaitOneConfiguration();
            List<Reply> replies = new ArrayList<>();

            replies.add(notebook.askFully(TextClient.request("qCreate,12")));
            String id = replies.get(0).text();
            replies.add(notebook.askFully(TextClient.request("qId,12")));
            notebook.tell("qPush," + id + ",12");
            replies.add(notebook.askFully(TextClient.request("qTop," + id)));
            replies.add(notebook.askFully(TextClient.request("qPop," + id)));
            replies.add(notebook.askFully(TextClient.request("qSize," + id)));
            notebook.tell("qDestroy," + id);

            assertThat(id).matches("[1-9][0-9]*");
            assertThat(replies).extracting(Reply::text).containsExactly(id, id, "12", "12", "0");
            assertThat(replies).extracting(Reply::from).isSubsetOf(own.addresses());
            assertThat(notebook.receiveAll()).as("further replies").isEmpty();
            own.awaitEqualStates();
        }
    }

    @Test
    void theSameLabelHasTheSameQueue() {
        String id = client.ask("qCreate,70");
        assertThat(client.ask("qCreate,70")).isEqualTo(id);
        assertThat(client.ask("qId,70")).isEqualTo(id);
        assertThat(client.ask("qCreate,71")).isNotEqualTo(id);
    }

    @Test
    void whatIsNotThereIsAnsweredWithMinusOne() {
        assertThat(client.ask("qId,987654")).isEqualTo("-1");
        for (String missing : List.of("999999", "0", "-1", "99999999999999999999")) {
            assertThat(client.ask("qTop," + missing)).isEqualTo("-1");
            assertThat(client.ask("qPop," + missing)).isEqualTo("-1");
            assertThat(client.ask("qSize," + missing)).isEqualTo("-1");
            client.tell("qPush," + missing + ",1");
            client.tell("qDestroy," + missing);
        }
    }

    @Test
    void anEmptyQueueHasNoFirstItemAndSizeZero() {
        String id = client.ask("qCreate,72");
        assertThat(client.ask("qTop," + id)).isEqualTo("-1");
        assertThat(client.ask("qPop," + id)).isEqualTo("-1");
        assertThat(client.ask("qSize," + id)).isEqualTo("0");
    }

    @Test
    void idsAreNotUsedAgainAndOldOnesLeadNowhere() {
        String old = client.ask("qCreate,73");
        client.tell("qPush," + old + ",1");
        client.tell("qDestroy," + old);
        assertThat(client.ask("qId,73")).isEqualTo("-1");
        String next = client.ask("qCreate,73");
        assertThat(next).matches("[1-9][0-9]*").isNotEqualTo(old);
        assertThat(client.ask("qSize," + old)).isEqualTo("-1");
        assertThat(client.ask("qSize," + next)).isEqualTo("0");
    }

    @Test
    void itemsAreIntegersOfAnySizeAndSign() {
        String id = client.ask("qCreate,74");
        List<String> items = List.of("-1", "-2147483648", "2147483647", "0", "12345678901234567890");
        items.forEach(item -> client.tell("qPush," + id + "," + item));
        assertThat(client.ask("qSize," + id)).isEqualTo("5");
        for (String item : items) {
            assertThat(client.ask("qTop," + id)).isEqualTo(item);
            assertThat(client.ask("qPop," + id)).isEqualTo(item);
        }
    }

    @Test
    void blanksAroundNumbersAndFurtherArgumentsMeanNothing() {
        String id = client.ask("qCreate, 75 ,extra");
        assertThat(client.ask("qId,75,1,2,3")).isEqualTo(id);
        client.tell("qPush, " + id + " , 7 ,8,nine");
        assertThat(client.ask("qTop, " + id + " ,x")).isEqualTo("7");
        assertThat(client.ask("qSize," + id + " ")).isEqualTo("1");
    }

    @Test
    void aRepeatedRequestIsExecutedOnceAndAnsweredAgainWithTheSameValue() {
        String id = client.ask("qCreate,76");
        String push = TextClient.request("qPush," + id + ",5");
        IntStream.range(0, 3).forEach(i -> client.send(push));
        client.tell("qPush," + id + ",6");
        assertThat(client.ask("qSize," + id)).isEqualTo("2");
        client.send(push);
        assertThat(client.ask("qSize," + id)).isEqualTo("2");

        String pop = TextClient.request("qPop," + id);
        for (int i = 0; i < 3; i++) {
            assertThat(client.askFully(pop).text()).isEqualTo("5");
        }
        assertThat(client.ask("qSize," + id)).isEqualTo("1");
    }

    @Test
    void aBurstOfPushesIsThereInItsOrderAtTheNextRequest() {
        String id = client.ask("qCreate,77");
        List<String> items = IntStream.range(100, 120).mapToObj(String::valueOf).toList();
        items.forEach(item -> client.tell("qPush," + id + "," + item));
        assertThat(client.ask("qSize," + id)).isEqualTo("20");
        List<String> popped =
                items.stream().map(item -> client.ask("qPop," + id)).toList();
        assertThat(popped).isEqualTo(items);
    }

    @Test
    void theRequestsOfEachOfTwoClientsAreExecutedInItsOrder() throws InterruptedException {
        String id = client.ask("qCreate,78");
        List<Thread> threads = new ArrayList<>();
        List<TextClient> pushing = new ArrayList<>();
        for (int first : new int[] {1_000, 2_000}) {
            TextClient own = new TextClient(servers.clientGroup());
            pushing.add(own);
            threads.add(new Thread(
                    () -> IntStream.range(first, first + 50).forEach(item -> own.tell("qPush," + id + "," + item))));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        // A size asked by each shows that all before it is there.
        pushing.forEach(own -> assertThat(own.ask("qSize," + id)).isNotEqualTo("-1"));
        assertThat(client.ask("qSize," + id)).isEqualTo("100");

        List<Integer> popped = IntStream.range(0, 100)
                .mapToObj(i -> Integer.valueOf(client.ask("qPop," + id)))
                .toList();
        for (int first : new int[] {1_000, 2_000}) {
            assertThat(popped.stream().filter(item -> item / 1_000 * 1_000 == first))
                    .containsExactlyElementsOf(
                            IntStream.range(first, first + 50).boxed().toList());
        }
        pushing.forEach(TextClient::close);
    }

    @Test
    void aClientMayTalkToOneServerOnly() {
        for (ServerProcess server : servers.all()) {
            try (TextClient direct = new TextClient(server.address())) {
                List<Reply> replies = new ArrayList<>();
                replies.add(direct.askFully(TextClient.request("qCreate,79")));
                String id = replies.get(0).text();
                direct.tell("qPush," + id + ",1");
                String repeated = TextClient.request("qPop," + id);
                replies.add(direct.askFully(repeated));
                replies.add(direct.askFully(repeated));
                replies.add(direct.askFully(TextClient.request("qSize," + id)));
                assertThat(replies).extracting(Reply::text).containsExactly(id, "1", "1", "0");
                assertThat(replies).extracting(Reply::from).containsOnly(server.address());
                assertThat(direct.receiveAll()).as("further replies").isEmpty();
            }
        }
        assertThat(client.ask("qId,79")).isNotEqualTo("-1");
        servers.awaitEqualStates();
    }
}
