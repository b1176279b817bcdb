package org.datanet.gauntlet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.attribution.audit.Ranks;
import org.datanet.attribution.group.GroupValues;

/**
 * How well pay orders honest contributors who arrived in one epoch, beside their exact Shapley values. Eight contributors whose sizes
 * span a factor of sixteen; the game is the mean share, over rows that nobody sees, of the five nearest rows with the right label, of a
 * coalition's rows alone: from the empty set, so that no earlier pool saturates it.
 *
 * @param correlation Spearman's, with exact Shapley values
 * @param sizes Spearman's of the mere number of rows with the same, to compare
 */
public record Fairness(double correlation, double sizes) {
    /** Number of contributors. */
    public static final int CONTRIBUTORS = 8;

    private static final int K = 5;
    private static final double SPAN = 16;

    /** Measures one world: a quarter of the rows of a ground for the pool, an eighth each for holdout and contributors' sum, the rest for tests. */
    public static Fairness measure(Ground ground, Mechanism mechanism, long seed) {
        int n = ground.rows().size();
        int[] order = IntStream.range(0, n).toArray();
        Ground.shuffle(order, new SplittableRandom(seed));
        int holdout = ground.deal().holdout();
        int pool = n / 5;
        int[] sizes = sizes(n * 3 / 10);
        LabelledRows held = ground.rows().select(Arrays.copyOf(order, holdout));
        int at = holdout;
        List<World.Player> players = new ArrayList<>();
        players.add(new World.Player(
                CONTRIBUTORS, Map.of(0, ground.rows().select(Arrays.copyOfRange(order, at, at + pool)))));
        at += pool;
        List<LabelledRows> parts = new ArrayList<>();
        for (int c = 0; c < CONTRIBUTORS; c++) {
            parts.add(ground.rows().select(Arrays.copyOfRange(order, at, at + sizes[c])));
            players.add(new World.Player(c, Map.of(1, parts.get(c))));
            at += sizes[c];
        }
        LabelledRows test = ground.rows().select(Arrays.copyOfRange(order, at, n));
        players.sort(Comparator.comparingInt(World.Player::id));
        Settlement settlement =
                World.of(ground, seed, held, test, players, 0).honest().settle(mechanism, false);
        double[] pay = IntStream.range(0, CONTRIBUTORS)
                .mapToDouble(c -> settlement.pay(c).net().doubleValue())
                .toArray();
        double[] shapley = shapley(parts, test);
        double[] rows = Arrays.stream(sizes).asDoubleStream().toArray();
        return new Fairness(Ranks.spearman(pay, shapley), Ranks.spearman(rows, shapley));
    }

    /** As a cell of a journal: the correlation as what was got, the sizes' as what was kept, over a twin of one. */
    Cell cell(Ground ground, long seed, Mechanism mechanism) {
        return new Cell(
                ground.name(),
                seed,
                Gauntlet.FAIRNESS.name(),
                "",
                mechanism.name(),
                false,
                correlation,
                sizes,
                1,
                0,
                0,
                0,
                0,
                0,
                new double[] {0},
                0,
                0,
                new double[0],
                1);
    }

    private static int[] sizes(int total) {
        double[] weights = IntStream.range(0, CONTRIBUTORS)
                .mapToDouble(c -> Math.pow(SPAN, c / (CONTRIBUTORS - 1.0)))
                .toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights)
                .mapToInt(w -> Math.max(2, (int) (total * w / sum)))
                .toArray();
    }

    private static double[] shapley(List<LabelledRows> parts, LabelledRows test) {
        LabelledRows all = LabelledRows.concat(parts);
        int[] owner = IntStream.range(0, parts.size())
                .flatMap(c -> IntStream.generate(() -> c).limit(parts.get(c).size()))
                .toArray();
        Space space = Space.of(test.x());
        int[][] nearest = IntStream.range(0, test.size())
                .parallel()
                .mapToObj(t -> space.nearest(test.x()[t], all.x(), all.size()))
                .toArray(int[][]::new);
        return GroupValues.shapley(parts.size(), coalition -> {
                    long right = 0;
                    for (int t = 0; t < nearest.length; t++) {
                        int seen = 0;
                        for (int row : nearest[t]) {
                            if (seen == K) {
                                break;
                            } else if (coalition.get(owner[row])) {
                                seen++;
                                right += all.y()[row] == test.y()[t] ? 1 : 0;
                            }
                        }
                    }
                    return right / (double) (K * nearest.length);
                })
                .values();
    }
}
