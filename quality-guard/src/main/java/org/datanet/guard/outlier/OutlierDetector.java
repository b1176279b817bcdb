package org.datanet.guard.outlier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.guard.DistinctRows;
import org.datanet.guard.Epochs;
import org.datanet.guard.Findings;
import org.datanet.guard.statistics.ExponentialTail;
import org.datanet.guard.statistics.Quantiles;
import org.datanet.quality.Detector;
import org.datanet.quality.Evidence;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Need;
import org.datanet.quality.QualityPolicy.DetectorPolicy;

/**
 * Finds rows that lie where no others do. An outlier may be junk or an honest rare case, and nothing in its features tells which:
 * so this detector alone never takes more than part of a weight.
 */
public final class OutlierDetector implements Detector {
    /** Fewer distinct rows than this say nothing about what is usual. */
    private static final int LEAST_ROWS = 20;

    @Override
    public String name() {
        return "outlier";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.FEATURES);
    }

    /**
     * Rate 0.01, weights from 0.8 down to 0.3. The common option {@code pool} is 0: one contributor with many outliers may be the
     * one who brings the rare cases.
     */
    @Override
    public DetectorPolicy defaults() {
        return new DetectorPolicy(true, 0.01, 0.3, 0.8, Map.of("pool", 0));
    }

    @Override
    public Inspection inspect(InspectionContext context) {
        Datanet datanet = context.datanet();
        FeatureMatrix features = datanet.features().orElseThrow();
        DistinctRows distinct = DistinctRows.of(context);
        double[] scores = new double[datanet.rows()];
        Arrays.fill(scores, Double.NaN);
        Findings findings = new Findings(datanet, name());
        context.progress().stage(name(), datanet.rows());
        Epochs.forEach(datanet, (from, to) -> {
            int[] firsts = distinct.firsts(to);
            if (firsts.length >= LEAST_ROWS) {
                inspect(context, features, distinct, firsts, from, to, scores, findings);
            }
            context.progress().advance(to - from);
        });
        return new Inspection(scores, findings.list());
    }

    private static void inspect(
            InspectionContext context,
            FeatureMatrix features,
            DistinctRows distinct,
            int[] firsts,
            int from,
            int to,
            double[] scores,
            Findings findings) {
        int d = features.columns();
        int[] copies = new int[to];
        for (int row = 0; row < to; row++) {
            copies[distinct.first(row)]++;
        }
        int[] copiesOfFirsts = Arrays.stream(firsts).map(row -> copies[row]).toArray();
        double[] all = OutlierEnsemble.scores(gather(features, firsts), d, copiesOfFirsts, context.seed());
        ExponentialTail bulk = ExponentialTail.fit(all);
        double[] byRow = new double[to];
        for (int i = 0; i < firsts.length; i++) {
            byRow[firsts[i]] = all[i];
        }
        for (int row = from; row < to; row++) {
            scores[row] = byRow[distinct.first(row)];
            double pValue = bulk.pValue(byRow[distinct.first(row)]);
            if (pValue <= context.detectorPolicy().rate()) {
                List<Evidence> evidence = deviations(features, row, to);
                findings.row(
                        row,
                        scores[row],
                        pValue,
                        String.format(
                                Locale.ROOT,
                                "This sample lies far from all others%s.",
                                evidence.isEmpty()
                                        ? " by an unusual combination of usual values"
                                        : "; most unusual is " + ((Evidence.Deviation) evidence.get(0)).feature()),
                        Stream.concat(
                                        evidence.stream(),
                                        Stream.of(new Evidence.Measure("chance-among-usual-samples", pValue)))
                                .toArray(Evidence[]::new));
            }
        }
    }

    private static float[] gather(FeatureMatrix features, int[] rows) {
        int d = features.columns();
        float[] points = new float[Math.multiplyExact(rows.length, d)];
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < d; c++) {
                points[i * d + c] = (float) features.get(rows[i], c);
            }
        }
        return points;
    }

    /** Up to three features outside the range of 98 percent of the rows, the farthest outside first. */
    private static List<Evidence> deviations(FeatureMatrix features, int row, int rows) {
        record Excess(double size, Evidence.Deviation deviation) {}
        List<Excess> all = new ArrayList<>();
        int step = Math.max(1, rows / 2_000);
        for (int c = 0; c < features.columns(); c++) {
            double[] column = new double[(rows + step - 1) / step];
            for (int i = 0; i < column.length; i++) {
                column[i] = features.get(i * step, c);
            }
            Quantiles quantiles = new Quantiles(column);
            double low = quantiles.at(0.01);
            double high = quantiles.at(0.99);
            double value = features.get(row, c);
            double outside = Math.max(low - value, value - high);
            if (outside > 0) {
                double range = high > low ? high - low : Math.max(1e-12, Math.abs(high));
                all.add(new Excess(
                        outside / range, new Evidence.Deviation(features.names().get(c), value, low, high)));
            }
        }
        all.sort((a, b) -> Double.compare(b.size, a.size));
        return all.stream().limit(3).<Evidence>map(Excess::deviation).toList();
    }
}
