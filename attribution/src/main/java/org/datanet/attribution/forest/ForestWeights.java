package org.datanet.attribution.forest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Exact weights of training rows in an ensemble of trees that averages its leaves' means: the prediction at {@code x} is
 * {@code sum_i w_i(x) y_i}, where {@code w_i(x)} is the mean over trees of the row's mass in the leaf of {@code x} over the
 * leaf's mass (Breiman, "Some infinity theory for predictor ensembles", 2000; Lin &amp; Jeon, JASA 2006). Weights are 0 or more and
 * sum to 1.
 *
 * <p>Gains divide the drop of the mean squared error of that prediction (for classes: the Brier score), from the trees' common
 * prior to the whole ensemble, over the rows: along the straight path from prior {@code p0} to prediction {@code p}, a row's
 * Aumann-Shapley share is {@code w_i (2 y - p - p0)'(y_i - p0)}, and the shares sum exactly to the drop, because the loss is
 * quadratic. The structure of the trees is taken as given. Immutable and thread-safe.
 */
public final class ForestWeights {
    private final int rows;
    private final int dimensions;
    private final double[] targets;
    private final List<BaggedTree> trees;
    private final List<Members> members;
    private final double[] prior;

    /**
     * @param trees at least one, all over the same rows
     * @param targets {@code rows x dimensions}, row-major: one-hot for classes, values for regression
     * @param dimensions classes or output dimensions
     */
    public ForestWeights(List<BaggedTree> trees, double[] targets, int dimensions) {
        if (trees.isEmpty()) {
            throw new IllegalArgumentException("an ensemble has at least one tree");
        }
        rows = trees.get(0).leafOfRow().length;
        if (targets.length != (long) rows * dimensions) {
            throw new IllegalArgumentException("%d rows of %d dimensions need as many targets, not %d"
                    .formatted(rows, dimensions, targets.length));
        }
        this.trees = List.copyOf(trees);
        this.targets = targets;
        this.dimensions = dimensions;
        members = new ArrayList<>();
        prior = new double[dimensions];
        for (BaggedTree tree : trees) {
            if (tree.leafOfRow().length != rows) {
                throw new IllegalArgumentException(
                        "one tree knows %d rows, another %d".formatted(rows, tree.leafOfRow().length));
            }
            members.add(Members.of(tree));
            double size = Arrays.stream(tree.masses()).sum();
            for (int row = 0; row < rows; row++) {
                for (int c = 0; c < dimensions; c++) {
                    prior[c] += targets[row * dimensions + c] * tree.masses()[row] / size / trees.size();
                }
            }
        }
    }

    /**
     * The weights of all rows at one point.
     *
     * @param leaves the leaf of the point in every tree
     * @return one a row; a tree whose leaf holds no row of its bag gives none
     */
    public double[] weights(int[] leaves) {
        double[] weights = new double[rows];
        for (int t = 0; t < trees.size(); t++) {
            members.get(t).addTo(weights, leaves[t], trees.size());
        }
        return weights;
    }

    /** The prediction at a point, rebuilt from the weights: one value a dimension. */
    public double[] prediction(int[] leaves) {
        double[] weights = weights(leaves);
        double[] prediction = new double[dimensions];
        for (int row = 0; row < rows; row++) {
            if (weights[row] != 0) {
                for (int c = 0; c < dimensions; c++) {
                    prediction[c] += weights[row] * targets[row * dimensions + c];
                }
            }
        }
        return prediction;
    }

    /** The prediction of the ensemble's roots: the mean of the bags. */
    public double[] prior() {
        return prior.clone();
    }

    /**
     * How the drop of the validation loss divides over the rows.
     *
     * @param gains one a row, in units of mean squared error summed over dimensions
     * @param priorLoss of the prior
     * @param loss of the ensemble's averaged prediction; the gains sum to {@code priorLoss - loss}
     */
    public record Result(double[] gains, double priorLoss, double loss) {}

    /**
     * Divides the drop of the mean validation loss.
     *
     * @param validationLeaves one array a validation row: its leaf in every tree
     * @param validationTargets {@code validation rows x dimensions}
     */
    public Result gains(List<int[]> validationLeaves, double[] validationTargets) {
        int n = validationLeaves.size();
        if (n == 0 || validationTargets.length != (long) n * dimensions) {
            throw new IllegalArgumentException(
                    "validation needs at least one row and %d targets a row, not %d rows and %d targets"
                            .formatted(dimensions, n, validationTargets.length));
        }
        int blocks = Math.min(16, n);
        double[][] parts = new double[blocks][];
        double[][] losses = new double[blocks][2];
        IntStream.range(0, blocks).parallel().forEach(block -> {
            double[] part = new double[rows];
            int to = (int) ((long) n * (block + 1) / blocks);
            for (int i = (int) ((long) n * block / blocks); i < to; i++) {
                divide(validationLeaves.get(i), validationTargets, i * dimensions, part, losses[block]);
            }
            parts[block] = part;
        });
        double[] gains = new double[rows];
        double priorLoss = 0;
        double loss = 0;
        for (int block = 0; block < blocks; block++) {
            for (int row = 0; row < rows; row++) {
                gains[row] += parts[block][row] / n;
            }
            priorLoss += losses[block][0] / n;
            loss += losses[block][1] / n;
        }
        return new Result(gains, priorLoss, loss);
    }

    private void divide(int[] leaves, double[] truth, int at, double[] gains, double[] losses) {
        double[] weights = weights(leaves);
        double[] prediction = new double[dimensions];
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += weights[row];
            if (weights[row] != 0) {
                for (int c = 0; c < dimensions; c++) {
                    prediction[c] += weights[row] * targets[row * dimensions + c];
                }
            }
        }
        double[] slope = new double[dimensions];
        for (int c = 0; c < dimensions; c++) {
            // A tree that abstains at this point leaves its share with the prior.
            prediction[c] += (1 - sum) * prior[c];
            slope[c] = 2 * truth[at + c] - prediction[c] - prior[c];
            losses[0] += (truth[at + c] - prior[c]) * (truth[at + c] - prior[c]);
            losses[1] += (truth[at + c] - prediction[c]) * (truth[at + c] - prediction[c]);
        }
        for (int row = 0; row < rows; row++) {
            if (weights[row] != 0) {
                double share = 0;
                for (int c = 0; c < dimensions; c++) {
                    share += slope[c] * (targets[row * dimensions + c] - prior[c]);
                }
                gains[row] += weights[row] * share;
            }
        }
    }

    /** The bag's rows by leaf. */
    private record Members(int[] offsets, int[] rows, double[] masses, double[] sizes) {
        static Members of(BaggedTree tree) {
            int[] offsets = new int[tree.leaves() + 1];
            double[] sizes = new double[tree.leaves()];
            for (int row = 0; row < tree.leafOfRow().length; row++) {
                if (tree.masses()[row] > 0) {
                    offsets[tree.leafOfRow()[row] + 1]++;
                    sizes[tree.leafOfRow()[row]] += tree.masses()[row];
                }
            }
            for (int leaf = 0; leaf < tree.leaves(); leaf++) {
                offsets[leaf + 1] += offsets[leaf];
            }
            int[] place = offsets.clone();
            int[] rows = new int[offsets[tree.leaves()]];
            double[] masses = new double[rows.length];
            for (int row = 0; row < tree.leafOfRow().length; row++) {
                if (tree.masses()[row] > 0) {
                    int at = place[tree.leafOfRow()[row]]++;
                    rows[at] = row;
                    masses[at] = tree.masses()[row];
                }
            }
            return new Members(offsets, rows, masses, sizes);
        }

        void addTo(double[] weights, int leaf, int trees) {
            for (int i = offsets[leaf]; i < offsets[leaf + 1]; i++) {
                weights[rows[i]] += masses[i] / sizes[leaf] / trees;
            }
        }
    }
}
