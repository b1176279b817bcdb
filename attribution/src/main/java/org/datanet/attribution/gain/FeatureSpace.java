package org.datanet.attribution.gain;

import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.progress.Crew;
import org.jspecify.annotations.Nullable;

/**
 * Where distances are measured. Numbers are scaled by constants of the holdout alone, which nobody who contributes can move: by one
 * constant where columns share a unit, as pixels and embeddings do, else each by its standard deviation; a column that is constant in
 * the holdout is left out then. Text without numbers becomes {@link HashedText}. Immutable and thread-safe.
 */
final class FeatureSpace {
    /**
     * How many scales from the mean a coordinate is at most. Nobody can judge what lies as far off as that, and squares of greater numbers
     * would overflow on the way to a distance.
     */
    private static final double FARTHEST = 1e6;

    private final double[] means;
    private final double[] scales;
    private final @Nullable Crew crew;

    private FeatureSpace(double[] means, double[] scales, @Nullable Crew crew) {
        this.means = means;
        this.scales = scales;
        this.crew = crew;
    }

    /** The same space, in which a crew compares points. */
    FeatureSpace with(@Nullable Crew other) {
        return new FeatureSpace(means, scales, other);
    }

    @Nullable
    Crew crew() {
        return crew;
    }

    /** The space of a holdout slice. */
    static FeatureSpace of(Datanet holdout, int[] slice) {
        if (holdout.features().isEmpty()) {
            return new FeatureSpace(new double[0], new double[0], null);
        }
        FeatureMatrix features = holdout.features().get();
        int d = features.columns();
        double[] means = new double[d];
        double[] variances = new double[d];
        double[] lowest = new double[d];
        for (int c = 0; c < d; c++) {
            double sum = 0;
            lowest[c] = Double.POSITIVE_INFINITY;
            for (int row : slice) {
                sum += features.get(row, c);
                lowest[c] = Math.min(lowest[c], features.get(row, c));
            }
            means[c] = sum / slice.length;
            double squares = 0;
            for (int row : slice) {
                double difference = features.get(row, c) - means[c];
                squares += difference * difference;
            }
            variances[c] = squares / slice.length;
        }
        return new FeatureSpace(means, shareUnit(variances, lowest) ? common(variances) : each(variances), null);
    }

    /**
     * Whether the columns share a unit: nine of ten have the same minimum, as pixels, counts and indicators do, or no few of them hold
     * the variance, as in embeddings (its participation ratio is at least half the number of columns).
     */
    private static boolean shareUnit(double[] variances, double[] lowest) {
        double sum = 0;
        double squares = 0;
        int most = 0;
        for (int c = 0; c < variances.length; c++) {
            sum += variances[c];
            squares += variances[c] * variances[c];
            int same = 0;
            for (double other : lowest) {
                if (other == lowest[c]) {
                    same++;
                }
            }
            most = Math.max(most, same);
        }
        return 10L * most >= 9L * variances.length || sum * sum >= squares * variances.length / 2;
    }

    private static double[] common(double[] variances) {
        double sum = 0;
        for (double variance : variances) {
            sum += variance;
        }
        double scale = sum > 0 ? 1 / StrictMath.sqrt(sum / variances.length) : 1;
        double[] scales = new double[variances.length];
        java.util.Arrays.fill(scales, scale);
        return scales;
    }

    private static double[] each(double[] variances) {
        double[] scales = new double[variances.length];
        for (int c = 0; c < scales.length; c++) {
            scales[c] = variances[c] > 0 ? 1 / StrictMath.sqrt(variances[c]) : 0;
        }
        return scales;
    }

    /** Number of columns of the space. */
    int columns() {
        return means.length == 0 ? HashedText.COLUMNS : means.length;
    }

    /** Writes one row's place to {@code out}, from {@code at} on. */
    void place(Datanet datanet, int row, double[] out, int at) {
        if (means.length == 0) {
            HashedText.place(datanet.text(row), out, at);
            return;
        }
        FeatureMatrix features = datanet.features().orElseThrow();
        for (int c = 0; c < means.length; c++) {
            // A column that is left out stays 0 however far off: infinity times 0 is no number.
            double scaled = scales[c] == 0 ? 0 : (features.get(row, c) - means[c]) * scales[c];
            out[at + c] = Math.max(-FARTHEST, Math.min(FARTHEST, scaled));
        }
    }
}
