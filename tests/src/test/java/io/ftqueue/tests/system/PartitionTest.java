package io.ftqueue.tests.system;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers and clients in a network that is really cut, and healed. */
@ExtendWith(NeedsNamespaces.class)
class PartitionTest {

    @ParameterizedTest
    @EnumSource
    void everySideServesAndTheMergeLosesNothing(Split split) {
        try (Partition partition = Partition.start(split)) {
            partition.fill();
            partition.cut();
            partition.workApart();
            var soft = new SoftAssertions();
            partition.heal(soft);
            soft.check(() -> partition.checkQueues(soft));
            soft.check(() -> partition.drain(soft));
            soft.assertAll();
        }
    }
}
