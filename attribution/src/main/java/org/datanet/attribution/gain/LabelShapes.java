package org.datanet.attribution.gain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How surprising a row is to the models that anybody can fit to the pool: each label's Gaussian, and each label's Gaussian copula, which is
 * the Gaussian of the columns' normal scores. What was drawn from such a model lies where the model expects it, in every direction; a new
 * row strays, most in those directions in which the pool has little variance, for a model that was fitted to the pool has not seen it.
 * And values that lie between those that occur have no normal score of their own: they stand out from what is counted, as grey levels are.
 *
 * <p>No label of the row is read: the label whose model gives it the greatest density is taken. Labels of fewer than {@value #LEAST} rows have
 * no shape. Above {@value #MOST_COLUMNS} columns, columns are taken for independent. Immutable and thread-safe.
 */
final class LabelShapes {
    /** Numbers a row: the mean squared deviation in directions of little, middle and great variance, for either model. */
    static final int COUNT = 6;

    private static final int BANDS = 3;
    private static final int LEAST = 8;
    private static final int MOST_COLUMNS = 64;

    /** Part of what all labels share in a label's covariance: labels of few rows have no covariance of their own to speak of. */
    private static final double SHARED = 0.1;

    private static final double RIDGE = 1e-3;

    /** Normal scores are coarse where a label has few rows. */
    private static final double SCORE_RIDGE = 0.2;

    /** A mean, the axes around it and the variances along these, ascending; no axes where columns are taken for independent. */
    private record Shape(double[] mean, double[] variances, int[] columns, double[] axes, double logVolume) {
        static Shape of(double[] mean, double[] covariance) {
            int d = mean.length;
            double[] variances;
            int[] columns = IntStream.range(0, d).toArray();
            double[] axes = new double[0];
            if (d <= MOST_COLUMNS) {
                SymmetricEigen eigen = SymmetricEigen.of(covariance, d);
                variances = eigen.values();
                axes = eigen.vectors();
            } else {
                columns = IntStream.range(0, d)
                        .boxed()
                        .sorted((a, b) -> covariance[a * d + a] != covariance[b * d + b]
                                ? Double.compare(covariance[a * d + a], covariance[b * d + b])
                                : a - b)
                        .mapToInt(c -> c)
                        .toArray();
                variances = Arrays.stream(columns)
                        .mapToDouble(c -> covariance[c * d + c])
                        .toArray();
            }
            double logVolume = 0;
            for (int a = 0; a < d; a++) {
                variances[a] = Math.max(variances[a], 1e-9);
                logVolume += StrictMath.log(variances[a]);
            }
            return new Shape(mean, variances, columns, axes, logVolume);
        }

        /** Writes squared deviations along the axes, over their variances, and returns their sum and the volume. */
        double deviations(double[] row, double[] out) {
            int d = mean.length;
            if (axes.length == 0) {
                for (int a = 0; a < d; a++) {
                    out[a] = row[columns[a]] - mean[columns[a]];
                }
            } else {
                Arrays.fill(out, 0);
                for (int c = 0; c < d; c++) {
                    double value = row[c] - mean[c];
                    for (int a = 0; a < d; a++) {
                        out[a] += value * axes[c * d + a];
                    }
                }
            }
            double sum = logVolume;
            for (int a = 0; a < d; a++) {
                out[a] = out[a] * out[a] / variances[a];
                sum += out[a];
            }
            return sum;
        }
    }

    /** What one label's rows look like. */
    private record Label(Shape plain, double[][] sorted, double[] scores, Shape scored) {
        /** The normal score of the middle of the ranks that a value has among the label's. */
        double score(double value, int column) {
            double[] among = sorted[column];
            return scores[below(among, value, false) + below(among, value, true)];
        }
    }

    private static int below(double[] sorted, double value, boolean equalToo) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value || equalToo && sorted[middle] == value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private final List<Label> labels;
    private final int d;

    LabelShapes(PlacedRows pool) {
        d = pool.points().columns();
        int[] of = pool.labels();
        List<int[]> members = new ArrayList<>();
        IntStream.of(of)
                .filter(label -> label >= 0)
                .distinct()
                .sorted()
                .mapToObj(label -> IntStream.range(0, of.length)
                        .filter(i -> of[i] == label)
                        .toArray())
                .filter(rows -> rows.length >= LEAST)
                .forEach(members::add);
        if (members.isEmpty()) {
            members.add(IntStream.range(0, of.length).toArray());
        }
        List<Moments> moments =
                members.stream().map(rows -> Moments.of(pool.points(), rows)).toList();
        double[] shared = new double[d * d];
        double count = members.stream().mapToInt(rows -> rows.length).sum();
        for (int m = 0; m < members.size(); m++) {
            for (int i = 0; i < shared.length; i++) {
                shared[i] += members.get(m).length / count * moments.get(m).covariance()[i];
            }
        }
        Label[] all = new Label[members.size()];
        Chunks.forEach(
                all.length,
                1,
                (from, to) -> all[from] = label(pool.points(), members.get(from), moments.get(from), shared));
        labels = List.of(all);
    }

    private Label label(Points points, int[] rows, Moments own, double[] shared) {
        double[] covariance = new double[d * d];
        Arrays.setAll(covariance, i -> (1 - SHARED) * own.covariance()[i] + SHARED * shared[i]);
        Moments shrunk = new Moments(own.mean(), covariance);
        Shape plain = Shape.of(own.mean(), shrunk.ridged(RIDGE * shrunk.meanVariance() + 1e-9));
        double[][] sorted = new double[d][];
        for (int c = 0; c < d; c++) {
            int column = c;
            sorted[c] = IntStream.of(rows)
                    .mapToDouble(row -> points.get(row, column))
                    .sorted()
                    .toArray();
        }
        double[] scores = new double[2 * rows.length + 1];
        Arrays.setAll(scores, twice -> Normal.quantile((twice + 1.0) / (2 * (rows.length + 1))));
        Label unscored = new Label(plain, sorted, scores, plain);
        double[] scored = new double[rows.length * d];
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < d; c++) {
                scored[i * d + c] = unscored.score(points.get(rows[i], c), c);
            }
        }
        Moments moments = Moments.of(
                new Points(rows.length, d, scored),
                IntStream.range(0, rows.length).toArray());
        Shape shape = Shape.of(moments.mean(), moments.ridged(SCORE_RIDGE * moments.meanVariance() + 1e-6));
        return new Label(plain, sorted, scores, shape);
    }

    /** Writes a row's {@link #COUNT} numbers. */
    void of(Points points, int i, double[] numbers, int at) {
        double[] row = new double[d];
        for (int c = 0; c < d; c++) {
            row[c] = points.get(i, c);
        }
        double[] deviations = new double[d];
        double[] scores = new double[d];
        double best = Double.POSITIVE_INFINITY;
        double bestScored = Double.POSITIVE_INFINITY;
        for (Label label : labels) {
            double surprise = label.plain.deviations(row, deviations);
            if (surprise < best) {
                best = surprise;
                bands(deviations, numbers, at);
            }
            for (int c = 0; c < d; c++) {
                scores[c] = label.score(row[c], c);
            }
            double scored = label.scored.deviations(scores, deviations);
            if (scored < bestScored) {
                bestScored = scored;
                bands(deviations, numbers, at + BANDS);
            }
        }
    }

    /** Means of three parts, in logarithms. */
    private void bands(double[] deviations, double[] numbers, int at) {
        for (int band = 0; band < BANDS; band++) {
            int from = band * d / BANDS;
            int to = Math.max(from + 1, (band + 1) * d / BANDS);
            double sum = 0;
            for (int a = from; a < to && a < d; a++) {
                sum += deviations[a];
            }
            numbers[at + band] = StrictMath.log(Math.max(1e-9, Math.min(1e9, sum / (to - from))));
        }
    }
}
