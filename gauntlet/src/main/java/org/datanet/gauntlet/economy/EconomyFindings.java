package org.datanet.gauntlet.economy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.datanet.gauntlet.Bound;
import org.datanet.gauntlet.Ground;
import org.datanet.gauntlet.Mechanism;

/**
 * What lives say, by table and mechanism.
 *
 * @param plan what was lived
 * @param lines in the order of tables and mechanisms
 */
public record EconomyFindings(EconomyPlan plan, List<Line> lines) {
    /** The least threshold that is aimed at. */
    public static final double AIM = 0.45;

    public EconomyFindings {
        lines = List.copyOf(lines);
    }

    /**
     * One mechanism on one table.
     *
     * @param seeds number of them
     * @param threshold p+, mean over seeds
     * @param lower its lower one-sided 95 % confidence bound, 0 or more; 0 for one seed
     * @param least the smallest of all seeds
     * @param integrity of the shown lives, mean over seeds and the last ten epochs
     * @param utility of the shown lives at the end: 1 is the Datanet that only the honest built, 0 the one that never paid
     * @param survivor the way of gaming with the largest share after the shown lives
     * @param survivors its share, mean over seeds
     * @param course of the shown lives, mean over seeds, one an epoch; accuracy as utility
     */
    public record Line(
            String ground,
            String mechanism,
            int seeds,
            double threshold,
            double lower,
            double least,
            double integrity,
            double utility,
            String survivor,
            double survivors,
            List<Moment> course) {
        public Line {
            course = List.copyOf(course);
        }

        /** Whether both aims are met: the threshold by its bound, and integrity. */
        public boolean meets() {
            return lower >= AIM && integrity >= Life.LEAST_INTEGRITY;
        }
    }

    static EconomyFindings of(EconomyPlan plan, List<Life> lives) {
        List<Line> lines = new ArrayList<>();
        for (Ground ground : plan.grounds()) {
            for (Mechanism mechanism : plan.mechanisms().get()) {
                lines.add(line(plan, ground, mechanism.name(), lives));
            }
        }
        return new EconomyFindings(plan, lines);
    }

    private static Line line(EconomyPlan plan, Ground ground, String mechanism, List<Life> lives) {
        List<Life> shown = new ArrayList<>();
        double[] thresholds = new double[plan.seeds()];
        double[] clean = new double[plan.epochs()];
        double never = 0;
        for (int s = 0; s < plan.seeds(); s++) {
            int seed = s;
            shown.add(find(lives, ground, seed, mechanism, EconomyRun.SHOWN));
            thresholds[s] = EconomyRun.threshold(start -> find(lives, ground, seed, mechanism, start));
            Commons commons = new Commons(ground, seed, plan.people(), plan.window());
            never += Economy.accuracy(commons, commons.reference()) / plan.seeds();
            Life honest = find(lives, ground, seed, EconomyRun.CLEAN, 0);
            for (int e = 0; e < clean.length; e++) {
                clean[e] += honest.moments().get(e).accuracy() / plan.seeds();
            }
        }
        double seedAccuracy = never;
        List<Moment> course = IntStream.range(0, plan.epochs())
                .mapToObj(e -> new Moment(
                        mean(shown, e, Moment::gaming),
                        mean(shown, e, Moment::integrity),
                        mean(shown, e, Moment::purity),
                        utility(mean(shown, e, Moment::accuracy), seedAccuracy, clean[e])))
                .toList();
        List<Moment> last = course.subList(Math.max(0, course.size() - 10), course.size());
        double mean = IntStream.range(0, thresholds.length)
                .mapToDouble(i -> thresholds[i])
                .average()
                .orElse(0);
        Optional<String> survivor = plan.gaming().stream()
                .map(Gaming::name)
                .max(Comparator.<String>comparingDouble(name -> share(shown, name))
                        .thenComparing(name -> name));
        return new Line(
                ground.name(),
                mechanism,
                plan.seeds(),
                mean,
                lower(thresholds),
                IntStream.range(0, thresholds.length)
                        .mapToDouble(i -> thresholds[i])
                        .min()
                        .orElse(0),
                shown.stream().mapToDouble(Life::integrity).average().orElse(1),
                last.stream().mapToDouble(Moment::accuracy).average().orElse(1),
                survivor.orElseThrow(),
                share(shown, survivor.orElseThrow()),
                course);
    }

    /** The lower bound; 0 at least, and of a single seed. */
    private static double lower(double[] values) {
        return values.length < 2
                ? 0
                : Math.max(
                        0,
                        -Bound.mean(Arrays.stream(values).map(v -> -v).toArray())
                                .upper());
    }

    private static double share(List<Life> lives, String name) {
        return lives.stream()
                .mapToDouble(life -> life.shares().getOrDefault(name, 0.0))
                .average()
                .orElse(0);
    }

    private static double mean(List<Life> lives, int epoch, ToDoubleFunction<Moment> of) {
        return lives.stream()
                .mapToDouble(life -> of.applyAsDouble(life.moments().get(epoch)))
                .average()
                .orElse(0);
    }

    private static double utility(double accuracy, double never, double clean) {
        return clean <= never ? 1 : (accuracy - never) / (clean - never);
    }

    private static Life find(List<Life> lives, Ground ground, long seed, String mechanism, double start) {
        String key = Life.key(ground.name(), seed, mechanism, start);
        return lives.stream()
                .filter(life -> life.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the life " + key + " was not lived"));
    }
}
