package io.ftqueue.queue.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.group.InvariantViolation;
import io.ftqueue.group.model.ConfigurationId;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
            var copies = new ArrayList<ItemDeque>();
            var copied = new ArrayList<List<Item>>();
            for (int step = 0; step < 3_000; step++) {
                int choice = random.nextInt(200);
                if (choice == 0) {
                    copies.add(items.copy());
                    copied.add(List.copyOf(model));
                } else if (choice < (step / 500 % 2 == 0 ? 130 : 70)) {
                    var item = item(step);
                    items.add(item);
                    model.add(item);
                } else {
                    assertThat(items.peek()).isSameAs(model.peek());
                    assertThat(items.poll()).isSameAs(model.poll());
                }
                assertThat(items.size()).isEqualTo(model.size());
            }
            assertThat(items).as("SEED=%d", seed).containsExactlyElementsOf(model);
            assertThat(items.hash())
                    .isEqualTo(model.stream().mapToLong(Item::contentHash).sum());
            for (int i = 0; i < copies.size(); i++) {
                assertThat(copies.get(i)).as("SEED=%d", seed).containsExactlyElementsOf(copied.get(i));
            }
        }
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
