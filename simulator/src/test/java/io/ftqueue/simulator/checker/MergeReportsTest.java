package io.ftqueue.simulator.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ftqueue.group.model.ConfigurationId;
import io.ftqueue.group.model.MemberId;
import io.ftqueue.queue.codec.RequestKey;
import io.ftqueue.queue.merge.MergeReport;
import io.ftqueue.queue.merge.MergeReport.Duplicate;
import io.ftqueue.queue.merge.MergeReport.Popper;
import io.ftqueue.queue.merge.MergeReport.QueueReport;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Reports of one merge by several replicas, with one thing wrong. */
class MergeReportsTest {

    private static final MemberId ONE = new MemberId(1, 1);
    private static final MemberId OTHER = new MemberId(2, 1);
    private static final ConfigurationId MERGED = new ConfigurationId(3, ONE);

    private final Map<String, Long> counts = new TreeMap<>();
    private final MergeReports reports = new MergeReports((what, times) -> counts.merge(what, times, Long::sum));

    @Test
    void aMergeThatAllReportAlikeIsKeptAndCountedOnce() {
        reports.heard(ONE, MERGED, 7, report(5));
        reports.heard(OTHER, MERGED, 7, report(5));
        assertThat(reports.merges()).hasSize(1);
        assertThat(reports.merges().get(0).duplicates().get(0).item()).isEqualTo(new Call.Identity(1, 5));
        assertThat(counts).containsEntry("duplicates reported", 1L).containsEntry("items returned by merges", 2L);
    }

    @Test
    void m5AllWhoJoinTheSameReportTheSame() {
        reports.heard(ONE, MERGED, 7, report(5));
        assertBroken(() -> reports.heard(OTHER, MERGED, 7, report(6)));
    }

    @Test
    void m5AllWhoJoinTheSameComeToOneState() {
        reports.heard(ONE, MERGED, 7, report(5));
        assertBroken(() -> reports.heard(OTHER, MERGED, 8, report(5)));
    }

    private static MergeReport report(long item) {
        var duplicate = new Duplicate(
                new RequestKey(1, item),
                List.of(new Popper(new RequestKey(2, 1), false), new Popper(new RequestKey(3, 1), true)));
        // A report has bytes of its own for the label, as every replica has.
        byte[] label = {'q'};
        var queue = new QueueReport(
                9, label, List.of(1L, 2L), 3, List.of(0L, 1L), 2, List.of(), 1, false, List.of(duplicate));
        return new MergeReport(List.of(List.of(ONE), List.of(OTHER)), List.of(queue));
    }

    private static void assertBroken(Runnable heard) {
        assertThatThrownBy(heard::run)
                .isInstanceOfSatisfying(
                        Violation.class,
                        violation -> assertThat(violation.rule()).isEqualTo("M5"));
    }
}
