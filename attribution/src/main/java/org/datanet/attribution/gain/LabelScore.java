package org.datanet.attribution.gain;

/**
 * How much a label says about rows like this one: the logarithm of how much likelier the label is among the nearest holdout rows than
 * in the holdout at large,
 *
 * <pre>g = ln( (#{label among the k nearest} + pi) / ((k + 1) pi) ),   pi = (#label + 1) / (h + K),   k = max(10, round(sqrt(h) / 2))</pre>
 *
 * from {@code -ln(k + 1)} to {@code -ln(pi)}, in nats. It is a logarithmic score against the prior (Good 1952), so labels given unlooked
 * lose on average, by Jensen's inequality, for any number of classes. Immutable and thread-safe.
 */
final class LabelScore {
    private final int[] labels;
    private final double[] prior;
    private final int k;

    /** @param labels of the holdout rows, indices below {@code classes} */
    LabelScore(int[] labels, int classes) {
        this.labels = labels;
        k = neighbours(labels.length);
        prior = new double[classes];
        for (int label : labels) {
            prior[label]++;
        }
        for (int c = 0; c < classes; c++) {
            prior[c] = (prior[c] + 1) / (labels.length + classes);
        }
    }

    /** k for a holdout of that many rows. */
    static int neighbours(int holdout) {
        return Math.max(10, (int) StrictMath.rint(StrictMath.sqrt(holdout) / 2));
    }

    /**
     * The score of one row.
     *
     * @param nearest of the holdout, at least k a point
     * @param label -1 scores 0
     */
    double of(Neighbours nearest, int point, int label) {
        if (label < 0) {
            return 0;
        }
        int agree = 0;
        for (int j = 0; j < k; j++) {
            if (labels[nearest.indices()[point * nearest.k() + j]] == label) {
                agree++;
            }
        }
        return StrictMath.log((agree + prior[label]) / ((k + 1) * prior[label]));
    }

    /**
     * What part of their credits honest rows keep after their debits: the sum of the holdout's own scores, each left out of
     * its own neighbours, over the sum of the positive ones, in [0.25, 1]. Near 1 on clean labels.
     *
     * @param others the nearest of the holdout to each of its rows, itself left out
     */
    double netting(Neighbours others) {
        double sum = 0;
        double credits = 0;
        for (int j = 0; j < labels.length; j++) {
            double score = of(others, j, labels[j]);
            sum += score;
            credits += Math.max(0, score);
        }
        return credits == 0 ? 1 : Math.max(0.25, Math.min(1, sum / credits));
    }
}
