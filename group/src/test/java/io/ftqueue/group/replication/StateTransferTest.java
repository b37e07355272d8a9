package io.ftqueue.group.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.Delivery;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.Context;
import io.ftqueue.group.model.MemberId;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StateTransferTest {

    private static final MemberId A = new MemberId(1, 1);

    private static Delivery.Message message(long slot, int index) {
        return new Delivery.Message(new ConfigurationId(1, A), slot, index, slot, A, new byte[] {0, 1});
    }

    @Test
    void knowsWhetherASlotIsToBeExecutedFurther() {
        StateTransfer transfer = new StateTransfer(new NoState(), List.of(), 1_000);
        transfer.hold(message(4, 0));
        transfer.hold(message(4, 1));
        transfer.hold(message(5, 0));
        transfer.nextHeld();
        assertThat(transfer.holdsMoreOf(4)).isTrue();
        transfer.nextHeld();
        assertThat(transfer.holdsMoreOf(4)).isFalse();
        transfer.nextHeld();
        assertThat(transfer.holdsMoreOf(5)).isFalse();
    }

    @Test
    void aContextKeepsItsNewestConfigurations() {
        TreeMap<ConfigurationId, Long> upTo = new TreeMap<>();
        for (long epoch = 1; epoch <= 5; epoch++) {
            upTo.put(new ConfigurationId(epoch, A), epoch);
        }
        Context context = new Context(upTo);
        assertThat(context.newest(5)).isSameAs(context);
        assertThat(context.newest(2).upTo().keySet())
                .containsExactly(new ConfigurationId(4, A), new ConfigurationId(5, A));
    }

    /** Has nothing to tell. */
    private static final class NoState implements StateMachine {

        @Override
        public void execute(Position position, byte[] payload) {}

        @Override
        public long stateHash() {
            return 0;
        }

        @Override
        public Image image() {
            return maxBytes -> null;
        }

        @Override
        public Restoration restoration(List<Context> branches) {
            return new Restoration() {
                @Override
                public void add(int branch, byte[] piece) {}

                @Override
                public void complete() {}
            };
        }
    }
}
