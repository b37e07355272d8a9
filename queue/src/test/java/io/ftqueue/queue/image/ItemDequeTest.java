package io.ftqueue.queue.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.group.InvariantViolation;
import io.ftqueue.group.model.ConfigurationId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ItemDequeTest {

    @Test
    void doesWhatAnArrayDequeDoesAndItsCopiesStayAsTheyAre() {
        for (int seed = 0; seed < 50; seed++) {
            var random = new SplittableRandom(seed);
            var items = new ItemDeque();
            var model = new ArrayDeque<Item>();
            var taken = new ArrayList<Item>();
            var copies = new ArrayList<ItemDeque>();
            var copied = new ArrayList<List<Item>>();
            for (int step = 0; step < 3_000; step++) {
                int choice = random.nextInt(200);
                if (choice == 0) {
                    copies.add(items.copy());
                    copied.add(List.copyOf(model));
                } else if (choice == 1) {
                    giveBack(random, taken, items, model);
                } else if (choice == 2 && !model.isEmpty()) {
                    var gone = List.copyOf(model).get(random.nextInt(model.size()));
                    assertThat(items.remove(gone)).isTrue();
                    assertThat(items.remove(gone)).isFalse();
                    model.remove(gone);
                } else if (choice < (step / 500 % 2 == 0 ? 130 : 70)) {
                    var item = item(step);
                    items.add(item);
                    model.add(item);
                } else {
                    assertThat(items.peek()).isSameAs(model.peek());
                    var first = model.poll();
                    assertThat(items.poll()).isSameAs(first);
                    if (first != null) {
                        taken.add(first);
                    }
                }
                assertThat(items.size()).isEqualTo(model.size());
                if (choice == 3) {
                    int skip = random.nextInt(model.size() + 2);
                    assertThat(items.from(skip))
                            .as("SEED=%d, step %d", seed, step)
                            .toIterable()
                            .containsExactlyElementsOf(
                                    List.copyOf(model).subList(Math.min(skip, model.size()), model.size()));
                }
            }
            assertThat(items).as("SEED=%d", seed).containsExactlyElementsOf(model);
            assertThat(items.hash())
                    .isEqualTo(model.stream().mapToLong(Item::contentHash).sum());
            for (int i = 0; i < copies.size(); i++) {
                assertThat(copies.get(i)).as("SEED=%d", seed).containsExactlyElementsOf(copied.get(i));
                int half = copied.get(i).size() / 2;
                assertThat(copies.get(i).from(half))
                        .as("SEED=%d", seed)
                        .toIterable()
                        .containsExactlyElementsOf(
                                copied.get(i).subList(half, copied.get(i).size()));
            }
        }
    }

    /** Some of what was taken goes back to its places. */
    private static void giveBack(
            SplittableRandom random, ArrayList<Item> taken, ItemDeque items, ArrayDeque<Item> model) {
        var back = new ArrayList<Item>();
        while (!taken.isEmpty() && random.nextInt(4) > 0) {
            back.add(taken.remove(random.nextInt(taken.size())));
        }
        back.sort(Comparator.naturalOrder());
        items.insertAll(back);
        var all = new ArrayList<>(model);
        all.addAll(back);
        all.sort(Comparator.naturalOrder());
        model.clear();
        model.addAll(all);
    }

    @Test
    void doesNotLetACopyChange() {
        var items = new ItemDeque();
        items.add(item(1));
        var copy = items.copy();
        assertThat(copy.peek()).isEqualTo(item(1));
        assertThatThrownBy(() -> copy.add(item(2))).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(copy::poll).isInstanceOf(InvariantViolation.class);
    }

    private static Item item(int number) {
        return new Item(1, number, number, ConfigurationId.NONE, number, 0, 0, new byte[] {(byte) number}, null);
    }
}
