package io.ftqueue.cli;

import io.ftqueue.storage.DirectoryReport;
import io.ftqueue.storage.DirectoryReport.Problem;
import io.ftqueue.storage.Life;
import io.ftqueue.storage.LogSummary;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An inspection as a person wants to read it. */
final class InspectionText {

    private final Inspection inspection;
    private final DirectoryReport report;

    InspectionText(Inspection inspection) {
        this.inspection = inspection;
        this.report = inspection.report();
    }

    void print(PrintWriter out) {
        out.println("Data directory " + inspection.directory());
        printFiles(out);
        Inspection.Contents contents = inspection.contents();
        if (contents != null) {
            printContents(contents, out);
        }
        printEarlierDamage(out);
        printVerdict(out);
    }

    private void printFiles(PrintWriter out) {
        out.printf("  format %d, id %016x%n", report.formatVersion(), report.id());
        Life life = report.life();
        if (life != null) {
            String server = Long.toHexString(life.server());
            String incarnation = Long.toHexString(life.incarnation());
            // Servers need not save it: see ADR 0025.
            String epoch = life.epoch() == 0 ? "" : ", epoch " + life.epoch();
            out.println("  server " + server + ", incarnation " + incarnation + epoch);
        }
        if (report.snapshots().isEmpty()) {
            out.println("  no snapshots");
        }
        for (DirectoryReport.Snapshot snapshot : report.snapshots()) {
            out.println("  snapshot of record " + snapshot.index() + ", " + counted(snapshot.bytes(), "byte"));
        }
        LogSummary log = report.log();
        if (log != null) {
            String records = log.lastIndex() < log.firstIndex()
                    ? "no records, the next is " + log.firstIndex()
                    : "records " + log.firstIndex() + " to " + log.lastIndex();
            out.println("  log: " + records + ", " + counted(log.segments(), "segment") + ", "
                    + counted(log.bytes(), "byte") + ", " + log.tornBytes() + " torn");
        }
    }

    private void printContents(Inspection.Contents contents, PrintWriter out) {
        String from = report.startsFrom() == 0 ? "the log" : "snapshot " + report.startsFrom() + " and the log";
        out.println();
        out.println("A start has, from " + from + " (" + counted(contents.records(), "record") + "):");
        out.printf(
                "  %s with %s, %s, state %016x%n",
                counted(contents.queues().size(), "queue"),
                counted(contents.items(), "item"),
                counted(contents.clients(), "client"),
                contents.stateHash());
        if (contents.last() != null) {
            out.println("  " + counted(contents.configurations(), "configuration") + ", the last entered "
                    + contents.last().id().epoch() + " with "
                    + counted(contents.last().size(), "member"));
        }
        Instant last = contents.lastOperation();
        out.println("  last operation: " + (last == null ? "none" : time(last)));
        if (!contents.queues().isEmpty()) {
            out.println();
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("QUEUE", "LABEL", "SIZE"));
            contents.queues()
                    .forEach(queue -> rows.add(List.of(
                            queue.ids().stream().map(String::valueOf).collect(Collectors.joining(", ")),
                            Inspection.readable(queue.label()),
                            String.valueOf(queue.size()))));
            StatusTable.printRows(out, rows);
        }
    }

    private void printEarlierDamage(PrintWriter out) {
        if (!report.setAside().isEmpty()) {
            out.println();
            out.println("Damaged before:");
            report.setAside().forEach(name -> out.println("  " + name));
            out.println("  An earlier start found these files damaged and has set them aside.");
            Inspection.Contents contents = inspection.contents();
            out.println(
                    contents == null || contents.blank()
                            ? "  The server serves only when it has got the state from another."
                            : "  The server has got the state from another since: they may be deleted.");
        }
    }

    /** Each remedy once, below all that it is for. */
    private void printVerdict(PrintWriter out) {
        out.println();
        out.println(inspection.isUndamaged() ? "Sound" : "DAMAGED");
        Map<String, List<String>> byRemedy = new LinkedHashMap<>();
        for (Problem problem : inspection.problems()) {
            byRemedy.computeIfAbsent(Inspection.whatAStartDoes(problem), remedy -> new ArrayList<>())
                    .add(problem.what());
        }
        byRemedy.forEach((remedy, problems) -> {
            problems.forEach(what -> out.println("  " + what));
            out.println("    " + remedy);
        });
    }

    /** To the second. */
    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString().replace("T", " ");
    }

    private static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
