package org.datanet.gauntlet.rules;

import java.util.stream.IntStream;
import org.datanet.attribution.gain.HashedText;
import org.datanet.contribution.Datanet;
import org.datanet.gauntlet.Space;

/**
 * Rows of Datanets as plain columns, scaled as distances count them.
 *
 * @param x {@code n x d}
 * @param y labels
 */
record Columns(double[][] x, int[] y) {

    static Columns of(Datanet datanet, Space space) {
        return new Columns(
                IntStream.range(0, datanet.rows())
                        .mapToObj(row -> {
                            double[] placed = row(datanet, row);
                            for (int c = 0; c < placed.length; c++) {
                                placed[c] = (placed[c] - space.means()[c]) * Math.sqrt(space.weights()[c]);
                            }
                            return placed;
                        })
                        .toArray(double[][]::new),
                IntStream.range(0, datanet.rows()).map(datanet::label).toArray());
    }

    /** The space of a Datanet's rows: the holdout's, which no contributor can move. */
    static Space space(Datanet holdout) {
        return Space.of(IntStream.range(0, holdout.rows())
                .mapToObj(row -> row(holdout, row))
                .toArray(double[][]::new));
    }

    private static double[] row(Datanet datanet, int row) {
        return datanet.features().map(features -> features.row(row)).orElseGet(() -> HashedText.of(datanet.text(row)));
    }

    double[] flat() {
        return java.util.Arrays.stream(x)
                .flatMapToDouble(java.util.Arrays::stream)
                .toArray();
    }

    static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int c = 0; c < a.length; c++) {
            double difference = a[c] - b[c];
            sum += difference * difference;
        }
        return sum;
    }
}
