package io.ftqueue.server;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ftqueue.queue.replica.Merge;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What merges have done, as JSON; docs/operating.md tells the fields. */
final class MergeJson {

    /**
     * The most items that are listed, duplicates and returned, all queues of all merges together, the newest merge
     * first.
     */
    static final int MAX_ITEMS = 1_000;

    private MergeJson() {}

    /** Writes an array of merges, newest last. */
    static void write(JsonGenerator json, List<Merge> merges) throws IOException {
        int[] listed = listed(merges);
        json.writeArrayFieldStart("merges");
        for (int i = 0; i < merges.size(); i++) {
            write(json, merges.get(i), listed[i]);
        }
        json.writeEndArray();
    }

    /** How many items are listed of each merge. */
    private static int[] listed(List<Merge> merges) {
        int[] listed = new int[merges.size()];
        int left = MAX_ITEMS;
        for (int i = merges.size() - 1; i >= 0; i--) {
            int wanted = merges.get(i).queues().stream()
                    .mapToInt(queue ->
                            queue.duplicates().size() + queue.returnedItems().size())
                    .sum();
            listed[i] = Math.min(left, wanted);
            left -= listed[i];
        }
        return listed;
    }

    private static void write(JsonGenerator json, Merge merge, int items) throws IOException {
        json.writeStartObject();
        json.writeStringField("at", time(merge.atMicros()));
        json.writeArrayFieldStart("sides");
        for (List<String> side : merge.sides()) {
            writeStrings(json, side);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("queues");
        int left = items;
        for (Merge.Queue queue : merge.queues()) {
            int duplicates = Math.min(left, queue.duplicates().size());
            int returned = Math.min(left - duplicates, queue.returnedItems().size());
            write(json, queue, duplicates, returned);
            left -= duplicates + returned;
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Merge.Queue queue, int duplicates, int returned) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", queue.id());
        StatusJson.writeLabel(json, queue.label());
        writeNumbers(json, "brought", queue.brought());
        json.writeNumberField("common", queue.common());
        writeNumbers(json, "removed", queue.removed());
        json.writeNumberField("returned", queue.returned());
        json.writeFieldName("returnedItems");
        writeStrings(json, queue.returnedItems().subList(0, returned));
        json.writeNumberField("duplicateCount", queue.duplicateCount());
        json.writeBooleanField("atLeast", queue.atLeast());
        json.writeArrayFieldStart("duplicates");
        for (Merge.Duplicate duplicate : queue.duplicates().subList(0, duplicates)) {
            json.writeStartObject();
            json.writeStringField("item", duplicate.item());
            json.writeFieldName("poppers");
            writeStrings(json, duplicate.poppers());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeNumbers(JsonGenerator json, String name, List<Long> numbers) throws IOException {
        json.writeArrayFieldStart(name);
        for (long number : numbers) {
            json.writeNumber(number);
        }
        json.writeEndArray();
    }

    private static void writeStrings(JsonGenerator json, List<String> strings) throws IOException {
        json.writeStartArray();
        for (String string : strings) {
            json.writeString(string);
        }
        json.writeEndArray();
    }

    private static String time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }
}
