package io.ftqueue.cli;

import io.ftqueue.group.model.Configuration;
import io.ftqueue.group.replication.Recovery;
import io.ftqueue.queue.state.ExecutionListener;
import io.ftqueue.queue.state.QueueState;
import io.ftqueue.storage.DirectoryReader;
import io.ftqueue.storage.DirectoryReport;
import io.ftqueue.storage.DirectoryReport.Problem;
import io.ftqueue.storage.DirectoryReport.Remedy;
import io.ftqueue.storage.LogSummary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a data directory holds.
 *
 * @param problems those of the report, and one more if its records make no sense
 * @param contents what a start would have; null if it could take nothing from here
 */
record Inspection(
        Path directory,
        DirectoryReport report,
        List<Problem> problems,
        @Nullable Contents contents) {

    /**
     * What the records come to.
     *
     * @param records how many a start reads, those of the snapshot included
     * @param clients how many native clients are remembered
     * @param configurations how many are listed in what the state has executed
     * @param last the configuration that was entered last; null if none was
     * @param blank whether nothing was executed, here or by those whose state this was: after damage such a server does
     *     not serve
     * @param lastMicros the time of the last operation, microseconds since 1970; 0 if there was none
     */
    record Contents(
            long records,
            List<QueueState.QueueSummary> queues,
            int clients,
            long stateHash,
            int configurations,
            @Nullable Configuration last,
            boolean blank,
            long lastMicros) {

        long items() {
            return queues.stream().mapToLong(QueueState.QueueSummary::size).sum();
        }

        /** When the last operation was; null if there was none. */
        @Nullable
        Instant lastOperation() {
            return lastMicros == 0 ? null : Instant.EPOCH.plus(lastMicros, ChronoUnit.MICROS);
        }
    }

    /** Counts what it hands to a recovery. */
    private static final class Replay {
        private final QueueState state = new QueueState(ExecutionListener.NONE);
        private final Recovery recovery = new Recovery(state);
        private long records;

        void add(byte[] record) throws Recovery.BadRecordException {
            recovery.add(record);
            records++;
        }

        Contents contents() {
            return new Contents(
                    records,
                    state.queues(),
                    state.clients(),
                    state.stateHash(),
                    recovery.context().upTo().size(),
                    recovery.configuration(),
                    recovery.isBlank(),
                    recovery.timestampMicros());
        }
    }

    /** Reads and checks everything, and does again what the records say, for nobody to use. */
    static Inspection of(Path directory) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            DirectoryReport report = reader.report();
            List<Problem> problems = new ArrayList<>(report.problems());
            Contents contents = null;
            if (report.isSound()) {
                var replay = new Replay();
                try {
                    reader.read(replay::add);
                    contents = replay.contents();
                } catch (Recovery.BadRecordException senseless) {
                    problems.add(new Problem(String.valueOf(senseless.getMessage()), Remedy.REFUSED));
                }
            }
            return new Inspection(directory, report, List.copyOf(problems), contents);
        }
    }

    /** Whether everything is as it was written, but for what a crash may leave. */
    boolean isUndamaged() {
        return report.isUndamaged() && problems.size() == report.problems().size();
    }

    /** What a start does about a problem. */
    static String whatAStartDoes(Problem problem) {
        return switch (problem.remedy()) {
            case CUT_OFF -> "a start cuts them off: they were never synced";
            case MADE_AGAIN -> "a start makes it again: it holds nothing yet";
            case MENDED -> "a start writes the file again, from its other copy";
            case PASSED_OVER -> "a start takes another snapshot, or none, and the log from there";
            case EMPTIED ->
                "a start takes nothing from the log and the snapshots, sets them aside, and gets everything "
                        + "from the other servers";
            case REFUSED -> "no start is possible with this directory";
        };
    }

    /** All of it, as JSON has it. */
    Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("directory", directory.toString());
        map.put("sound", isUndamaged());
        map.put("format", report.formatVersion());
        map.put("id", String.format("%016x", report.id()));
        if (report.life() != null) {
            map.put("server", Long.toHexString(report.life().server()));
            map.put("incarnation", Long.toHexString(report.life().incarnation()));
            map.put("epoch", report.life().epoch());
        }
        map.put("snapshots", report.snapshots());
        map.put("log", report.log() == null ? null : map(report.log()));
        map.put("startsFrom", report.isSound() ? report.startsFrom() : null);
        map.put("problems", problems.stream().map(Inspection::map).toList());
        map.put("setAside", report.setAside());
        map.put("contents", contents == null ? null : map(contents));
        return map;
    }

    private static Map<String, Object> map(LogSummary log) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("firstRecord", log.firstIndex());
        map.put("lastRecord", log.lastIndex());
        map.put("syncedRecord", log.syncedIndex());
        map.put("segments", log.segments());
        map.put("bytes", log.bytes());
        map.put("tornBytes", log.tornBytes());
        return map;
    }

    private static Map<String, Object> map(Problem problem) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("what", problem.what());
        map.put("remedy", problem.remedy().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        map.put("start", whatAStartDoes(problem));
        return map;
    }

    private static Map<String, @Nullable Object> map(Contents contents) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("records", contents.records());
        map.put("queues", contents.queues().stream().map(Inspection::map).toList());
        map.put("items", contents.items());
        map.put("clients", contents.clients());
        map.put("stateHash", String.format("%016x", contents.stateHash()));
        map.put("configurations", contents.configurations());
        if (contents.last() != null) {
            map.put("epoch", contents.last().id().epoch());
            map.put("members", contents.last().size());
        }
        Instant last = contents.lastOperation();
        map.put("lastOperation", last == null ? null : last.toString());
        return map;
    }

    private static Map<String, Object> map(QueueState.QueueSummary queue) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("ids", queue.ids());
        String text = text(queue.label());
        if (text == null) {
            map.put("labelBase64", Base64.getEncoder().encodeToString(queue.label()));
        } else {
            map.put("label", text);
        }
        map.put("size", queue.size());
        return map;
    }

    /** A label for people. */
    static String readable(byte[] label) {
        String text = text(label);
        return text == null ? "base64:" + Base64.getEncoder().encodeToString(label) : text;
    }

    /** A label that can be printed; null if it would do something to a terminal, or is no text. */
    private static @Nullable String text(byte[] label) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(label))
                    .toString();
            return text.chars().anyMatch(Character::isISOControl) ? null : text;
        } catch (CharacterCodingException noText) {
            return null;
        }
    }
}
