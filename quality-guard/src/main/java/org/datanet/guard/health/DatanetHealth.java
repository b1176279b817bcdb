package org.datanet.guard.health;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.datanet.contribution.Datanet;
import org.datanet.curation.Annotation;
import org.datanet.guard.Epochs;
import org.datanet.quality.HealthMeasure;
import org.datanet.quality.HealthPolicy;
import org.datanet.quality.QualityReport.DriftSeries;
import org.datanet.quality.QualityReport.HealthPoint;
import org.datanet.quality.QualityReport.HealthWarning;

/**
 * How a Datanet fares over intake order.
 *
 * @param points windows of about a twentieth of the rows, none across the border of an epoch
 * @param drift of contributors and of classes, over windows of their own rows
 * @param warnings where either crosses a threshold
 */
public record DatanetHealth(List<HealthPoint> points, List<DriftSeries> drift, List<HealthWarning> warnings) {
    private static final int WINDOWS = 20;
    private static final int LEAST_WINDOW = 25;

    public DatanetHealth {
        points = List.copyOf(points);
        drift = List.copyOf(drift);
        warnings = List.copyOf(warnings);
    }

    /**
     * Measures it. Linear in the rows.
     *
     * @param weights one a row, as enforcing gives them
     * @param flagged rows whose findings count, of each detector that ran
     * @param scores of each detector that gives any: one a row, {@code NaN} for none
     */
    public static DatanetHealth of(
            Datanet datanet,
            double[] weights,
            Map<String, BitSet> flagged,
            Map<String, double[]> scores,
            HealthPolicy policy) {
        return of(datanet, weights, flagged, scores, policy, TextShapes::of);
    }

    /**
     * The same with texts that are kept elsewhere.
     *
     * @param shapes of them, asked for once, if the Datanet has texts
     */
    public static DatanetHealth of(
            Datanet datanet,
            double[] weights,
            Map<String, BitSet> flagged,
            Map<String, double[]> scores,
            HealthPolicy policy,
            Function<Datanet, TextShapes> shapes) {
        int[] borders = windows(datanet);
        List<Map<HealthMeasure, Double>> values = new ArrayList<>();
        for (int window = 0; window + 1 < borders.length; window++) {
            values.add(new EnumMap<>(HealthMeasure.class));
        }
        BitSet copies = union(flagged, "exact-duplicate", "near-duplicate");
        BitSet synthetic = union(flagged, "synthetic-noise", "machine-text");
        double[] disagree = scores.getOrDefault("label-drift", new double[0]);
        Series series = new Series(borders, values);
        series.mean(HealthMeasure.WEIGHT, weights, false);
        series.share(HealthMeasure.DUPLICATES, copies);
        if (flagged.containsKey("synthetic-noise") || flagged.containsKey("machine-text")) {
            series.share(HealthMeasure.SYNTHETIC, synthetic);
        }
        if (flagged.containsKey("outlier")) {
            series.share(HealthMeasure.OUTLIERS, union(flagged, "outlier"));
        }
        if (disagree.length > 0) {
            series.mean(HealthMeasure.LABEL_AGREEMENT, disagree, true);
        } else if (flagged.containsKey("label-noise")) {
            BitSet agreeing = union(flagged, "label-noise");
            agreeing.flip(0, datanet.rows());
            series.share(HealthMeasure.LABEL_AGREEMENT, agreeing);
        }
        if (!datanet.annotations().isEmpty() && !datanet.labels().isEmpty()) {
            series.mean(HealthMeasure.ANNOTATOR_AGREEMENT, annotatorsDisagree(datanet), true);
        }
        freshness(datanet, copies, policy.recentEpochs(), borders, values);
        BitSet junk = union(flagged, "outlier");
        junk.or(copies);
        junk.or(synthetic);
        TailCoverage.add(datanet, junk, borders, values);
        Drift drift = Drift.of(datanet, disagree, shapes);
        drift.add(borders, values);
        List<HealthPoint> points = new ArrayList<>();
        for (int window = 0; window + 1 < borders.length; window++) {
            Map<String, Double> named = new TreeMap<>();
            values.get(window).forEach((measure, value) -> named.put(measure.key(), Math.rint(value * 1e6) / 1e6));
            points.add(new HealthPoint(borders[window], borders[window + 1], named));
        }
        List<DriftSeries> moved = drift.series();
        return new DatanetHealth(points, moved, Warnings.of(points, moved, policy));
    }

