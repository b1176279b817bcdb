package org.datanet.attribution.linear;

import java.util.Arrays;

/**
 * Multinomial logistic regression as a run of AdaGrad (Duchi, Hazan, Singer, JMLR 2011) over minibatches makes it in the mean: as many steps, of the
 * same length, each along the gradient of all rows, while the sums of squares that AdaGrad divides by grow by what a minibatch's squares are expected to be, the square of
 * the mean and the variance over the size of a batch. So it stops where the trainer stops, and has neither an order of rows nor a seed: for a game
 * whose coalitions are trained it is the worth without what chance in training adds.
 *
 * <p>{@code 2 steps n d classes} multiplications, about what the minibatches cost times the number of batches. Deterministic; immutable and
 * thread-safe.
 */
public final class ExpectedDescent {
    private static final double EPSILON = 1e-6;

    private final double[][] parameters;
    private final int columns;

    /**
     * Trains.
     *
     * @param features {@code n x d}, at least one row
     * @param labels of the rows, 0 to before {@code classes}
     * @param classes of which those that no row has are left out of the model: they have probability 0
     * @param epochs passes over the rows
     * @param batch rows of a minibatch
     * @param rate AdaGrad's initial learning rate
     * @throws IllegalArgumentException naming what is wrong
     */
    public ExpectedDescent(double[][] features, int[] labels, int classes, int epochs, int batch, double rate) {
        int n = features.length;
        if (n == 0 || labels.length != n || epochs < 1 || batch < 1 || !(rate > 0)) {
            throw new IllegalArgumentException(
                    "%d rows with %d labels, %d epochs of batches of %d and a rate of %s don't make a training"
                            .formatted(n, labels.length, epochs, batch, rate));
        }
        columns = features[0].length;
        double[][] byColumn = new double[columns + 1][n];
        Arrays.fill(byColumn[columns], 1);
        for (int row = 0; row < n; row++) {
            for (int c = 0; c < columns; c++) {
                byColumn[c][row] = features[row][c];
            }
        }
        double[][] squared = new double[columns + 1][n];
        for (int c = 0; c <= columns; c++) {
            for (int row = 0; row < n; row++) {
                squared[c][row] = byColumn[c][row] * byColumn[c][row];
            }
        }
        boolean[] present = new boolean[classes];
        for (int label : labels) {
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException("a label is 0 to %d, not %d".formatted(classes - 1, label));
            }
            present[label] = true;
        }
        parameters = new double[classes][];
        for (int label = 0; label < classes; label++) {
            parameters[label] = present[label] ? new double[columns + 1] : new double[0];
        }
        double[][] squares = new double[classes][columns + 1];
        double[][] shares = new double[classes][n];
        double[] residual = new double[n];
        double[] residualSquared = new double[n];
        double spread = n > batch ? 1.0 / batch : 0;
        for (long step = (long) epochs * ((n + batch - 1) / batch); step > 0; step--) {
            shares(byColumn, shares);
            for (int label = 0; label < classes; label++) {
                if (present[label]) {
                    for (int row = 0; row < n; row++) {
                        residual[row] = shares[label][row] - (labels[row] == label ? 1 : 0);
                        residualSquared[row] = residual[row] * residual[row];
                    }
                    for (int c = 0; c <= columns; c++) {
                        double mean = DotProduct.of(byColumn[c], residual) / n;
                        double variance = DotProduct.of(squared[c], residualSquared) / n - mean * mean;
                        squares[label][c] += mean * mean + spread * variance;
                        parameters[label][c] -= rate * mean / (Math.sqrt(squares[label][c]) + EPSILON);
                    }
                }
            }
        }
    }

    /** How probable each class is for examples: {@code examples x classes} of {@code examples x d}. */
    public double[][] probabilities(double[][] examples) {
        double[][] byColumn = new double[columns + 1][examples.length];
        Arrays.fill(byColumn[columns], 1);
        for (int i = 0; i < examples.length; i++) {
            for (int c = 0; c < columns; c++) {
                byColumn[c][i] = examples[i][c];
            }
        }
        double[][] shares = new double[parameters.length][examples.length];
        shares(byColumn, shares);
        double[][] turned = new double[examples.length][parameters.length];
        for (int i = 0; i < examples.length; i++) {
            for (int label = 0; label < parameters.length; label++) {
                turned[i][label] = shares[label][i];
            }
        }
        return turned;
    }

    private void shares(double[][] byColumn, double[][] shares) {
        for (int label = 0; label < parameters.length; label++) {
            if (parameters[label].length == 0) {
                Arrays.fill(shares[label], Double.NEGATIVE_INFINITY);
            } else {
                Arrays.fill(shares[label], 0);
                for (int c = 0; c <= columns; c++) {
                    ProximalStep.add(shares[label], byColumn[c], parameters[label][c]);
                }
            }
        }
        ProximalStep.softmax(shares, shares);
    }
}
