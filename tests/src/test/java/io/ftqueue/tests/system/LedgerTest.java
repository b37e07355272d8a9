package io.ftqueue.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The books notice what they are kept for. */
class LedgerTest {

    private final Ledger ledger = new Ledger();
    private final Ledger.Producer producer = ledger.producer();
    private final Ledger.Consumer consumer = ledger.consumer();
    private long nanos;

    private void pop(Ledger.Consumer by, long item) {
        nanos += 2;
        by.popped(item, nanos, nanos + 1);
    }

    @Test
    void itemsInTheirOrderAreInOrder() {
        pop(consumer, producer.next());
        pop(ledger.consumer(), producer.next());
        assertThat(ledger.complaints()).isEmpty();
        assertThat(ledger.acknowledged()).isEqualTo(2);
        assertThat(ledger.popped()).isEqualTo(2);
    }

    @Test
    void aLostItemIsNoticed() {
        producer.next();
        pop(consumer, producer.next());
        assertThat(ledger.complaints())
                .singleElement()
                .asString()
                .startsWith("1 lost")
                .contains("0-0");
    }

    @Test
    void anItemWithoutAnAnswerMayBeLostOrNot() {
        producer.next();
        producer.doubt();
        pop(consumer, producer.next());
        producer.doubt();
        assertThat(ledger.complaints()).isEmpty();
        assertThat(ledger.inDoubt()).isEqualTo(2);
    }

    @Test
    void aPopWithoutAnAnswerMayHaveTakenOneItem() {
        producer.next();
        consumer.doubt();
        assertThat(ledger.complaints()).isEmpty();
        producer.next();
        assertThat(ledger.complaints()).singleElement().asString().startsWith("2 lost");
    }

    @Test
    void anItemThatComesTwiceIsNoticed() {
        long item = producer.next();
        pop(consumer, item);
        pop(ledger.consumer(), item);
        assertThat(ledger.complaints()).containsExactly("0-0 came twice");
    }

    @Test
    void anItemFromNowhereIsNoticed() {
        pop(consumer, 5);
        assertThat(ledger.complaints()).containsExactly("0-5 was never pushed");
    }

    @Test
    void itemsOutOfOrderAreNoticed() {
        long first = producer.next();
        pop(consumer, producer.next());
        pop(consumer, first);
        assertThat(ledger.complaints()).contains("0-0 came after 0-1");
    }

    @Test
    void itemsOutOfOrderAtDifferentConsumersAreNoticed() {
        long first = producer.next();
        pop(consumer, producer.next());
        pop(ledger.consumer(), first);
        assertThat(ledger.complaints()).containsExactly("0-1 came before 0-0, to another consumer");
    }

    @Test
    void popsAtTheSameTimeMayEndInAnyOrder() {
        long first = producer.next();
        consumer.popped(producer.next(), 0, 10);
        ledger.consumer().popped(first, 5, 20);
        assertThat(ledger.complaints()).isEmpty();
    }
}
