package org.datanet.guard.label;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.guard.Epochs;
import org.datanet.guard.Findings;
import org.datanet.guard.neighbours.LabelledNeighbours;
import org.datanet.guard.neighbours.NearestNeighbours;
import org.datanet.quality.Detector;
import org.datanet.quality.Evidence;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Need;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Finds labels that the other rows contradict: probabilities of a classifier that never saw the label in question, with a vote of
 * the neighbours. The p-value is the chance that an honest labeller gives this label, or one as unlikely, to such a row; so
 * ambiguous rows and confusable classes excuse themselves. Rows that annotators looked at are judged by them instead.
 */
public final class LabelNoiseDetector implements Detector {
    private static final int LEAST_ROWS = 20;

    @Override
    public String name() {
        return "label-noise";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.LABELS);
    }

    /** Rate 0.01, weights from 0.5 down to 0. No options. */
    @Override
    public DetectorPolicy defaults() {
        return new DetectorPolicy(true, 0.01, 0, 0.5, Map.of());
    }

    @Override
    public Inspection inspect(InspectionContext context) {
        Datanet datanet = context.datanet();
        FeatureMatrix features = datanet.features().orElse(null);
        double[] scores = Epochs.scores(context);
        Findings findings = new Findings(context, name());
        context.progress().stage(name(), datanet.rows());
        Epochs.forEach(context, (from, to) -> {
            AnnotatedLabels annotated =
                    datanet.annotations().isEmpty() ? null : new AnnotatedLabels(datanet, datanet.annotations(), to);
            if (features != null) {
                inspect(context, features, annotated, from, to, scores, findings);
            } else if (annotated != null) {
                for (int row = from; row < to; row++) {
                    if (datanet.label(row) >= 0 && annotated.covers(row)) {
                        judgeByAnnotators(context, annotated, row, scores, findings);
                    }
                }
            }
            context.progress().advance(to - from);
        });
        return new Inspection(scores, findings.list());
    }

    private static void inspect(
            InspectionContext context,
            FeatureMatrix features,
            @Nullable AnnotatedLabels annotated,
            int from,
            int to,
            double[] scores,
            Findings findings) {
        Datanet datanet = context.datanet();
        LabelledNeighbours labelled = LabelledNeighbours.of(context, from, to);
        int[] rows = labelled.rows();
        int[] labels = labelled.labels();
        if (rows.length < LEAST_ROWS || Arrays.stream(labels).distinct().count() < 2) {
            return;
        }
        int d = features.columns();
        int classes = datanet.labels().size();
        LabelProbabilities probabilities = new LabelProbabilities(
                labelled, d, classes, context.seed(), context.shared().crew().orElse(null));
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] < from) {
                continue;
            }
            int row = rows[i];
            if (annotated != null && annotated.covers(row)) {
                judgeByAnnotators(context, annotated, row, scores, findings);
                continue;
            }
            double given = probabilities.of(i, labels[i]);
            double tail = 0;
            for (int c = 0; c < classes; c++) {
                double p = probabilities.of(i, c);
                tail += p <= given ? p : 0;
            }
            int best = probabilities.best(i);
            scores[row] = Math.log(Math.max(1e-300, probabilities.of(i, best)) / Math.max(1e-300, given));
            if (best != labels[i]) {
                scores[row] += 1;
            } else {
                scores[row] = 1 - probabilities.of(i, best);
            }
            if (best != labels[i] && tail <= context.detectorPolicy().rate()) {
                findings.row(
                        row,
                        scores[row],
                        Math.min(1, tail),
                        String.format(
                                Locale.ROOT,
                                "The label %s contradicts similar samples, which suggest %s.",
                                datanet.labels().get(labels[i]),
                                datanet.labels().get(best)),
                        new Evidence.Relabel(
                                datanet.labels().get(labels[i]),
                                given,
                                datanet.labels().get(best),
                                probabilities.of(i, best)),
                        neighbours(datanet, probabilities.neighbours(), i, rows));
            }
        }
    }

    /** Several people who looked at the sample know better than a classifier. */
    private static void judgeByAnnotators(
            InspectionContext context, AnnotatedLabels annotated, int row, double[] scores, Findings findings) {
        Datanet datanet = context.datanet();
        int label = datanet.label(row);
        double given = annotated.probability(row, label);
        int best = annotated.best(row);
        double likeliest = annotated.probability(row, best);
        scores[row] = Math.log(Math.max(1e-300, likeliest) / Math.max(1e-300, given));
        double tail = 0;
        for (int c = 0; c < datanet.labels().size(); c++) {
            double p = annotated.probability(row, c);
            tail += p <= given ? p : 0;
        }
        if (best != label && tail <= context.detectorPolicy().rate()) {
            findings.row(
                    row,
                    scores[row],
                    Math.min(1, tail),
                    String.format(
                            Locale.ROOT,
                            "The label %s contradicts the annotators, who say %s.",
                            datanet.labels().get(label),
                            datanet.labels().get(best)),
                    new Evidence.Relabel(
                            datanet.labels().get(label), given, datanet.labels().get(best), likeliest));
        }
    }

    private static Evidence neighbours(Datanet datanet, NearestNeighbours near, int place, int[] rows) {
        List<org.datanet.contribution.SampleId> samples = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        List<Double> distances = new ArrayList<>();
        for (int rank = 0; rank < Math.min(5, near.count(place)); rank++) {
            int row = rows[near.row(place, rank)];
            samples.add(datanet.sampleId(row));
            labels.add(datanet.labels().get(datanet.label(row)));
            distances.add(near.distance(place, rank));
        }
        return new Evidence.Neighbours(samples, labels, distances);
    }
}
