package org.datanet.guard.synthetic;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DistinctRows;
import org.datanet.guard.Epochs;
import org.datanet.guard.Findings;
import org.datanet.guard.neighbours.EarlierNeighbours;
import org.datanet.guard.neighbours.NearestNeighbours;
import org.datanet.guard.statistics.Quantiles;
import org.datanet.guard.statistics.RobustNull;
import org.datanet.guard.statistics.Tail;
import org.datanet.quality.Evidence;
import org.datanet.quality.InspectionContext;

/**
 * Two tests on vectors. A real row of a class lies on a shell around its mean: squared distances follow a gamma law whose shape is
 * half the effective dimension, so a row well inside the shell is improbable. A mixture of two earlier rows leaves almost nothing
 * beside the line between them.
 */
final class SyntheticVectors {
    private static final int LEAST_CLASS = 12;

    private final InspectionContext context;
    private final Datanet datanet;
    private final DistinctRows distinct;
    private final double[] scores;
    private final Findings findings;

    SyntheticVectors(InspectionContext context, double[] scores, Findings findings) {
        this.context = context;
        this.datanet = context.datanet();
        this.scores = scores;
        this.findings = findings;
        this.distinct = DistinctRows.of(context);
    }

    void find() {
        Epochs.forEach(context, this::inspect);
    }

    private void inspect(int from, int to) {
        int k = Math.max(2, (int) context.option("neighbours", 12));
        EarlierNeighbours earlier = EarlierNeighbours.of(context, from, to, k);
        int d = earlier.d();
        float[] points = earlier.points();
        double[] central = central(points, d, from, to);
        double[] ratio = mixtures(earlier.near(), points, d, k, from, to);
        double[] logs = Arrays.stream(ratio).map(r -> -Math.log(r + 1e-6)).toArray();
        RobustNull bulk = RobustNull.upper(logs);
        for (int row = from; row < to; row++) {
            double mean = central[row - from];
            double mixed = Double.isNaN(logs[row - from]) ? 1 : bulk.pValue(logs[row - from]);
            if (Double.isNaN(mean) && Double.isNaN(logs[row - from])) {
                continue;
            }
            double least = Math.min(Double.isNaN(mean) ? 1 : mean, mixed);
            double pValue = Tail.anyOf(least, 2);
            scores[row] = -Math.log10(Math.max(1e-300, least));
            if (pValue <= context.detectorPolicy().rate()) {
                boolean inside = mean <= mixed;
                findings.row(
                        row,
                        scores[row],
                        pValue,
                        inside
                                ? String.format(
                                        Locale.ROOT,
                                        "This sample lies nearer to the average of the label %s than observed samples do, as a computed average would.",
                                        datanet.labels().get(datanet.label(row)))
                                : "This sample lies on the line between two earlier samples, as a computed mixture would.",
                        inside
                                ? new Evidence.Measure("chance-of-lying-so-near-the-average", mean)
                                : new Evidence.Measure(
                                        "distance-beside-the-line-over-distance-to-parent", ratio[row - from]));
            }
        }
        context.progress().advance(to - from);
    }

    /** For each row the chance that a real row of its class lies so near the centre; {@code NaN} where the class is too small. */
    private double[] central(float[] points, int d, int from, int to) {
        double[] pValues = new double[to - from];
        Arrays.fill(pValues, Double.NaN);
        IntStream.range(0, datanet.labels().size()).forEach(label -> {
            int[] members = IntStream.range(0, to)
                    .filter(row -> datanet.label(row) == label && distinct.isFirst(row))
                    .toArray();
            if (members.length < LEAST_CLASS) {
                return;
            }
            double[] centre = new double[d];
            for (int c = 0; c < d; c++) {
                double[] column = new double[members.length];
                double sum = 0;
                for (int i = 0; i < members.length; i++) {
                    column[i] = points[members[i] * d + c];
                    sum += column[i];
                }
                centre[c] = sum / members.length;
            }
            double[] squared = new double[members.length];
            for (int i = 0; i < members.length; i++) {
                for (int c = 0; c < d; c++) {
                    double difference = points[members[i] * d + c] - centre[c];
                    squared[i] += difference * difference;
                }
            }
            Quantiles quantiles = new Quantiles(squared);
            double median = quantiles.median();
            double spread = (quantiles.at(0.75) - quantiles.at(0.25)) / 1.349;
            double shape = Math.max(1, median * median / Math.max(spread * spread, 1e-12));
            double scale = median / Math.max(0.2, shape - 1 / 3.0);
            for (int i = 0; i < members.length; i++) {
                if (members[i] >= from) {
                    pValues[members[i] - from] = Tail.gammaBelow(squared[i], shape, scale);
                }
            }
        });
        return pValues;
    }

    /**
     * For each row the least distance from the segment between two of its nearest earlier rows, over the distance to the nearer of
     * the two; 1 means that no mixture explains it.
     */
    private double[] mixtures(NearestNeighbours near, float[] points, int d, int k, int from, int to) {
        double[] ratios = new double[to - from];
        Arrays.fill(ratios, Double.NaN);
        IntStream.range(from, to).parallel().forEach(row -> {
            int count = Math.min(k, near.count(row - from));
            if (count < k || !distinct.isFirst(row)) {
                return;
            }
            double[] toFirst = new double[d];
            double best = 1;
            for (int a = 0; a < count; a++) {
                int u = near.row(row - from, a);
                for (int c = 0; c < d; c++) {
                    toFirst[c] = (double) points[row * d + c] - points[u * d + c];
                }
                for (int b = a + 1; b < count; b++) {
                    int v = near.row(row - from, b);
                    double along = 0;
                    double length = 0;
                    for (int c = 0; c < d; c++) {
                        double side = (double) points[v * d + c] - points[u * d + c];
                        along += side * toFirst[c];
                        length += side * side;
                    }
                    double share = length > 0 ? along / length : 0;
                    double distance = near.distance(row - from, a);
                    // Ends do not count: a row beside one parent only is a near-duplicate.
                    if (share > 0.1 && share < 0.9 && distance > 0) {
                        double rest = Math.sqrt(Math.max(0, distance * distance - share * share * length));
                        best = Math.min(best, rest / distance);
                    }
                }
            }
            ratios[row - from] = best;
        });
        return ratios;
    }
}
