package org.datanet.gauntlet.economy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.DoubleFunction;
import org.datanet.gauntlet.Ground;
import org.datanet.gauntlet.Mechanism;
import org.datanet.gauntlet.rules.Mechanisms;
import org.datanet.progress.Progress;

/**
 * Lives the lives of a plan on both cores: for each table, seed and mechanism the one that is shown, and those that a bisection for the
 * threshold asks for. Lives that stand in the journal are not lived again. The same plan gives the same lives whatever the number of
 * threads and however often it was interrupted.
 */
public final class EconomyRun {
    /** The start of the lives that are shown: somewhat less than half of all people game. */
    public static final double SHOWN = 0.45;

    /** The largest start that is tried. */
    public static final double HIGHEST = 0.95;

    /** How narrow the bisection makes the threshold. */
    public static final double RESOLUTION = 0.06;

    /** The name under which lives stand in which everybody is honest. */
    static final String CLEAN = "clean";

    private final EconomyPlan plan;
    private final LifeJournal journal;
    private final Progress progress;

    public EconomyRun(EconomyPlan plan, LifeJournal journal, Progress progress) {
        this.plan = plan;
        this.journal = journal;
        this.progress = progress;
    }

    /** Lives what is missing. */
    public EconomyFindings run() throws InterruptedException {
        int mechanisms = plan.mechanisms().get().size();
        progress.stage("living economies", (long) plan.grounds().size() * plan.seeds() * (1 + 2L * mechanisms));
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<?>> all = new ArrayList<>();
            // What is shown first: it says most, should somebody stop the run.
            each((ground, seed) -> {
                all.add(threads.submit(() -> clean(ground, seed)));
                for (int m = 0; m < mechanisms; m++) {
                    Mechanism mechanism = plan.mechanisms().get().get(m);
                    all.add(threads.submit(() -> {
                        live(ground, seed, mechanism, SHOWN);
                        progress.advance(1);
                    }));
                }
            });
            each((ground, seed) -> {
                for (int m = 0; m < mechanisms; m++) {
                    Mechanism mechanism = plan.mechanisms().get().get(m);
                    all.add(threads.submit(() -> {
                        threshold(start -> live(ground, seed, mechanism, start));
                        progress.advance(1);
                    }));
                }
            });
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
        return EconomyFindings.of(plan, journal.lives());
    }

    private void clean(Ground ground, long seed) {
        Mechanism unread = Mechanisms.named("exposure");
        live(ground, seed, new Mechanism(CLEAN, unread.valuator(), unread.rule(), false), 0);
        progress.advance(1);
    }

    private void each(BiConsumer<Ground, Long> life) {
        for (long seed = 0; seed < plan.seeds(); seed++) {
            for (Ground ground : plan.grounds()) {
                life.accept(ground, seed);
            }
        }
    }

    /**
     * The largest start from which a Datanet holds, to within {@link #RESOLUTION}: what is returned was lived and held. 0 where none did.
     */
    static double threshold(DoubleFunction<Life> lives) {
        if (lives.apply(HIGHEST).holds()) {
            return HIGHEST;
        }
        double held = 0;
        double lost = HIGHEST;
        while (lost - held > RESOLUTION) {
            double middle = Math.rint((held + lost) / 2 * 1e4) / 1e4;
            if (lives.apply(middle).holds()) {
                held = middle;
            } else {
                lost = middle;
            }
        }
        return held;
    }

    private Life live(Ground ground, long seed, Mechanism mechanism, double start) {
        return journal.life(ground.name(), seed, mechanism.name(), start).orElseGet(() -> {
            Life life = new Economy(
                            new Commons(ground, seed, plan.people(), plan.window()), mechanism, plan.gaming(), start)
                    .live(plan.epochs());
            try {
                journal.add(life);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return life;
        });
    }
}
