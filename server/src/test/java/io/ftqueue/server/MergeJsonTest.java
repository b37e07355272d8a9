package io.ftqueue.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ftqueue.queue.replica.Merge;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergeJsonTest {

    private static final Merge MERGE = merge(List.of(new Merge.Duplicate("5/1", List.of("6/2", "7/3"))));

    @Test
    void tellsWhatBecameOfTheQueues() throws IOException {
        assertThat(json(List.of(MERGE)))
                .isEqualTo("{\"merges\":[{\"at\":\"2026-11-23T10:00:00.500Z\",\"sides\":[[\"a\",\"b\"],[\"c\"]],"
                        + "\"queues\":[{\"id\":7,\"label\":\"jobs\",\"brought\":[3,2],\"common\":10,\"removed\":[0,1],"
                        + "\"returned\":1,\"returnedItems\":[\"ab/2\"],\"duplicateCount\":1,\"atLeast\":true,"
                        + "\"duplicates\":[{\"item\":\"5/1\",\"poppers\":[\"6/2\",\"7/3\"]}]}]}]}");
    }

    @Test
    void listsTheItemsOfTheNewestMergeFirst() throws IOException {
        var many = merge(Collections.nCopies(MergeJson.MAX_ITEMS - 3, new Merge.Duplicate("i", List.of("p"))));
        String json = json(List.of(MERGE, MERGE, many));
        assertThat(json.split("\"item\":\"i\"", -1)).hasSize(MergeJson.MAX_ITEMS - 2);
        assertThat(json.split("\"item\":\"5/1\"", -1)).hasSize(2);
    }

    @Test
    void saysItInWords() {
        assertThat(PartitionJournal.words(MERGE.queues().get(0), MERGE.sides()))
                .isEqualTo("  Queue \"jobs\": 10 items of all sides, 3 of [a, b], 2 of [c]; "
                        + "removed by another side 0 of [a, b], 1 of [c]; 1 returned, "
                        + "at least 1 popped on several sides");
    }

    private static Merge merge(List<Merge.Duplicate> duplicates) {
        byte[] label = "jobs".getBytes(StandardCharsets.UTF_8);
        var queue = new Merge.Queue(
                7,
                label,
                List.of(3L, 2L),
                10,
                List.of(0L, 1L),
                1,
                List.of("ab/2"),
                duplicates.size(),
                true,
                duplicates);
        return new Merge(1_795_428_000_500_000L, List.of(List.of("a", "b"), List.of("c")), List.of(queue));
    }

    private static String json(List<Merge> merges) throws IOException {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            MergeJson.write(json, merges);
            json.writeEndObject();
        }
        return text.toString();
    }
}
