package org.datanet.guard.near;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.guard.DistinctRows;
import org.datanet.guard.Epochs;
import org.datanet.guard.Findings;
import org.datanet.guard.neighbours.EarlierNeighbours;
import org.datanet.guard.neighbours.NearestNeighbours;
import org.datanet.guard.neighbours.Scale;
import org.datanet.guard.statistics.Quantiles;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Near-duplicate vectors: a row that lies much nearer to one earlier row than the spacing of rows around it allows. In a region
 * of intrinsic dimension m the ratio of the distances to the first and the k-th neighbour is r or less with probability
 * {@code 1 - (1 - r^m)^(k-1)}; m is fitted to the bulk of the rows (after E. Levina and P. Bickel, 2004).
 */
final class VectorTwins {
    /** A picture moved back meets its original and little else of interest. */
    private static final int MOVED_NEIGHBOURS = 6;

    private static final int MOVED_PROBES = 3;

    private final InspectionContext context;
    private final Datanet datanet;
    private final FeatureMatrix features;
    private final double[] scores;
    private final Findings findings;
    private final int k;
    private final boolean[] twin;

    VectorTwins(InspectionContext context, FeatureMatrix features, double[] scores, Findings findings) {
        this.context = context;
        this.datanet = context.datanet();
        this.features = features;
        this.scores = scores;
        this.findings = findings;
        this.k = Math.max(3, (int) context.option("neighbours", 10));
        this.twin = new boolean[datanet.rows()];
    }

    void find() {
        DistinctRows distinct = DistinctRows.of(context);
        for (int row = 0; row < twin.length; row++) {
            twin[row] = !distinct.isFirst(row);
        }
        for (Finding finding : context.settled().findings()) {
            if (finding.subject() instanceof Subject.Row row) {
                twin[row.row()] = true;
            }
        }
        Epochs.forEach(context, this::inspect);
    }

    private void inspect(int from, int to) {
        int wide = k + 6;
        EarlierNeighbours earlier = EarlierNeighbours.of(context, from, to, wide);
        Scale scale = earlier.scale();
        @Nullable NearestNeighbours views = null;
        int side = PixelShifts.sideOf(features.columns());
        if (scale.shared() && side > 0 && context.option("shift", 1) > 0) {
            PixelShifts shifts = new PixelShifts(side);
            int moves = PixelShifts.MOVES.size();
            int d = earlier.d();
            int n = to - from;
            float[] moved = new float[Math.multiplyExact(moves * n, d)];
            for (int i = 0; i < moves; i++) {
                FeatureMatrix pictures = shifts.moved(features, from, to, PixelShifts.MOVES.get(i));
                float[] projected = earlier.axes().project(scale.apply(pictures, n), d);
                System.arraycopy(projected, 0, moved, i * n * d, n * d);
            }
            views = NearestNeighbours.moved(
                    moved,
                    earlier.points(),
                    d,
                    0,
                    moves * n,
                    MOVED_NEIGHBOURS,
                    query -> from + query % n,
                    MOVED_PROBES,
                    context.shared().crew().orElse(null));
        }
        int[][] rows = new int[to - from][];
        double[][] distances = new double[to - from][];
        NearestNeighbours moved = views;
        IntStream.range(from, to)
                .filter(row -> !twin[row])
                .parallel()
                .forEach(row -> merge(earlier.near(), moved, row - from, to - from, wide, rows, distances));
        judge(from, to, rows, distances);
        context.progress().advance(to - from);
    }

    /** The nearest earlier rows over all views, each row at its least distance. */
    private static void merge(
            NearestNeighbours near,
            @Nullable NearestNeighbours moved,
            int row,
            int queries,
            int wide,
            int[][] rows,
            double[][] distances) {
        int views = moved == null ? 0 : PixelShifts.MOVES.size();
        int[] ids = new int[wide + 1];
        double[] least = new double[wide + 1];
        int count = 0;
        for (int view = -1; view < views; view++) {
            NearestNeighbours source = view < 0 || moved == null ? near : moved;
            int query = view < 0 ? row : view * queries + row;
            for (int rank = 0; rank < source.count(query); rank++) {
                int id = source.row(query, rank);
                double distance = source.distance(query, rank);
                int known = 0;
                while (known < count && ids[known] != id) {
                    known++;
                }
                if (known < count && least[known] <= distance) {
                    continue;
                }
                // The row moves up from where it stands, or from the end.
                int at = known < count ? known : Math.min(count, wide);
                count = known < count ? count : Math.min(wide, count + 1);
                while (at > 0 && (least[at - 1] > distance || least[at - 1] == distance && ids[at - 1] > id)) {
                    ids[at] = ids[at - 1];
                    least[at] = least[at - 1];
                    at--;
                }
                ids[at] = id;
                least[at] = distance;
            }
        }
        rows[row] = Arrays.copyOf(ids, count);
        distances[row] = Arrays.copyOf(least, count);
    }

