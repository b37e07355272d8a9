package io.ftqueue.examples.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.examples.Loopback;
import io.ftqueue.examples.board.Board;
import io.ftqueue.group.GroupObserver;
import io.ftqueue.group.replication.ReplicationStatus;
import io.ftqueue.group.replication.ReplicationStatus.Phase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three boards with real sockets are one, also after a split. */
@Timeout(60)
class UdpGroupTest {

    private final List<UdpGroup<Board>> members = new ArrayList<>();
    private UdpGroupConfig config;

    @BeforeEach
    void start() throws Exception {
        config =
                UdpGroupConfig.onLoopback("a", "test-" + ProcessHandle.current().pid(), Loopback.freeGroup());
        for (int i = 0; i < 3; i++) {
            members.add(UdpGroup.start(config, new Board(), GroupObserver.NONE));
        }
        awaitMembers(3, 3, 3);
    }

    @AfterEach
    void stop() {
        members.forEach(UdpGroup::close);
    }

    @Test
    void allSeeWhatAnyPutsUp() throws Exception {
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            done.add(members.get(i % 3).submit(Board.put("heading " + i % 50, "note " + i)));
        }
        for (CompletableFuture<Void> one : done) {
            get(one);
        }
        get(members.get(0).submit(Board.takeDown("heading 7")));
        Map<String, List<String>> here = notes(0);
        assertThat(here).hasSize(49).doesNotContainKey("heading 7");
        awaitSame();
    }

    @Test
    void aSplitLosesNothingAndBringsNothingBack() throws Exception {
        get(members.get(0).submit(Board.put("milk", "one bottle")));
        get(members.get(0).submit(Board.put("key", "under the mat")));
        get(members.get(0).submit(Board.put("cat", "fed")));
        awaitSame();
        split();
        awaitMembers(2, 2, 1);
        get(members.get(0).submit(Board.put("milk", "two bottles")));
        get(members.get(1).submit(Board.put("rent", "paid")));
        get(members.get(1).submit(Board.takeDown("key")));
        get(members.get(2).submit(Board.put("milk", "no more milk")));
        get(members.get(2).submit(Board.takeDown("cat")));
        assertThat(notes(0)).containsOnlyKeys("milk", "cat", "rent");
        assertThat(notes(2)).containsOnlyKeys("milk", "key");
        for (UdpGroup<Board> member : members) {
            get(member.block(Set.of()));
        }
        awaitMembers(3, 3, 3);
        awaitSame();
        assertThat(notes(1)).containsOnlyKeys("milk", "rent").containsEntry("rent", List.of("paid"));
        assertThat(notes(1).get("milk")).containsExactlyInAnyOrder("two bottles", "no more milk");
        get(members.get(2).submit(Board.put("milk", "three bottles")));
        assertThat(notes(2)).containsEntry("milk", List.of("three bottles"));
    }

    @Test
    void aMemberThatComesLaterGetsEverything() throws Exception {
        List<CompletableFuture<Void>> done = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            done.add(members.get(i % 3).submit(Board.put("heading " + i, "x".repeat(900))));
        }
        for (CompletableFuture<Void> one : done) {
            get(one);
        }
        members.remove(0).close();
        members.add(UdpGroup.start(config, new Board(), GroupObserver.NONE));
        awaitMembers(3, 3, 3);
        awaitSame();
        assertThat(notes(2)).hasSize(200);
    }

    @Test
    void whatIsWrongWithAPayloadIsSaidAtOnce() {
        assertThatThrownBy(() -> members.get(0).submit(new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to ");
        assertThatThrownBy(() -> members.get(0).submit(new byte[1 << 20])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aQuestionThatFailsEndsNobody() throws Exception {
        CompletableFuture<Object> answer = members.get(0).read(board -> {
            throw new IllegalStateException("a bad question");
        });
        assertThatThrownBy(() -> get(answer))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("a bad question");
        assertThat(notes(0)).isEmpty();
    }

    @Test
    void whatAMemberDoesNotLiveToAnswerFails() throws Exception {
        UdpGroup<Board> gone = members.remove(0);
        gone.close();
        assertThat(gone.ended()).isCompleted();
        assertThatThrownBy(() -> get(gone.submit(Board.put("too", "late"))))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("the member has ended");
        assertThatThrownBy(() -> get(gone.read(Board::notes))).isInstanceOf(ExecutionException.class);
    }

    @Test
    void aTakenPortIsRefused() {
        var taken = new UdpGroupConfig(
                "b", config.bind(), members.get(0).address().getPort(), config.multicast(), "test", 1);
        assertThatThrownBy(() -> UdpGroup.start(taken, new Board(), GroupObserver.NONE))
                .isInstanceOf(IOException.class);
    }

    private void split() throws Exception {
        Set<Long> left = Set.of(server(0), server(1));
        get(members.get(0).block(Set.of(server(2))));
        get(members.get(1).block(Set.of(server(2))));
        get(members.get(2).block(left));
    }

    private long server(int member) {
        return UdpWire.serverNumber(members.get(member).address());
    }

    private Map<String, List<String>> notes(int member) throws Exception {
        return get(members.get(member).read(Board::notes));
    }

    /** Waits until each member serves in a configuration of so many. */
    private void awaitMembers(int... sizes) throws Exception {
        boolean all = false;
        while (!all) {
            all = true;
            for (int i = 0; i < sizes.length; i++) {
                ReplicationStatus status = get(members.get(i).status());
                var configuration = status.group().configuration();
                all &= status.phase() == Phase.SERVING && configuration != null && configuration.size() == sizes[i];
            }
        }
    }

    private void awaitSame() throws Exception {
        boolean same = false;
        while (!same) {
            var first = notes(0);
            same = first.equals(notes(1)) && first.equals(notes(2));
        }
    }

    private static <T> T get(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(30, TimeUnit.SECONDS);
    }
}
