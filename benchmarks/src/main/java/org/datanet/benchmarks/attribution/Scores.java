package org.datanet.benchmarks.attribution;

import java.util.Arrays;
import org.datanet.attribution.audit.LinearDatamodelingScore;
import org.datanet.attribution.audit.SubsetRetrainings;

/** Linear datamodeling scores of some of the queries, so that what a method leaves open is chosen on others than are reported. */
final class Scores {
    private Scores() {}

    /** The truth of some of the queries. */
    private static SubsetRetrainings part(SubsetRetrainings truth, int from, int to) {
        return new SubsetRetrainings(
                truth.subsets(), columns(truth.first(), from, to), columns(truth.second(), from, to));
    }

    private static double[][] columns(double[][] outcomes, int from, int to) {
        return Arrays.stream(outcomes)
                .map(row -> Arrays.copyOfRange(row, from, to))
                .toArray(double[][]::new);
    }

    static LinearDatamodelingScore of(
            double[][] values, SubsetRetrainings truth, int[] labels, int[] queryLabels, int from, int to) {
        return LinearDatamodelingScore.of(
                Arrays.copyOfRange(values, from, to),
                part(truth, from, to),
                labels,
                Arrays.copyOfRange(queryLabels, from, to),
                3);
    }
}