    private void judge(int from, int to, int[][] rows, double[][] distances) {
        double[] ratios = new double[to - from];
        Arrays.fill(ratios, Double.NaN);
        for (int row = from; row < to; row++) {
            if (!twin[row]) {
                ratios[row - from] = logRatio(rows[row - from], distances[row - from]);
            }
        }
        double dimension = dimension(new Quantiles(ratios));
        for (int row = from; row < to; row++) {
            if (twin[row]) {
                continue;
            }
            // Once more, because a row just found to be a twin is no reference for those after it.
            double logRatio = logRatio(rows[row - from], distances[row - from]);
            if (Double.isNaN(logRatio)) {
                continue;
            }
            scores[row] = logRatio;
            double pValue = -Math.expm1((k - 1) * Math.log1p(-Math.exp(-dimension * logRatio)));
            if (pValue <= context.detectorPolicy().rate()) {
                twin[row] = true;
                report(row, logRatio, pValue, rows[row - from], distances[row - from]);
            }
        }
    }

    /** Logarithm of k-th over first distance among earlier rows that are no twins themselves; {@code NaN} without enough of them. */
    private double logRatio(int[] rows, double[] distances) {
        double first = Double.NaN;
        int count = 0;
        double last = Double.NaN;
        for (int i = 0; i < rows.length && count < k; i++) {
            if (!twin[rows[i]]) {
                last = distances[i];
                if (count++ == 0) {
                    first = distances[i];
                }
            }
        }
        if (count < Math.max(3, k / 2) || !(last > 0)) {
            return Double.NaN;
        }
        return Math.log(last / Math.max(first, 1e-9 * last));
    }

    /** The dimension at which the model's median and upper quantiles are at least those seen. */
    private double dimension(Quantiles ratios) {
        double dimension = Double.POSITIVE_INFINITY;
        for (double level : new double[] {0.5, 0.75, 0.9}) {
            double seen = ratios.at(level);
            // The model's quantile: 1 - (1 - e^{-m t})^{k-1} = 1 - level.
            double exponent = -Math.log(-Math.expm1(Math.log(level) / (k - 1)));
            if (seen > 0) {
                dimension = Math.min(dimension, exponent / seen);
            }
        }
        return Double.isFinite(dimension) ? Math.max(1, dimension) : 1;
    }

    private void report(int row, double score, double pValue, int[] rows, double[] distances) {
        int i = 0;
        while (twin[rows[i]] && i + 1 < rows.length) {
            i++;
        }
        int original = rows[i];
        double usual = distances[distances.length - 1];
        findings.row(
                row,
                score,
                pValue,
                String.format(
                        Locale.ROOT,
                        "This sample is almost the earlier sample %s by %s: they differ by %.3g, where samples here usually differ by %.3g.",
                        datanet.sampleId(original),
                        datanet.contributorId(original),
                        distances[i],
                        usual),
                new Evidence.Twin(datanet.sampleId(original), "distance", distances[i], difference(row, original)));
    }

    /** The three features that differ most. */
    private String difference(int row, int original) {
        int d = features.columns();
        boolean[] named = new boolean[d];
        StringBuilder text = new StringBuilder();
        for (int n = 0; n < 3; n++) {
            int most = -1;
            for (int c = 0; c < d; c++) {
                if (!named[c]
                        && features.get(row, c) != features.get(original, c)
                        && (most < 0
                                || Math.abs(features.get(row, c) - features.get(original, c))
                                        > Math.abs(features.get(row, most) - features.get(original, most)))) {
                    most = c;
                }
            }
            if (most >= 0) {
                named[most] = true;
                text.append(text.isEmpty() ? "" : ", ")
                        .append(String.format(
                                Locale.ROOT,
                                "%s %.6g instead of %.6g",
                                features.names().get(most),
                                features.get(row, most),
                                features.get(original, most)));
            }
        }
        return text.toString();
    }
}
