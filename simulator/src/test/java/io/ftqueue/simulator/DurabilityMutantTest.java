package io.ftqueue.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ftqueue.simulator.Mutant.Patch;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bugs planted into what outlives a server. Each must be noticed within so many seeds of runs about disks. */
class DurabilityMutantTest {

    private static final String REPLICATION = "io/ftqueue/group/replication/";
    private static final String STORAGE = "io/ftqueue/storage/";
    private static final String SIMULATOR = "io/ftqueue/simulator/";

    /** A bug, and the number of seeds within which some rule is broken by it. */
    private record Planted(Mutant mutant, int within) {
        @Override
        public String toString() {
            return mutant.id() + ": noticed within " + within + " seeds";
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"answers", "records", "disks"})
    void isNoticed(Planted planted) {
        LongFunction<String> probe = planted.mutant.probe();
        for (long seed = 1; seed <= planted.within; seed++) {
            String noticed = probe.apply(MutantProbe.DISKS - seed);
            if (noticed != null) {
                System.out.printf("%-60s seed %4d  %.120s%n", planted.mutant.id(), seed, noticed);
                return;
            }
        }
        throw new AssertionError(planted + ", it says, and is not");
    }

    /** When answers leave. */
    static Stream<Planted> answers() {
        return Stream.of(
                planted(
                        10,
                        "answers before it is on disk",
                        "group",
                        REPLICATION + "ReplyGate.java",
                        "return shows ? released : Math.min(released, recorded);",
                        "return released;"),
                planted(
                        10,
                        "says that it is on disk when it was only written",
                        "simulator",
                        SIMULATOR + "DiskWriter.java",
                        "        writtenIndex = appended;",
                        "        writtenIndex = appended; program.recorded(executed); server.nudge();"),
                planted(
                        10,
                        "does not sync",
                        "storage",
                        STORAGE + "SegmentedLog.java",
                        "                file.force();\n            } catch (IOException failed) {\n"
                                + "                throw fail(failed);",
                        "                file.size();\n            } catch (IOException failed) {\n"
                                + "                throw fail(failed);"));
    }

    /** What is recorded, and done again. */
    static Stream<Planted> records() {
        return Stream.of(
                planted(
                        20,
                        "does not take down that the state was replaced",
                        "group",
                        REPLICATION + "Execution.java",
                        "chronicle.replaced(told());",
                        ""),
                planted(
                        10,
                        "goes on as if it had executed more than it has",
                        "group",
                        REPLICATION + "Recovery.java",
                        "history.executed(slot);",
                        "history.executed(slot + 1);"),
                planted(
                        60,
                        "leaves the hash of a configuration out of a checkpoint",
                        "group",
                        REPLICATION + "History.java",
                        "            digests.put(executedIn, stateHash);\n        }\n        return",
                        "        }\n        return"),
                planted(
                        20,
                        "takes a snapshot for more than it holds",
                        "simulator",
                        SIMULATOR + "DiskWriter.java",
                        "store.beginSnapshot(checkpointIndex)",
                        "store.beginSnapshot(appended)"),
                planted(
                        20,
                        "leaves out the log behind a snapshot",
                        "storage",
                        STORAGE + "RecordStore.java",
                        "directory.log().read(index + 1)",
                        "directory.log().read(index > 0 ? appendedIndex() + 1 : 1)"));
    }

    /** What disks do. */
    static Stream<Planted> disks() {
        return Stream.of(
                planted(
                        10,
                        "takes an incarnation again",
                        "simulator",
                        SIMULATOR + "ServerDisk.java",
                        "before.incarnation() + 1",
                        "Math.max(1, before.incarnation())"),
                planted(
                        60,
                        "does not force the name of a new segment",
                        "storage",
                        STORAGE + "SegmentedLog.java",
                        "disk.rename(head.temporaryName(), head.fileName());\n            disk.force();",
                        "disk.rename(head.temporaryName(), head.fileName());"),
                planted(
                        100,
                        "believes what is damaged",
                        "storage",
                        STORAGE + "SegmentReader.java",
                        "body[length] == Sectors.CHECK && head.crcOfBody(body, 0, length) == head.bodyCrc()",
                        "body[length] == Sectors.CHECK"));
    }

    @Test
    void thatItServesThoughItHasLostItsStateIsNoticed() {
        var mutant = new Mutant(
                "serves though it has lost its state",
                "queue",
                "io/ftqueue/queue/replica/Replica.java",
                List.of(new Patch("replicator.beHollow();", "")));
        assertThat(mutant.probe().apply(MutantProbe.REFUSAL)).startsWith("SCENARIO");
    }

    private static Planted planted(int within, String id, String module, String file, String... fromTo) {
        List<Patch> patches = Stream.iterate(0, i -> i < fromTo.length, i -> i + 2)
                .map(i -> new Patch(fromTo[i], fromTo[i + 1]))
                .toList();
        return new Planted(new Mutant(id, module, file, patches), within);
    }
}
