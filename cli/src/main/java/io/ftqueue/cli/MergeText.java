package io.ftqueue.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What a merge of components did, in words. */
final class MergeText {

    /** The most items that are listed of a queue; the JSON has more. */
    private static final int MAX_ITEMS = 10;

    private MergeText() {}

    /** Prints a merge, as a status tells it. */
    static void print(JsonNode merge, PrintWriter out) {
        List<String> sides = new ArrayList<>();
        merge.path("sides").forEach(side -> sides.add(names(side)));
        out.println("Merge at " + time(merge.path("at").asText()) + " of " + String.join(" with ", sides));
        if (merge.path("queues").isEmpty()) {
            out.println("  every queue was the same on all sides");
        }
        for (JsonNode queue : merge.path("queues")) {
            print(queue, sides, out);
        }
    }

    /** When a merge was, for people: to the second. */
    private static String time(String instant) {
        return instant.replaceFirst("T", " ").replaceFirst("\\.\\d+", "");
    }

    private static String names(JsonNode side) {
        List<String> names = new ArrayList<>();
        side.forEach(name -> names.add(name.asText()));
        return String.join(", ", names);
    }

    private static void print(JsonNode queue, List<String> sides, PrintWriter out) {
        long id = queue.path("id").asLong();
        String label = queue.has("label")
                ? queue.path("label").asText()
                : "base64:" + queue.path("labelBase64").asText();
        out.println("  Queue " + label + (id == 0 ? ", which is gone" : ", id " + id));
        out.println("    " + items(queue.path("common").asLong()) + " that all sides had");
        for (int side = 0; side < queue.path("brought").size(); side++) {
            String who = side < sides.size() ? sides.get(side) : "side " + (side + 1);
            out.println("    " + items(queue.path("brought").path(side).asLong()) + " brought by " + who);
        }
        for (int side = 0; side < queue.path("removed").size(); side++) {
            long removed = queue.path("removed").path(side).asLong();
            if (removed > 0) {
                String who = side < sides.size() ? sides.get(side) : "side " + (side + 1);
                out.println("    " + items(removed) + " of " + who + " gone: another side had popped or destroyed "
                        + (removed == 1 ? "it" : "them"));
            }
        }
        if (queue.path("returned").asLong() > 0) {
            out.println("    " + items(queue.path("returned").asLong())
                    + " given back: one pop, sent again across the cut, had come to different outcomes");
        }
        printDuplicates(queue, out);
    }

    private static void printDuplicates(JsonNode queue, PrintWriter out) {
        long count = queue.path("duplicateCount").asLong();
        boolean atLeast = queue.path("atLeast").asBoolean();
        if (count == 0 && !atLeast) {
            return;
        }
        out.println("    " + (atLeast ? "at least " : "") + items(count) + " popped on more than one side");
        int listed = 0;
        for (JsonNode duplicate : queue.path("duplicates")) {
            if (listed++ == MAX_ITEMS) {
                break;
            }
            List<String> poppers = new ArrayList<>();
            duplicate.path("poppers").forEach(popper -> poppers.add(popper.asText()));
            out.println("      the item of push " + duplicate.path("item").asText() + ", by pops "
                    + String.join(" and ", poppers));
        }
        if (count > MAX_ITEMS) {
            out.println("      and so on; status --json lists more");
        }
    }

    private static String items(long count) {
        return count + (count == 1 ? " item" : " items");
    }
}
