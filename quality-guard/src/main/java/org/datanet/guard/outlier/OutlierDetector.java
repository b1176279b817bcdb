package org.datanet.guard.outlier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.guard.DistinctRows;
import org.datanet.guard.Epochs;
import org.datanet.guard.Findings;
import org.datanet.guard.neighbours.NearestNeighbours;
import org.datanet.guard.statistics.ExponentialTail;
import org.datanet.quality.Detector;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Need;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.quality.Subject;

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
     * Rate 0.01, weights from 0.8 down to 0.3. With the common option {@code pool} at 0, rows of one contributor are not judged
     * together.
     */
    @Override
    public DetectorPolicy defaults() {
        return new DetectorPolicy(true, 0.01, 0.3, 0.8, Map.of("pool", 1));
    }

    @Override
    public Inspection inspect(InspectionContext context) {
        Datanet datanet = context.datanet();
        FeatureMatrix features = datanet.features().orElseThrow();
        DistinctRows distinct = DistinctRows.of(context);
        double[] scores = new double[datanet.rows()];
        Arrays.fill(scores, Double.NaN);
        double[] joint = new double[datanet.rows()];
        Arrays.fill(joint, 1);
        Findings findings = new Findings(datanet, name());
        List<Finding> contributors = new ArrayList<>();
        context.progress().stage(name(), datanet.rows());
        Epochs.forEach(datanet, (from, to) -> {
            int[] firsts = distinct.firsts(to);
            if (firsts.length >= LEAST_ROWS) {
                inspect(context, features, distinct, firsts, from, to, scores, joint, findings, contributors);
            }
            context.progress().advance(to - from);
        });
        return new Inspection(
                scores,
                Stream.concat(findings.list().stream(), contributors.stream()).toList(),
                joint);
    }

    private void inspect(
            InspectionContext context,
            FeatureMatrix features,
            DistinctRows distinct,
            int[] firsts,
            int from,
            int to,
            double[] scores,
            double[] joint,
            Findings findings,
            List<Finding> contributors) {
        int[] place = places(distinct, firsts, to);
        OutlierEnsemble ensemble = OutlierEnsemble.of(
                features,
                firsts,
                counts(place, firsts.length),
                context.seed(),
                context.shared().crew().orElse(null));
        double[] byRow = gather(ensemble.scores(), place);
        double[] local = gather(ensemble.local(), place);
        BitSet trusted = context.trusted().get(0, to);
        double rate = context.detectorPolicy().rate();
        boolean pool = context.option("pool", 1) > 0;
        ContributorOutliers together = new ContributorOutliers(
                context.datanet(),
                to,
                distinct,
                trusted,
                byRow,
                local,
                votes(context.datanet(), firsts, place, ensemble.neighbours()),
                rate);
        Set<Integer> suspected = together.suspects().stream()
                .map(ContributorOutliers.Suspect::contributor)
                .collect(Collectors.toSet());
        ExponentialTail bulk = ExponentialTail.fit(Arrays.stream(firsts)
                .filter(row -> !suspected.contains(context.datanet().contributor(row)))
                .mapToDouble(row -> byRow[row])
                .toArray());
        System.arraycopy(byRow, from, scores, from, to - from);
        double[] alone = chances(bulk, byRow, from, to);
        if (pool) {
            chances(together, joint, from, to);
        }
        UsualRanges usual = new UsualRanges(features, to);
        IntStream.range(from, to)
                .filter(row -> Math.min(alone[row - from], joint[row]) <= rate)
                .forEach(row -> report(usual, findings, row, scores[row], alone[row - from], joint[row], rate));
        if (pool && to == context.datanet().rows()) {
            for (ContributorOutliers.Suspect suspect : together.suspects()) {
                contributors.add(contributor(context.datanet(), suspect));
            }
        }
    }

    // Loops over all rows stand in methods of their own, which the compiler has to look at alone.

    /** Which of the distinct rows each row is. */
    private static int[] places(DistinctRows distinct, int[] firsts, int rows) {
        int[] places = new int[rows];
        for (int i = 0; i < firsts.length; i++) {
            places[firsts[i]] = i;
        }
        for (int row = 0; row < rows; row++) {
            places[row] = places[distinct.first(row)];
        }
        return places;
    }

    private static int[] counts(int[] places, int distinct) {
        int[] counts = new int[distinct];
        for (int place : places) {
            counts[place]++;
        }
        return counts;
    }

    private static double[] gather(double[] values, int[] places) {
        double[] gathered = new double[places.length];
        for (int row = 0; row < gathered.length; row++) {
            gathered[row] = values[places[row]];
        }
        return gathered;
    }

    private static double[] chances(ExponentialTail bulk, double[] scores, int from, int to) {
        double[] chances = new double[to - from];
        for (int row = from; row < to; row++) {
            chances[row - from] = bulk.pValue(scores[row]);
        }
        return chances;
    }

    private static void chances(ContributorOutliers together, double[] joint, int from, int to) {
        for (int row = from; row < to; row++) {
            joint[row] = together.pValue(row);
        }
    }

    private static void report(
            UsualRanges usual, Findings findings, int row, double score, double alone, double joint, double rate) {
        List<Evidence> evidence = new ArrayList<>(usual.deviations(row));
        String what = evidence.isEmpty()
                ? " by an unusual combination of usual values"
                : "; most unusual is " + ((Evidence.Deviation) evidence.get(0)).feature();
        if (alone <= rate) {
            evidence.add(new Evidence.Measure("chance-among-usual-samples", alone));
        }
        if (joint <= rate) {
            evidence.add(new Evidence.Measure("chance-given-the-contributor", joint));
        }
        findings.row(
                row,
                score,
                Math.min(alone, joint),
                alone <= rate
                        ? "This sample lies far from all others%s.".formatted(what)
                        : "This sample is unusual%s, and so are too many samples of its contributor.".formatted(what),
                evidence.toArray(Evidence[]::new));
    }

    private Finding contributor(Datanet datanet, ContributorOutliers.Suspect suspect) {
        return new Finding(
                new Subject.Contributor(datanet.contributors().get(suspect.contributor())),
                name(),
                (double) suspect.unusual() / suspect.rows(),
                suspect.pValue(),
                String.format(
                        Locale.ROOT,
                        "%d of the %d different samples of this contributor are too unusual, even for somebody who brings nothing but"
                                + " the rarest tenth of what others bring.",
                        suspect.unusual(),
                        suspect.rows()),
                List.of(new Evidence.Measure("suspicious-samples", suspect.unusual())));
    }

    /** For every row the label that most of its neighbours by other contributors have, the nearest first on ties; -1 for none. */
    private static int[] votes(Datanet datanet, int[] firsts, int[] place, NearestNeighbours neighbours) {
        int[] votes = new int[place.length];
        Arrays.fill(votes, -1);
        int labels = datanet.labels().size();
        if (labels < 2) {
            return votes;
        }
        IntStream.range(0, place.length).parallel().forEach(row -> {
            int[] counts = new int[labels];
            int point = place[row];
            for (int rank = 0; rank < neighbours.count(point); rank++) {
                int other = firsts[neighbours.row(point, rank)];
                if (datanet.label(other) >= 0 && datanet.contributor(other) != datanet.contributor(row)) {
                    counts[datanet.label(other)]++;
                    if (votes[row] < 0 || counts[datanet.label(other)] > counts[votes[row]]) {
                        votes[row] = datanet.label(other);
                    }
                }
            }
        });
        return votes;
    }
}
