package org.datanet.guard.outlier;

import org.datanet.guard.neighbours.PrincipalAxes;

/**
 * Principal components: the Mahalanobis distance over all axes, each damped by part of the mean variance, so that both unusual
 * sizes and broken correlations count.
 */
final class PrincipalResidual {
    private final PrincipalAxes axes;
    private final double[] precision;
    private final int d;

    PrincipalResidual(float[] points, int d) {
        this.d = d;
        axes = PrincipalAxes.fit(points, d);
        precision = new double[d];
        double trace = 0;
        for (double variance : axes.variances()) {
            trace += variance;
        }
        double damping = 0.02 * trace / d + 1e-12;
        for (int j = 0; j < d; j++) {
            precision[j] = 1 / (axes.variances()[j] + damping);
        }
    }

    double score(float[] points, int row) {
        double sum = 0;
        for (int j = 0; j < d; j++) {
            double projection = 0;
            double[] axis = axes.axes()[j];
            for (int c = 0; c < d; c++) {
                projection += axis[c] * (points[row * d + c] - axes.mean()[c]);
            }
            sum += projection * projection * precision[j];
        }
        return sum;
    }
}
