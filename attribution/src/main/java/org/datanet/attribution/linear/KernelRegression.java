package org.datanet.attribution.linear;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Softmax regression in a kernel's space, fitted to some rows in closed form, so that it needs no learning rate and no number of epochs. With the
 * plain inner product of features and a one it is logistic regression; with the tangent kernels of a network, one {@link KernelStage} for each
 * snapshot of its training, it stands for the network trained on those rows. How much is learned in each stage is read from the training itself
 * ({@link #calibrated}).
 *
 * <p>About {@code 100 n^2 classes} multiplications a stage. Deterministic; immutable and thread-safe once made.
 */
public final class KernelRegression {
    private static final int BISECTIONS = 40;
    /** How near a stage's loss comes to the one that was asked for, as a share of it. */
    private static final double NEAR = 1e-3;
    /** Levels that are looked at, for a row and a kernel whose diagonal has the mean 1. */
    private static final double LOWEST = 1e-7;

    private static final double HIGHEST = 1e3;

    private final List<KernelStage> stages;
    private final int[] rows;
    private final double[][][] coefficients;
    private final double[][][] shares;

    /**
     * Fits.
     *
     * @param stages at least one, in the order of the training
     * @param rows those that are fitted, at least one
     * @param labels of all rows of the kernels, 0 to before {@code classes}
     * @throws IllegalArgumentException naming what does not fit together
     */
    public KernelRegression(List<KernelStage> stages, int[] rows, int[] labels, int classes) {
        if (stages.isEmpty() || rows.length == 0) {
            throw new IllegalArgumentException("a regression needs a stage and a row, not %d stages and %d rows"
                    .formatted(stages.size(), rows.length));
        }
        check(stages.stream().map(KernelStage::kernel).toList(), labels, classes);
        this.stages = List.copyOf(stages);
        this.rows = rows.clone();
        int[] own = IntStream.of(rows).map(row -> labels[row]).toArray();
        coefficients = new double[stages.size()][][];
        shares = new double[stages.size()][classes][rows.length];
        double[][] scores = new double[classes][rows.length];
        for (int stage = 0; stage < coefficients.length; stage++) {
            coefficients[stage] = step(stage).descend(scores, own);
        }
    }

    /**
     * Finds how much a training learned in each stretch: levels with which the regression of all rows has, after each stage, the loss that the
     * model had.
     *
     * @param kernels {@code n x n} each, in the order of the training
     * @param losses mean cross-entropy of all rows at the end of each stretch; one that is higher than before is taken for nothing learned
     * @throws IllegalArgumentException naming what does not fit together
     */
    public static List<KernelStage> calibrated(List<double[]> kernels, double[] losses, int[] labels, int classes) {
        if (kernels.size() != losses.length) {
            throw new IllegalArgumentException(
                    "%d kernels have losses of their own, not %d".formatted(kernels.size(), losses.length));
        }
        check(kernels, labels, classes);
        int n = labels.length;
        int[] all = IntStream.range(0, n).toArray();
        double[][] scores = new double[classes][n];
        List<KernelStage> stages = new ArrayList<>();
        for (int stage = 0; stage < losses.length; stage++) {
            double[] kernel = kernels.get(stage);
            double[][] inner = ProximalStep.between(kernel, n, all, all);
            double scale = n * KernelStage.mean(kernel, n);
            double low = LOWEST;
            double high = HIGHEST;
            double level = HIGHEST;
            double[][] moved = scores;
            for (int i = 0; i < BISECTIONS; i++) {
                moved = moved(inner, scale * level, scores, labels);
                double loss = ProximalStep.loss(moved, labels);
                if (Math.abs(loss - losses[stage]) <= NEAR * losses[stage]
                        || (loss < losses[stage] ? level >= HIGHEST : level <= LOWEST)
                        || high / low < 1 + NEAR) {
                    break;
                }
                if (loss < losses[stage]) {
                    low = level;
                } else {
                    high = level;
                }
                level = Math.sqrt(low * high);
            }
            stages.add(new KernelStage(kernel, scale * level));
            scores = moved;
        }
        return stages;
    }

    private static double[][] moved(double[][] inner, double level, double[][] scores, int[] labels) {
        double[][] moved = new double[scores.length][];
        for (int c = 0; c < moved.length; c++) {
            moved[c] = scores[c].clone();
        }
        new ProximalStep(inner, level, new double[scores.length][labels.length]).descend(moved, labels);
        return moved;
    }

    static void check(List<double[]> kernels, int[] labels, int classes) {
        for (double[] kernel : kernels) {
            if (kernel.length != (long) labels.length * labels.length) {
                throw new IllegalArgumentException("a kernel of %d rows has a value for each pair of them, not %d"
                        .formatted(labels.length, kernel.length));
            }
        }
        for (int label : labels) {
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException("a label is 0 to %d, not %d".formatted(classes - 1, label));
            }
        }
    }

    /** A stage as it ended. */
    ProximalStep step(int stage) {
        KernelStage of = stages.get(stage);
        int n = (int) Math.sqrt(of.kernel().length);
        return new ProximalStep(ProximalStep.between(of.kernel(), n, rows, rows), of.level(), shares[stage]);
    }

    /**
     * Moves scores of other examples by what a stage learned.
     *
     * @param columns the stage's kernel between the fitted rows and the examples, {@code fitted x examples}
     * @param scores {@code classes x examples}
     */
    void move(int stage, double[][] columns, double[][] scores) {
        double[][] moves = ProximalStep.times(columns, coefficients[stage], scores[0].length);
        for (int c = 0; c < scores.length; c++) {
            ProximalStep.add(scores[c], moves[c], 1);
        }
    }

    /** {@code 1 / (p (1 - p))} in the mean over rows and classes at the end of a stage: how flat the loss has become. */
    double flatness(int stage) {
        double sum = 0;
        for (double[] ofClass : shares[stage]) {
            for (double p : ofClass) {
                sum += p * (1 - p);
            }
        }
        return shares[stage].length * rows.length / Math.max(sum, Double.MIN_NORMAL);
    }

    /**
     * How probable each class is for other examples.
     *
     * @param kernels a stage each, between the examples and all {@code n} rows, {@code examples x n}, row-major
     * @param n rows of the kernels
     * @return {@code examples x classes}, row-major
     */
    public double[] probabilities(List<double[]> kernels, int n) {
        int examples = kernels.get(0).length / n;
        int classes = shares[0].length;
        double[][] scores = new double[classes][examples];
        for (int stage = 0; stage < coefficients.length; stage++) {
            move(stage, columns(kernels.get(stage), n, rows), scores);
        }
        ProximalStep.softmax(scores, scores);
        double[] turned = new double[classes * examples];
        for (int at = 0; at < turned.length; at++) {
            turned[at] = scores[at % classes][at / classes];
        }
        return turned;
    }

    /** Some columns of a kernel between examples and rows: {@code rows x examples}. */
    static double[][] columns(double[] kernel, int n, int[] rows) {
        double[][] columns = new double[rows.length][kernel.length / n];
        for (int i = 0; i < rows.length; i++) {
            for (int example = 0; example < columns[i].length; example++) {
                columns[i][example] = kernel[example * n + rows[i]];
            }
        }
        return columns;
    }
}
