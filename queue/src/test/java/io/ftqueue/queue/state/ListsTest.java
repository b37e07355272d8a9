package io.ftqueue.queue.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.queue.Operation;
import io.ftqueue.queue.Operation.Browse;
import io.ftqueue.queue.Operation.Queues;
import io.ftqueue.queue.Result;
import io.ftqueue.queue.ResultCode;
import io.ftqueue.queue.codec.ItemList;
import io.ftqueue.queue.codec.QueueList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is shown without being taken. */
class ListsTest {

    private final Branch branch = new Branch(1);
    private long seq;

    @Test
    void showsItems() {
        create("q");
        push("a", "b", "c", "d");
        assertThat(items(new Browse(1, 0, 2))).containsExactly("a", "b");
        assertThat(items(new Browse(1, 2, 9))).containsExactly("c", "d");
        assertThat(items(new Browse(1, 4, 1))).isEmpty();
        assertThat(items(new Browse(1, Integer.MAX_VALUE, 65_535))).isEmpty();
        assertThat(does(new Browse(1, 0, 1)).number()).isEqualTo(4);
        assertThat(does(new Browse(9, 0, 1))).isEqualTo(Result.ofCode(ResultCode.NO_QUEUE));
        assertThat(does(new Operation.Size(1))).isEqualTo(Result.ofNumber(4));
    }

    /** Only as much as goes into one answer; but always one, however long it is. */
    @Test
    void showsAsMuchAsFits() {
        create("q");
        push("x".repeat(10_000), "y".repeat(5_000), "z".repeat(5_000), "w".repeat(60_000));
        assertThat(items(new Browse(1, 0, 9))).hasSize(2);
        assertThat(items(new Browse(1, 2, 9))).hasSize(1);
        assertThat(items(new Browse(1, 3, 9))).hasSize(1);
    }

    @Test
    void listsQueuesByLabel() {
        create("b", "a", "c", "");
        push("x");
        does(new Operation.Take(1, 60_000, 0, 0));
        List<QueueList.Entry> all = queues(new Queues(new byte[0], 100));
        assertThat(all).extracting(entry -> new String(entry.label(), UTF_8)).containsExactly("", "a", "b", "c");
        assertThat(all.get(2).size()).isZero();
        assertThat(all.get(2).leased()).isEqualTo(1);
        assertThat(queues(new Queues("a".getBytes(UTF_8), 2)))
                .extracting(entry -> new String(entry.label(), UTF_8))
                .containsExactly("a", "b");
        assertThat(queues(new Queues("a\0".getBytes(UTF_8), 1)))
                .extracting(entry -> new String(entry.label(), UTF_8))
                .containsExactly("b");
    }

    /** The list is made when it is first asked for, and has to follow what happens then. */
    @Test
    void listsWhatCameAndWentSince() {
        create("a", "b");
        assertThat(does(new Queues(new byte[0], 1)).number()).isEqualTo(2);
        does(new Operation.Destroy(1));
        create("c");
        assertThat(queues(new Queues(new byte[0], 100)))
                .extracting(entry -> new String(entry.label(), UTF_8))
                .containsExactly("b", "c");
    }

    @Test
    void listsAsManyQueuesAsFit() {
        String[] labels = new String[40];
        Arrays.setAll(labels, i -> String.format("%02d", i) + "x".repeat(1_000));
        create(labels);
        List<QueueList.Entry> first = queues(new Queues(new byte[0], 100));
        assertThat(first).hasSize(15);
        byte[] last = first.get(14).label();
        List<QueueList.Entry> second = queues(new Queues(Arrays.copyOf(last, last.length + 1), 100));
        assertThat(new String(second.get(0).label(), UTF_8)).startsWith("15x");
    }

    private void create(String... labels) {
        for (String label : labels) {
            does(new Operation.Create(label.getBytes(UTF_8)));
        }
    }

    private void push(String... items) {
        for (String item : items) {
            does(new Operation.Push(1, item.getBytes(UTF_8)));
        }
    }

    private List<String> items(Browse browse) {
        return ItemList.read(does(browse).item()).stream()
                .map(item -> new String(item, UTF_8))
                .toList();
    }

    private List<QueueList.Entry> queues(Queues queues) {
        return QueueList.read(does(queues).item());
    }

    private Result does(Operation operation) {
        seq++;
        return branch.nativeEntry(7, seq, seq, operation).get(0);
    }
}