    /** First row of every window, and the number of rows. */
    private static int[] windows(Datanet datanet) {
        List<Integer> borders = new ArrayList<>();
        int window = Math.max(LEAST_WINDOW, (datanet.rows() + WINDOWS - 1) / WINDOWS);
        Epochs.forEach(datanet, (from, to) -> {
            int parts = Math.max(1, (to - from) / window);
            for (int part = 0; part < parts; part++) {
                borders.add(from + (int) ((long) (to - from) * part / parts));
            }
        });
        borders.add(datanet.rows());
        return borders.stream().mapToInt(Integer::intValue).toArray();
    }

    private static BitSet union(Map<String, BitSet> flagged, String... detectors) {
        BitSet rows = new BitSet();
        for (String detector : detectors) {
            rows.or(flagged.getOrDefault(detector, new BitSet()));
        }
        return rows;
    }

    /** Share of the answers to each row that differ from its label; {@code NaN} for a row without a label or an answer. */
    private static double[] annotatorsDisagree(Datanet datanet) {
        double[] disagree = new double[datanet.rows()];
        int[] answers = new int[datanet.rows()];
        for (Annotation annotation : datanet.annotations()) {
            int row = datanet.row(annotation.sample()).orElse(-1);
            if (row >= 0 && datanet.label(row) >= 0) {
                answers[row]++;
                disagree[row] += annotation.label().equals(datanet.labels().get(datanet.label(row))) ? 0 : 1;
            }
        }
        for (int row = 0; row < disagree.length; row++) {
            disagree[row] = answers[row] == 0 ? Double.NaN : disagree[row] / answers[row];
        }
        return disagree;
    }

    private static void freshness(
            Datanet datanet, BitSet copies, int recent, int[] borders, List<Map<HealthMeasure, Double>> values) {
        if (datanet.epochs() <= recent) {
            return;
        }
        for (int window = 0; window < values.size(); window++) {
            int epoch = datanet.epoch(borders[window]);
            if (epoch >= recent) {
                int to = datanet.firstRow(epoch + 1);
                double lately = originals(copies, datanet.firstRow(epoch + 1 - recent), to) / recent;
                double usually = originals(copies, 0, to) / (epoch + 1);
                values.get(window).put(HealthMeasure.FRESHNESS, usually == 0 ? 1 : Math.min(1, lately / usually));
            }
        }
    }

    private static double originals(BitSet copies, int from, int to) {
        return to - from - copies.get(from, to).cardinality();
    }

    /** Fills the windows of simple measures. */
    private record Series(int[] borders, List<Map<HealthMeasure, Double>> values) {
        void share(HealthMeasure measure, BitSet rows) {
            for (int window = 0; window < values.size(); window++) {
                int from = borders[window];
                int to = borders[window + 1];
                values.get(window).put(measure, rows.get(from, to).cardinality() / (double) (to - from));
            }
        }

        /** The mean over the rows that have a value, or 1 less it; no point where none has one. */
        void mean(HealthMeasure measure, double[] column, boolean opposite) {
            for (int window = 0; window < values.size(); window++) {
                double sum = 0;
                int count = 0;
                for (int row = borders[window]; row < borders[window + 1]; row++) {
                    if (!Double.isNaN(column[row])) {
                        sum += column[row];
                        count++;
                    }
                }
                if (count > 0) {
                    values.get(window).put(measure, opposite ? 1 - sum / count : sum / count);
                }
            }
        }
    }
}
