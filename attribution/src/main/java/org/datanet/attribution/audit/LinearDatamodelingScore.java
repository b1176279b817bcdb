package org.datanet.attribution.audit;

import java.util.SplittableRandom;

/**
 * Linear datamodeling score (Park et al., "TRAK", ICML 2023, definition 2.3): the mean, over queries, of the rank correlation between
 * what a subset's values sum to and what a model trained on the subset really did on the query.
 *
 * @param score of the method, with its interval over subsets
 * @param classMatch of the baseline that values a row 1 where its label is the query's and 0 elsewhere
 * @param random of values drawn at random
 * @param ceiling mean rank correlation of the two trainings on the same subset: how much of an outcome is the subset's doing and not the
 *     seed's
 */
public record LinearDatamodelingScore(Interval score, Interval classMatch, Interval random, Interval ceiling) {

    /**
     * The score as a share of what a method without error could expect: the square root of the ceiling, because the method is set
     * against one noisy training and not against another one (the correction for attenuation, Spearman 1904). NaN for no ceiling above 0.
     */
    public double ofCeiling() {
        return ceiling.estimate() > 0 ? score.estimate() / Math.sqrt(ceiling.estimate()) : Double.NaN;
    }

    /**
     * Scores values.
     *
     * @param values {@code queries x rows}: what each row is worth for each query; or one row of values for all queries
     * @param truth of the same queries
     * @param rowLabels label of each row
     * @param queryLabels label of each query
     * @param seed of the bootstrap and the random baseline
     */
    public static LinearDatamodelingScore of(
            double[][] values, SubsetRetrainings truth, int[] rowLabels, int[] queryLabels, long seed) {
        int queries = truth.queries();
        if (values.length != 1 && values.length != queries || queryLabels.length != queries) {
            throw new IllegalArgumentException("%d queries have values for %d and labels for %d"
                    .formatted(queries, values.length, queryLabels.length));
        }
        int rows = rowLabels.length;
        SplittableRandom source = new SplittableRandom(seed);
        double[][] match = new double[queries][rows];
        double[][] noise = new double[queries][rows];
        for (int query = 0; query < queries; query++) {
            for (int row = 0; row < rows; row++) {
                match[query][row] = rowLabels[row] == queryLabels[query] ? 1 : 0;
                noise[query][row] = source.nextDouble();
            }
        }
        return new LinearDatamodelingScore(
                score(sums(values, truth), truth.first(), seed),
                score(sums(match, truth), truth.first(), seed),
                score(sums(noise, truth), truth.first(), seed),
                score(truth.second(), truth.first(), seed));
    }

    /** Sum of the values over each subset: subsets x queries. */
    private static double[][] sums(double[][] values, SubsetRetrainings truth) {
        double[][] sums = new double[truth.subsets().length][truth.queries()];
        for (int subset = 0; subset < sums.length; subset++) {
            for (int query = 0; query < sums[subset].length; query++) {
                double[] ofQuery = values[values.length == 1 ? 0 : query];
                for (int row : truth.subsets()[subset]) {
                    sums[subset][query] += ofQuery[row];
                }
            }
        }
        return sums;
    }

    private static Interval score(double[][] predicted, double[][] actual, long seed) {
        int queries = actual[0].length;
        return Interval.bootstrap(
                actual.length,
                subsets -> {
                    double total = 0;
                    int counted = 0;
                    double[] a = new double[subsets.length];
                    double[] b = new double[subsets.length];
                    for (int query = 0; query < queries; query++) {
                        for (int i = 0; i < subsets.length; i++) {
                            a[i] = predicted[subsets[i]][query];
                            b[i] = actual[subsets[i]][query];
                        }
                        double correlation = Ranks.spearman(a, b);
                        if (!Double.isNaN(correlation)) {
                            total += correlation;
                            counted++;
                        }
                    }
                    return counted == 0 ? Double.NaN : total / counted;
                },
                seed);
    }
}
