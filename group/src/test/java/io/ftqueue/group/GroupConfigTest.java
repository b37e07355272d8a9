package io.ftqueue.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupConfigTest {

    private static final long MILLI = 1_000_000L;

    /** The defaults in their order, so that a test can change one of them. */
    private static GroupConfig with(int field, long value) {
        GroupConfig defaults = GroupConfig.defaults();
        long[] fields = {
            defaults.heartbeatNanos(),
            defaults.suspectAfterNanos(),
            defaults.gatherNanos(),
            defaults.listenNanos(),
            defaults.settleNanos(),
            defaults.failuresTolerated(),
            defaults.slotWindow(),
            defaults.originWindowBytes(),
            defaults.maxFrameBytes(),
            defaults.nakDelayNanos(),
            defaults.nakMaxNanos(),
            defaults.repeatNanos(),
            defaults.markAbove()
        };
        fields[field] = value;
        return new GroupConfig(
                fields[0],
                fields[1],
                fields[2],
                fields[3],
                fields[4],
                (int) fields[5],
                (int) fields[6],
                (int) fields[7],
                (int) fields[8],
                fields[9],
                fields[10],
                fields[11],
                (int) fields[12]);
    }

    @Test
    void defaultsAreValid() {
        assertThat(with(0, 20 * MILLI)).isEqualTo(GroupConfig.defaults());
    }

    @Test
    void constantsThatDoNotGoTogetherAreRefused() {
        List<long[]> refused = List.of(
                new long[] {0, 0},
                new long[] {0, 167 * MILLI},
                new long[] {1, 59 * MILLI},
                new long[] {2, 19 * MILLI},
                new long[] {3, 19 * MILLI},
                new long[] {4, 19 * MILLI},
                new long[] {5, -1},
                new long[] {5, 64},
                new long[] {6, 1},
                new long[] {7, 1_371},
                new long[] {8, 575},
                new long[] {8, 65_508},
                new long[] {9, 0},
                new long[] {10, 1},
                new long[] {11, 0});
        for (long[] wrong : refused) {
            assertThatIllegalArgumentException()
                    .as(Arrays.toString(wrong))
                    .isThrownBy(() -> with((int) wrong[0], wrong[1]));
        }
    }

    @Test
    void limitsThemselvesAreAccepted() {
        assertThat(with(5, 0).failuresTolerated()).isZero();
        assertThat(with(5, 63).failuresTolerated()).isEqualTo(63);
        assertThat(with(6, 2).slotWindow()).isEqualTo(2);
        assertThat(with(8, 576).partBytes()).isEqualTo(320);
    }

    @Test
    void aPayloadIsBoundedByItsPartsAndByTheWindow() {
        GroupConfig defaults = GroupConfig.defaults();
        assertThat(defaults.maxPayloadBytes()).isEqualTo(64 * defaults.partBytes());
        assertThat(with(7, 2_000).maxPayloadBytes()).isEqualTo(2_000);
    }

    @Test
    void onlyWhatIsNamedChanges() {
        assertThat(GroupConfig.defaults().withFailuresTolerated(2)).isEqualTo(with(5, 2));
        assertThat(GroupConfig.defaults().withMaxFrameBytes(9_000)).isEqualTo(with(8, 9_000));
    }
}
