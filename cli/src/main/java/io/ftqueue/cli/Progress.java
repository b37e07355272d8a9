package io.ftqueue.cli;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far a long command is, for a person who looks on: a bar on the standard error, if that is a terminal. */
final class Progress implements AutoCloseable {

    private static final int WIDTH = 78;
    private static final int UPDATE_MILLIS = 200;

    private final @Nullable ProgressBar bar;
    private final @Nullable ScheduledExecutorService clock;

    private Progress(@Nullable ProgressBar bar, @Nullable ScheduledExecutorService clock) {
        this.bar = bar;
        this.clock = clock;
    }

    /**
     * Work of so many units.
     *
     * @param total the units; below 0 if that is not known
     */
    static Progress of(String task, long total, String unit) {
        return new Progress(isSeen() ? bar(task, total, unit) : null, null);
    }

    /** Work that takes so long. */
    static Progress ofSeconds(String task, long seconds) {
        if (!isSeen()) {
            return new Progress(null, null);
        }
        ProgressBar bar = bar(task, seconds, " s");
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, "ftqueue-progress");
            thread.setDaemon(true);
            return thread;
        });
        var unused = clock.scheduleAtFixedRate(
                () -> bar.stepTo(Math.min(seconds, bar.getCurrent() + 1)), 1, 1, TimeUnit.SECONDS);
        return new Progress(bar, clock);
    }

    void add(long units) {
        if (bar != null) {
            bar.stepBy(units);
        }
    }

    /** Takes the bar away: what is printed next is the result. */
    @Override
    public void close() {
        if (clock != null) {
            clock.shutdownNow();
        }
        if (bar != null) {
            bar.close();
        }
    }

    private static boolean isSeen() {
        return Screen.isTerminal(Screen.STDERR);
    }

    private static ProgressBar bar(String task, long total, String unit) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUnit(unit, 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .clearDisplayOnFinish()
                .build();
    }
}
