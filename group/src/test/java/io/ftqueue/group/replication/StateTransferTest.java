package io.ftqueue.group.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.Delivery;
import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateTransferTest {

    private static final MemberId A = new MemberId(1, 1);

    private static final StateMachine.Restoration NOTHING = new StateMachine.Restoration() {
        @Override
        public void add(int branch, byte[] piece) {}

        @Override
        public boolean work() {
            return true;
        }

        @Override
        public void complete() {}
    };

    private static Delivery.Message message(long slot, int index) {
        return new Delivery.Message(new ConfigurationId(1, A), slot, index, slot, A, new byte[] {0, 1});
    }

    @Test
    void knowsWhetherASlotIsToBeExecutedFurther() {
        StateTransfer transfer = new StateTransfer(NOTHING, new Chronicle(Recorder.NONE), List.of(), -1, 1, 1);
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
}
