package org.datanet.cli;

import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.datanet.progress.Progress;
import org.jspecify.annotations.Nullable;

/** Shows progress as bars on the terminal's error stream; one plain line a stage where nobody watches. Thread-safe. */
final class ConsoleProgress implements Progress, AutoCloseable {
    private final PrintStream out;
    private final boolean bars;
    private @Nullable ProgressBar bar;
    private String stage = "";
    private long since;

    /** @param bars whether a person looks at a terminal */
    ConsoleProgress(PrintStream out, boolean bars) {
        this.out = out;
        this.bars = bars;
    }

    /** Bars when the error stream is a terminal, which Java 17 can only tell of both streams together. */
    static ConsoleProgress onStandardError() {
        return new ConsoleProgress(System.err, System.console() != null && !"dumb".equals(System.getenv("TERM")));
    }

    @Override
    public synchronized void stage(String name, long total) {
        close();
        stage = name;
        since = System.nanoTime();
        if (bars) {
            bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(total <= 0 ? -1 : total)
                    .setStyle(
                            System.getenv("NO_COLOR") == null
                                    ? ProgressBarStyle.COLORFUL_UNICODE_BAR
                                    : ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(100)
                    .clearDisplayOnFinish()
                    .build();
        }
    }

    @Override
    public synchronized void advance(long units) {
        if (bar != null) {
            bar.stepBy(units);
        }
    }

    /** Ends the stage and says how long it took. */
    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
        if (!stage.isEmpty()) {
            out.printf(Locale.ROOT, "%-44s %6.1f s%n", stage, (System.nanoTime() - since) / 1e9);
            stage = "";
        }
    }
}
