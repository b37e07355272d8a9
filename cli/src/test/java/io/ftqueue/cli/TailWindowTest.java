package io.ftqueue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is new in a queue that others use. */
class TailWindowTest {

    @Test
    void whatIsAppendedIsNew() {
        assertThat(newItems("", "ab")).isEqualTo("ab");
        assertThat(newItems("ab", "ab")).isEmpty();
        assertThat(newItems("ab", "abcd")).isEqualTo("cd");
        assertThat(newItems("aa", "aaa")).isEqualTo("a");
    }

    @Test
    void whatWasTakenOutOrGivenBackIsNotMistakenForIt() {
        assertThat(newItems("abcd", "cd")).isEmpty();
        assertThat(newItems("abcd", "cdef")).isEqualTo("ef");
        assertThat(newItems("abcd", "")).isEmpty();
        assertThat(newItems("abcd", "ef")).isEqualTo("ef");
        assertThat(newItems("bcd", "abcde")).isEqualTo("e");
    }

    @Test
    void whatCannotBeFoundIsSaid() {
        var window = new TailWindow();
        window.see(1_000, items("abcd"));
        assertThat(window.newFrom(996, items("wxyz"))).isEqualTo(-1);
        assertThat(window.newFrom(996, items("abcdz"))).isEqualTo(4);
    }

    /** Different items are followed exactly, whatever is taken out at the front meanwhile. */
    @Test
    void differentItemsAreSeenOnce() {
        var random = new Random(7);
        for (int round = 0; round < 200; round++) {
            List<byte[]> queue = new ArrayList<>();
            List<byte[]> followed = new ArrayList<>();
            var window = new TailWindow();
            int pushed = 0;
            for (int look = 0; look < 30; look++) {
                for (int i = random.nextInt(5); i > 0; i--) {
                    queue.add(("item " + pushed++).getBytes(StandardCharsets.UTF_8));
                }
                List<byte[]> part =
                        queue.subList((int) Math.min(queue.size(), Math.max(0, window.skip())), queue.size());
                int begin = window.newFrom(window.skip(), part);
                if (begin < 0) {
                    part = queue;
                    begin = window.newFrom(0, part);
                }
                followed.addAll(part.subList(begin, part.size()));
                window.see(queue.size(), new ArrayList<>(part));
                for (int i = random.nextInt(4); i > 0 && !queue.isEmpty(); i--) {
                    queue.remove(0);
                }
            }
            assertThat(followed).as("round %d", round).hasSize(pushed);
        }
    }

    private static String newItems(String before, String after) {
        var window = new TailWindow();
        window.see(before.length(), items(before));
        int begin = window.newFrom(0, items(after));
        return begin < 0 ? "?" : after.substring(begin);
    }

    private static List<byte[]> items(String letters) {
        return Arrays.stream(letters.split(""))
                .filter(letter -> !letter.isEmpty())
                .map(letter -> letter.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
