package org.datanet.attribution.gain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.datanet.attribution.gain.AttackWorld.Rows;

/** What one contributor can submit in place of its own rows. Each strategy gives one set of rows a name. */
final class Attacks {
    private final AttackWorld world;
    private final Draws draws;
    private final Rows own;
    private final Rows pool;
    private final int classes;
    private final int d;
    private final double[] deviation;
    private final double[] mean;

    Attacks(AttackWorld world, long seed) {
        this.world = world;
        draws = new Draws(seed * 31 + 5);
        own = world.own;
        pool = world.pool;
        classes = world.labels.size();
        d = own.x()[0].length;
        mean = new double[d];
        deviation = new double[d];
        for (int c = 0; c < d; c++) {
            int column = c;
            mean[c] = Arrays.stream(pool.x())
                    .mapToDouble(row -> row[column])
                    .average()
                    .orElseThrow();
            deviation[c] = Math.sqrt(Arrays.stream(pool.x())
                    .mapToDouble(row -> (row[column] - mean[column]) * (row[column] - mean[column]))
                    .average()
                    .orElseThrow());
        }
    }

    Map<String, List<Rows>> all() {
        Map<String, List<Rows>> all = new LinkedHashMap<>();
        int m = own.size();
        all.put("honest", List.of(own));
        all.put("split in 5", parts(5));
        all.put("a name a row", parts(m));
        all.put("5 copies, 5 names", List.of(own, own, own, own, own));
        for (double size : new double[] {0.15, 0.3, 0.5, 0.7}) {
            all.put("own + 4 jittered " + size, with(4, () -> jitter(own, size)));
        }
        all.put("own + 19 jittered 0.1", with(19, () -> jitter(own, 0.1)));
        all.put("own + 19 jittered 0.3", with(19, () -> jitter(own, 0.3)));
        all.put("own + 4 near mixtures", with(4, () -> blend(own, m, true)));
        all.put("own + 4 mixtures", with(4, () -> blend(own, m, false)));
        all.put("own + 4 crossings", with(4, () -> cross(own, m)));
        Rows taken = pick(pool, m);
        all.put("copies", List.of(taken));
        for (double size : new double[] {0.15, 0.5, 1}) {
            all.put("jittered copies " + size, List.of(jitter(taken, size)));
        }
        all.put("mixtures", List.of(blend(pool, m, false)));
        all.put("near mixtures", List.of(blend(pool, m, true)));
        all.put("crossings", List.of(cross(pool, m)));
        all.put("extrapolations", List.of(extrapolate(m)));
        all.put("class Gaussian", List.of(gaussian(m)));
        all.put("class means", List.of(means(m)));
        double[][] noise = normal(m);
        all.put("noise", List.of(new Rows(noise, random(m))));
        all.put("noise, pool labels", List.of(new Rows(noise, guessed(noise))));
        double[][] marginal = marginal(m);
        all.put("marginals, pool labels", List.of(new Rows(marginal, guessed(marginal))));
        all.put("random labels", List.of(new Rows(own.x(), random(m))));
        int majority = majority();
        all.put("majority label", List.of(new Rows(own.x(), fill(m, i -> majority))));
        all.put("random labels, a name a row", single(new Rows(own.x(), random(m))));
        all.put(
                "flipped labels",
                List.of(new Rows(own.x(), fill(m, i -> (own.y()[i] + 1 + draws.below(classes - 1)) % classes))));
        int[] half = fill(m, i -> i % 2 == 0 ? own.y()[i] : (own.y()[i] + 1) % classes);
        all.put("half flipped", List.of(new Rows(own.x(), half)));
        all.put("half flipped, sorted", sorted(new Rows(own.x(), half)));
        all.put(
                "3x outliers",
                List.of(new Rows(
                        Arrays.stream(own.x())
                                .map(row -> Arrays.stream(row).map(v -> 3 * v).toArray())
                                .toArray(double[][]::new),
                        own.y())));
        Rows leaked = pick(world.holdout, m);
        all.put("leaked holdout", List.of(leaked));
        all.put("leaked holdout, jittered 0.15", List.of(jitter(leaked, 0.15)));
        all.put("leaked holdout, jittered 0.5", List.of(jitter(leaked, 0.5)));
        all.put("own rows, pool labels", List.of(new Rows(own.x(), guessed(own.x()))));
        return all;
    }

