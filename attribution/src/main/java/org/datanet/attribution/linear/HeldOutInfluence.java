package org.datanet.attribution.linear;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What a row adds to models that were trained without it: {@link KernelRegression} is fitted to random halves of the rows, and a row outside a
 * half is credited with what putting it in does to the log-odds of each query's label (the margin of Park et al., "TRAK", ICML 2023, section 3).
 * The mean over halves is a Banzhaf value of the regression (Wang &amp; Jia, "Data Banzhaf", AISTATS 2023), and so the linear function of a subset's
 * rows that stands nearest to its outcome. With the tangent kernels of a network's training (Jacot, Gabriel, Hongler 2018) the regression stands
 * for the network trained again; with the plain inner product it is logistic regression.
 *
 * <p>Influence at a model of all rows misses rows that the model has learned by heart, since nothing of their gradient is left; a model
 * without the row has all of it. How far the row pushes once it is in follows from its own residual, which shrinks as it is learned: that is solved
 * for, stage by stage; what its push does to the other rows and to the query is taken to first order.
 *
 * <p>{@code halves stages n^2 classes / 4} multiplications for each step of conjugate gradients, of which a query takes up to 40 a stage.
 * Deterministic for a seed, whatever the number of threads. Immutable and thread-safe.
 */
public final class HeldOutInfluence {
    /** The matrix of a kernel is held whole: 8 bytes a pair of rows and stage. */
    public static final int MAX_ROWS = 8_000;

    /** Squared error, as a share, at which conjugate gradients stop for a query. */
    private static final double CLOSE = 1e-6;

    private static final int NEWTON = 50;

    private final List<KernelStage> stages;
    private final int[] labels;
    private final int rows;
    private final int classes;
    private final int halves;
    private final long seed;

