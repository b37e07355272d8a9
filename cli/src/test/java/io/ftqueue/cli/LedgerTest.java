package io.ftqueue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LedgerTest {

    private final Ledger ledger = new Ledger();

    @Test
    void balances() {
        ledger.pushed("a");
        ledger.pushed("b");
        ledger.pushed("c");
        ledger.popped("a");
        ledger.popped("b");
        assertThat(ledger.balance(1)).isEqualTo(new Ledger.Balance(3, 2, 1, 0, 0, 0, 0));
        assertThat(ledger.balance(1).holds()).isTrue();
    }

    @Test
    void noticesLoss() {
        ledger.pushed("a");
        ledger.pushed("b");
        assertThat(ledger.balance(1).lost()).isEqualTo(1);
        assertThat(ledger.balance(1).holds()).isFalse();
        ledger.popInDoubt();
        assertThat(ledger.balance(1).holds())
                .as("a pop without an answer may have taken it")
                .isTrue();
    }

    @Test
    void noticesDuplicatesAndForeignItems() {
        ledger.pushed("a");
        ledger.popped("a");
        ledger.popped("a");
        assertThat(ledger.balance(0).duplicated()).isEqualTo(1);
        assertThat(ledger.balance(0).holds()).isFalse();
        ledger.popped("x");
        assertThat(ledger.balance(0).foreign()).isEqualTo(1);
    }

    @Test
    void anUnansweredPushMayComeOut() {
        ledger.pushInDoubt("a");
        assertThat(ledger.balance(0).holds()).isTrue();
        ledger.popped("a");
        assertThat(ledger.balance(0).holds()).isTrue();
    }
}