    private interface Copy {
        Rows rows();
    }

    private List<Rows> with(int times, Copy copy) {
        List<Rows> names = new ArrayList<>(List.of(own));
        for (int i = 0; i < times; i++) {
            names.add(copy.rows());
        }
        return names;
    }

    private List<Rows> parts(int count) {
        return IntStream.range(0, count)
                .mapToObj(p -> own.select(IntStream.range(0, own.size())
                        .filter(i -> i % count == p)
                        .toArray()))
                .toList();
    }

    private static List<Rows> single(Rows rows) {
        return IntStream.range(0, rows.size()).mapToObj(rows::select).toList();
    }

    private List<Rows> sorted(Rows rows) {
        int[] good = IntStream.range(0, rows.size())
                .filter(i -> rows.y()[i] == own.y()[i])
                .toArray();
        int[] bad = IntStream.range(0, rows.size())
                .filter(i -> rows.y()[i] != own.y()[i])
                .toArray();
        return List.of(rows.select(good), rows.select(bad));
    }

    private static int[] fill(int n, java.util.function.IntUnaryOperator label) {
        int[] y = new int[n];
        for (int i = 0; i < n; i++) {
            y[i] = label.applyAsInt(i);
        }
        return y;
    }

    private int[] random(int n) {
        return fill(n, i -> draws.below(classes));
    }

    private int majority() {
        int[] counts = new int[classes];
        for (int y : pool.y()) {
            counts[y]++;
        }
        return IntStream.range(0, classes)
                .reduce((a, b) -> counts[b] > counts[a] ? b : a)
                .orElseThrow();
    }

