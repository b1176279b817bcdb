package org.datanet.guard.machine;

import java.util.Arrays;
import org.datanet.guard.statistics.Quantiles;

/**
 * Tells two styles apart: logistic regression with a ridge on measures scaled by the human texts, both sides of equal weight, fitted
 * by Newton's method (J. A. Nelder, R. W. M. Wedderburn, 1972). Immutable.
 */
final class StyleModel {
    private static final int STEPS = 6;
    /** Measures farther out than this count no more. */
    private static final double FARTHEST = 4;

    private final double[] centre;
    private final double[] spread;
    private final double[] weights;

    private StyleModel(double[] centre, double[] spread, double[] weights) {
        this.centre = centre;
        this.spread = spread;
        this.weights = weights;
    }

    /**
     * Fits a model; both sides hold at least one text.
     *
     * @param human measures of texts that people wrote
     * @param machine measures of texts that machines wrote
     * @param ridge how strongly weights are held to 0, per unit of weight of the texts; above 0
     */
    static StyleModel fit(double[][] human, double[][] machine, double ridge) {
        int d = human[0].length;
        double[] centre = new double[d];
        double[] spread = new double[d];
        for (double[] row : human) {
            for (int c = 0; c < d; c++) {
                centre[c] += row[c] / human.length;
            }
        }
        for (double[] row : human) {
            for (int c = 0; c < d; c++) {
                spread[c] += (row[c] - centre[c]) * (row[c] - centre[c]) / human.length;
            }
        }
        for (int c = 0; c < d; c++) {
            spread[c] = Math.sqrt(spread[c]);
        }
        int n = human.length + machine.length;
        double[][] x = new double[n][];
        double[] share = new double[n];
        for (int i = 0; i < n; i++) {
            boolean one = i >= human.length;
            x[i] = scaled(one ? machine[i - human.length] : human[i], centre, spread);
            share[i] = 0.5 / (one ? machine.length : human.length);
        }
        double[] weights = new double[d + 1];
        for (int step = 0; step < STEPS; step++) {
            double[][] curvature = new double[d + 1][d + 1];
            double[] slope = new double[d + 1];
            for (int i = 0; i < n; i++) {
                double p = 1 / (1 + Math.exp(-dot(weights, x[i])));
                double miss = share[i] * ((i >= human.length ? 1 : 0) - p);
                double bend = share[i] * Math.max(1e-9, p * (1 - p));
                for (int a = 0; a <= d; a++) {
                    slope[a] += miss * x[i][a];
                    double lean = bend * x[i][a];
                    for (int b = 0; b <= a && lean != 0; b++) {
                        curvature[a][b] += lean * x[i][b];
                    }
                }
            }
            for (int a = 0; a < d; a++) {
                slope[a] -= ridge * weights[a];
                curvature[a][a] += ridge;
            }
            // The level is free but for what keeps the system solvable.
            curvature[d][d] += 1e-9;
            solve(curvature, slope);
            for (int a = 0; a <= d; a++) {
                weights[a] += slope[a];
            }
        }
        return new StyleModel(centre, spread, weights);
    }

    /** Log odds of the machines' style. */
    double score(double[] measures) {
        return dot(weights, scaled(measures, centre, spread));
    }

    /** What one measure adds to the score of a text, beside the centre of the human texts. */
    double part(double[] measures, int measure) {
        return weights[measure] * scaled(measures, centre, spread)[measure];
    }

    private static double[] scaled(double[] row, double[] centre, double[] spread) {
        double[] out = new double[row.length + 1];
        for (int c = 0; c < row.length; c++) {
            double unit = Math.max(spread[c], 1e-3 * Math.abs(centre[c]) + 1e-6);
            out[c] = Math.max(-FARTHEST, Math.min(FARTHEST, (row[c] - centre[c]) / unit));
        }
        out[row.length] = 1;
        return out;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Solves a symmetric positive definite system, its lower half given, in place: by Cholesky's method. */
    private static void solve(double[][] a, double[] b) {
        int n = b.length;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= a[i][k] * a[j][k];
                }
                a[i][j] = i == j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / a[j][j];
            }
            for (int k = 0; k < i; k++) {
                b[i] -= a[i][k] * b[k];
            }
            b[i] /= a[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                b[i] -= a[k][i] * b[k];
            }
            b[i] /= a[i][i];
        }
    }

    /** Between which values a measure lies in nine of ten human texts. */
    static double[] usual(double[][] human, int measure) {
        Quantiles quantiles = new Quantiles(
                Arrays.stream(human).mapToDouble(row -> row[measure]).toArray());
        return new double[] {quantiles.at(0.05), quantiles.at(0.95)};
    }
}