    /**
     * @param stages at least one, each with a kernel of all rows
     * @param labels of the rows, 0 to before {@code classes}
     * @param halves how many fits, an even number: each half is followed by its complement
     * @param seed of the halves
     * @throws IllegalArgumentException naming what does not fit together
     */
    public HeldOutInfluence(List<KernelStage> stages, int[] labels, int classes, int halves, long seed) {
        rows = labels.length;
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("a regression needs a stage");
        }
        int most = (int) (MAX_ROWS / Math.sqrt(stages.size()));
        if (rows < 2 || rows > most) {
            throw new IllegalArgumentException(
                    "there may be 2 to %d rows with %d stages, not %d".formatted(most, stages.size(), rows));
        }
        KernelRegression.check(stages.stream().map(KernelStage::kernel).toList(), labels, classes);
        for (KernelStage stage : stages) {
            KernelStage.mean(stage.kernel(), rows);
        }
        if (halves < 2 || halves % 2 != 0) {
            throw new IllegalArgumentException("halves come in pairs, at least one, not " + halves);
        }
        this.stages = List.copyOf(stages);
        this.labels = labels.clone();
        this.classes = classes;
        this.halves = halves;
        this.seed = seed;
    }

    /**
     * What each row adds for each query.
     *
     * @param queryKernels of each stage, {@code queries x n}, row-major
     * @param queryLabels whose log-odds are explained; for a prediction, the predicted ones
     * @return {@code queries x n}, in log-odds; positive helps
     */
    public double[][] gains(List<double[]> queryKernels, int[] queryLabels) {
        int queries = queryLabels.length;
        if (queryKernels.size() != stages.size()) {
            throw new IllegalArgumentException("%d stages have kernels of their own with the queries, not %d"
                    .formatted(stages.size(), queryKernels.size()));
        }
        for (double[] queryKernel : queryKernels) {
            if (queryKernel.length != (long) queries * rows) {
                throw new IllegalArgumentException(
                        "%d queries and %d rows have %d kernel values".formatted(queries, rows, queryKernel.length));
            }
        }
        if (queries == 0) {
            return new double[0][];
        }
        int[][] order = new int[halves][];
        SplittableRandom random = new SplittableRandom(seed);
        int size = rows / 2;
        for (int half = 0; half < halves; half++) {
            order[half] = half % 2 == 0 ? shuffled(random) : turned(order[half - 1], rows - size);
        }
        double[][] gains = new double[queries][rows];
        int[] held = new int[rows];
        for (int from = 0; from < halves; from += 16) {
            int start = from;
            double[][][] parts = IntStream.range(from, Math.min(halves, from + 16))
                    .parallel()
                    .mapToObj(
                            half -> outside(order[half], half % 2 == 0 ? size : rows - size, queryKernels, queryLabels))
                    .toArray(double[][][]::new);
            for (int part = 0; part < parts.length; part++) {
                int[] places = order[start + part];
                int inside = rows - parts[part][0].length;
                for (int at = inside; at < rows; at++) {
                    held[places[at]]++;
                    for (int query = 0; query < queries; query++) {
                        gains[query][places[at]] += parts[part][query][at - inside];
                    }
                }
            }
        }
        for (double[] ofQuery : gains) {
            for (int row = 0; row < rows; row++) {
                ofQuery[row] /= held[row];
            }
        }
        return gains;
    }

    private int[] shuffled(SplittableRandom random) {
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** The complement first. */
    private static int[] turned(int[] order, int complement) {
        int[] turned = new int[order.length];
        int size = order.length - complement;
        System.arraycopy(order, size, turned, 0, complement);
        System.arraycopy(order, 0, turned, complement, size);
        return turned;
    }

    /** Of the rows that stand in the order from {@code size} on: queries x those rows. */
    private double[][] outside(int[] order, int size, List<double[]> queryKernels, int[] queryLabels) {
        int[] inside = Arrays.copyOf(order, size);
        int[] held = Arrays.copyOfRange(order, size, rows);
        KernelRegression fit = new KernelRegression(stages, inside, labels, classes);
        double[][][] pushes = pushes(fit, inside, held);
        double[][] asked = new double[classes][queryLabels.length];
        for (int stage = 0; stage < stages.size(); stage++) {
            fit.move(stage, KernelRegression.columns(queryKernels.get(stage), rows, inside), asked);
        }
        oddsGradients(asked, queryLabels);
        double[][] gains = new double[queryLabels.length][held.length];
        // Backwards: how the log-odds of each query change with the scores that the rows inside have before a stage.
        double[][][] before = new double[queryLabels.length][classes][size];
        for (int stage = stages.size() - 1; stage >= 0; stage--) {
            ProximalStep step = fit.step(stage);
            double[] kernel = stages.get(stage).kernel();
            double[][] across = ProximalStep.between(kernel, rows, inside, held);
            double[] queryKernel = queryKernels.get(stage);
            for (int query = 0; query < gains.length; query++) {
                double[][] later = step.times(before[query]);
                for (int c = 0; c < classes; c++) {
                    for (int i = 0; i < size; i++) {
                        later[c][i] += asked[c][query] * queryKernel[query * rows + inside[i]];
                    }
                }
                double[][] taken = step.solve(step.curve(later), CLOSE);
                for (int c = 0; c < classes; c++) {
                    ProximalStep.add(before[query][c], taken[c], -1);
                }
                double[][] through = ProximalStep.times(across, before[query], held.length);
                for (int c = 0; c < classes; c++) {
                    for (int o = 0; o < held.length; o++) {
                        gains[query][o] += pushes[stage][c][o]
                                * (asked[c][query] * queryKernel[query * rows + held[o]] + through[c][o]);
                    }
                }
            }
        }
        return gains;
    }

    /** The coefficients that each row held out would have if it were put in alone: stages x classes x held. */
    private double[][][] pushes(KernelRegression fit, int[] inside, int[] held) {
        double[][][] pushes = new double[stages.size()][classes][held.length];
        double[][] scores = new double[classes][held.length];
        double[] score = new double[classes];
        for (int stage = 0; stage < pushes.length; stage++) {
            double[] kernel = stages.get(stage).kernel();
            double level = stages.get(stage).level();
            double[][] across = ProximalStep.between(kernel, rows, inside, held);
            fit.move(stage, across, scores);
            double[] own = IntStream.of(held)
                    .mapToDouble(row -> kernel[row * rows + row])
                    .toArray();
            double[] spared = SparedVariance.of(
                    ProximalStep.between(kernel, rows, inside, inside), across, own, level * fit.flatness(stage));
            for (int o = 0; o < held.length; o++) {
                for (int c = 0; c < classes; c++) {
                    score[c] = scores[c][o];
                }
                double[] push = push(score, spared[o], level, labels[held[o]]);
                for (int c = 0; c < classes; c++) {
                    pushes[stage][c][o] = push[c];
                    scores[c][o] += spared[o] * push[c];
                }
            }
        }
        return pushes;
    }

    /** Newton's method for {@code level g + softmax(scores + spared g) - y = 0}, each step as long as brings the sum of squares down. */
    private static double[] push(double[] scores, double spared, double level, int label) {
        int classes = scores.length;
        double[] push = new double[classes];
        double[] shares = new double[classes];
        double[] residual = new double[classes];
        double[] next = new double[classes];
        double error = residual(scores, spared, level, label, push, shares, residual);
        for (int step = 0; step < NEWTON && error > 1e-18; step++) {
            // (D - spared p p') x = residual, with D diagonal: by Sherman and Morrison.
            double across = 0;
            double own = 0;
            for (int c = 0; c < classes; c++) {
                double diagonal = level + spared * shares[c];
                across += shares[c] * residual[c] / diagonal;
                own += shares[c] * shares[c] / diagonal;
            }
            double turn = spared * across / (1 - spared * own);
            double[] move = new double[classes];
            for (int c = 0; c < classes; c++) {
                move[c] = (residual[c] + turn * shares[c]) / (level + spared * shares[c]);
            }
            double length = 1;
            double smaller = error;
            for (int half = 0; half < NEWTON; half++, length /= 2) {
                for (int c = 0; c < classes; c++) {
                    next[c] = push[c] - length * move[c];
                }
                smaller = residual(scores, spared, level, label, next, shares, residual);
                if (smaller < error) {
                    break;
                }
            }
            if (!(smaller < error)) {
                break;
            }
            System.arraycopy(next, 0, push, 0, classes);
            error = smaller;
        }
        return push;
    }

    /** Sum of squares of the residual, which is put into the last argument, as the shares are before it. */
    private static double residual(
            double[] scores,
            double spared,
            double level,
            int label,
            double[] push,
            double[] shares,
            double[] residual) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < push.length; c++) {
            shares[c] = scores[c] + spared * push[c];
            highest = Math.max(highest, shares[c]);
        }
        double total = 0;
        for (int c = 0; c < push.length; c++) {
            shares[c] = StrictMath.exp(shares[c] - highest);
            total += shares[c];
        }
        double squares = 0;
        for (int c = 0; c < push.length; c++) {
            shares[c] /= total;
            residual[c] = level * push[c] + shares[c] - (c == label ? 1 : 0);
            squares += residual[c] * residual[c];
        }
        return squares;
    }

    /** How the log-odds of each query's label change with its scores, in place of the scores: classes x queries. */
    private static void oddsGradients(double[][] scores, int[] labels) {
        ProximalStep.softmax(scores, scores);
        for (int query = 0; query < labels.length; query++) {
            double others = 0;
            for (int c = 0; c < scores.length; c++) {
                others += c == labels[query] ? 0 : scores[c][query];
            }
            for (int c = 0; c < scores.length; c++) {
                scores[c][query] = c == labels[query] ? 1 : others > 0 ? -scores[c][query] / others : 0;
            }
        }
    }
}