    private Rows pick(Rows from, int m) {
        int[] order = IntStream.range(0, from.size()).toArray();
        for (int i = 0; i < Math.min(m, order.length); i++) {
            int j = i + draws.below(order.length - i);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return from.select(Arrays.copyOf(order, Math.min(m, order.length)));
    }

    private Rows make(int m, int[] y, IntFunction<double[]> row) {
        double[][] x = new double[m][];
        for (int i = 0; i < m; i++) {
            x[i] = row.apply(i);
        }
        return new Rows(x, y);
    }

    private Rows jitter(Rows rows, double size) {
        return make(rows.size(), rows.y(), i -> {
            double[] row = rows.x()[i].clone();
            for (int c = 0; c < d; c++) {
                row[c] += size * deviation[c] * draws.gaussian();
            }
            return row;
        });
    }

    private int[] fellows(Rows rows, int label) {
        return IntStream.range(0, rows.size()).filter(i -> rows.y()[i] == label).toArray();
    }

    private Rows blend(Rows rows, int m, boolean near) {
        int[] parents = fill(m, i -> draws.below(rows.size()));
        return make(m, fill(m, i -> rows.y()[parents[i]]), i -> {
            double[] first = rows.x()[parents[i]];
            int[] fellows = fellows(rows, rows.y()[parents[i]]);
            int[] from = fellows;
            if (near && fellows.length > 1) {
                from = IntStream.of(fellows)
                        .boxed()
                        .sorted((a, b) -> Double.compare(squared(first, rows.x()[a]), squared(first, rows.x()[b])))
                        .mapToInt(j -> j)
                        .skip(1)
                        .limit(5)
                        .toArray();
            }
            double[] second = rows.x()[from[draws.below(from.length)]];
            double share = draws.uniform(0.2, 0.8);
            return combine(c -> share * first[c] + (1 - share) * second[c]);
        });
    }

    private Rows cross(Rows rows, int m) {
        int[] parents = fill(m, i -> draws.below(rows.size()));
        return make(m, fill(m, i -> rows.y()[parents[i]]), i -> {
            int[] fellows = fellows(rows, rows.y()[parents[i]]);
            double[] second = rows.x()[fellows[draws.below(fellows.length)]];
            return combine(c -> draws.below(2) == 0 ? rows.x()[parents[i]][c] : second[c]);
        });
    }

    private Rows extrapolate(int m) {
        int[] parents = fill(m, i -> draws.below(pool.size()));
        return make(m, fill(m, i -> pool.y()[parents[i]]), i -> {
            int[] fellows = fellows(pool, pool.y()[parents[i]]);
            double[] first = pool.x()[parents[i]];
            double[] second = pool.x()[fellows[draws.below(fellows.length)]];
            return combine(c -> first[c] + 0.5 * (first[c] - second[c]));
        });
    }

    private Rows gaussian(int m) {
        int[] y = fill(m, i -> pool.y()[draws.below(pool.size())]);
        Points points = new Points(
                pool.size(),
                d,
                Arrays.stream(pool.x()).flatMapToDouble(Arrays::stream).toArray());
        Moments[] moments = new Moments[classes];
        double[][] factors = new double[classes][];
        for (int y0 = 0; y0 < classes; y0++) {
            moments[y0] = Moments.of(points, fellows(pool, y0));
            factors[y0] = Cholesky.of(moments[y0].ridged(1e-3 * (moments[y0].meanVariance() + 1e-9)), d)
                    .factor();
        }
        return make(m, y, i -> {
            double[] normal = combine(c -> draws.gaussian());
            double[] factor = factors[y[i]];
            return combine(c -> {
                double sum = moments[y[i]].mean()[c];
                for (int e = 0; e <= c; e++) {
                    sum += factor[c * d + e] * normal[e];
                }
                return sum;
            });
        });
    }

    private Rows means(int m) {
        int[] y = fill(m, i -> pool.y()[draws.below(pool.size())]);
        return make(m, y, i -> {
            int[] fellows = fellows(pool, y[i]);
            double[] sum = new double[d];
            int count = 0;
            for (int j : fellows) {
                if (count == 0 || draws.below(2) == 0) {
                    count++;
                    for (int c = 0; c < d; c++) {
                        sum[c] += pool.x()[j][c];
                    }
                }
            }
            int divisor = count;
            return combine(c -> sum[c] / divisor);
        });
    }

    private double[][] normal(int m) {
        return make(m, new int[0], i -> combine(c -> mean[c] + deviation[c] * draws.gaussian()))
                .x();
    }

    private double[][] marginal(int m) {
        return make(m, new int[0], i -> combine(c -> pool.x()[draws.below(pool.size())][c]))
                .x();
    }

    private double[] combine(java.util.function.IntToDoubleFunction column) {
        double[] row = new double[d];
        for (int c = 0; c < d; c++) {
            row[c] = column.applyAsDouble(c);
        }
        return row;
    }

    /** The majority label of the five nearest pool rows. */
    private int[] guessed(double[][] x) {
        return fill(x.length, i -> {
            int[] counts = new int[classes];
            IntStream.range(0, pool.size())
                    .boxed()
                    .sorted((a, b) -> Double.compare(squared(x[i], pool.x()[a]), squared(x[i], pool.x()[b])))
                    .limit(5)
                    .forEach(j -> counts[pool.y()[j]]++);
            return IntStream.range(0, classes)
                    .reduce((a, b) -> counts[b] > counts[a] ? b : a)
                    .orElseThrow();
        });
    }

    private static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int c = 0; c < a.length; c++) {
            sum += (a[c] - b[c]) * (a[c] - b[c]);
        }
        return sum;
    }
}
