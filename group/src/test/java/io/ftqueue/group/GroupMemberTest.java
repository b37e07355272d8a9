package io.ftqueue.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.group.message.Data;
import io.ftqueue.group.message.Heartbeat;
import io.ftqueue.group.message.MemberState;
import io.ftqueue.group.message.SlotAssignment;
import io.ftqueue.group.model.Configuration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members of a group together, where a transcript would be too long. */
class GroupMemberTest {

    private static VirtualGroup operational(int size, long seed) {
        VirtualGroup group = new VirtualGroup(size, GroupConfig.defaults(), seed);
        group.startAll();
        group.run(1_000);
        assertThat(group.common().isNone()).isFalse();
        return group;
    }

    @Test
    void manySmallPayloadsOutliveAMemberWhoseTurnNeverEnds() {
        VirtualGroup group = operational(2, 1);
        group.filter = (from, to, frame) -> to == 1 && !(frame.message() instanceof Heartbeat);
        VirtualGroup.Node node = group.nodes.get(0);
        int submitted = 0;
        while (submitted < 40_000 && node.submit(Integer.toString(submitted))) {
            submitted++;
        }
        group.nodes.get(1).crash();
        group.run(3_000);
        List<byte[]> undelivered = new ArrayList<>();
        for (Delivery change : node.changes) {
            if (change instanceof Delivery.Regular regular) {
                undelivered.addAll(regular.undelivered());
            }
        }
        assertThat(node.delivered.size() + undelivered.size()).isEqualTo(submitted);
    }

    @Test
    void slowMemberIsKeptOutWhileOthersGoOn() {
        for (int slow = 0; slow < 3; slow++) {
            VirtualGroup group = operational(3, 7);
            int deaf = slow;
            group.filter = (from, to, frame) ->
                    to == deaf && (frame.message() instanceof SlotAssignment || frame.message() instanceof Data);
            VirtualGroup.Node other = group.nodes.get((slow + 1) % 3);
            int number = 0;
            List<Integer> progress = new ArrayList<>();
            for (int second = 0; second < 30; second++) {
                int before = other.delivered.size();
                for (int i = 0; i < 20; i++) {
                    other.submit(Integer.toString(number++));
                    group.nodes.get((slow + 2) % 3).submit(Integer.toString(number++));
                    group.run(50);
                }
                progress.add(other.delivered.size() - before);
            }
            // The hold-down doubles, so that the last ten seconds lose little to attempts to take the member back.
            assertThat(progress.subList(20, 30).stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .as("slow " + slow + ": " + progress)
                    .isGreaterThan(300);
        }
    }

    @Test
    void growsByThoseItCanWhereOthersCannotBeReached() {
        VirtualGroup group = new VirtualGroup(5, GroupConfig.defaults(), 3);
        group.split(List.of(0, 1));
        // 2 is alone; 3 and 4 are together, and 0 cannot talk with 4.
        for (int a = 2; a < 5; a++) {
            for (int b = 2; b < 5; b++) {
                if ((a == 2) != (b == 2)) {
                    group.cut.add(a * 64 + b);
                }
            }
        }
        group.startAll();
        group.run(2_000);
        group.cut.clear();
        group.cut.add(0 * 64 + 4);
        group.cut.add(4 * 64);
        group.run(10_000);
        List<Integer> sizes = new ArrayList<>();
        for (VirtualGroup.Node node : group.nodes) {
            Configuration current = node.configuration();
            sizes.add(current == null ? 0 : current.size());
        }
        assertThat(sizes).isEqualTo(List.of(4, 4, 4, 4, 1));
    }

    @Test
    void memberThatIsLeftOutServesByItself() {
        VirtualGroup group = operational(5, 5);
        group.cut.add(4);
        group.cut.add(4 * 64);
        group.run(20_000);
        assertThat(group.nodes.get(0).up().configuration().size()).isEqualTo(4);
        assertThat(group.nodes.get(4).up().status().state()).isEqualTo(MemberState.OPERATIONAL);
        assertThat(group.nodes.get(4).up().configuration().size()).isEqualTo(1);
    }
}
