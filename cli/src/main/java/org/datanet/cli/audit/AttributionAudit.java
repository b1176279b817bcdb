package org.datanet.cli.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.attribution.audit.LinearDatamodelingScore;
import org.datanet.attribution.audit.MislabelAudit;
import org.datanet.attribution.audit.RemovalCurve;
import org.datanet.attribution.audit.Retraining;
import org.datanet.attribution.audit.SubsetRetrainings;
import org.datanet.contribution.Datanet;
import org.datanet.progress.Progress;
import org.datanet.tribuo.GainMethod;
import org.datanet.tribuo.TribuoRetraining;
import org.datanet.tribuo.TribuoUsage;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.impl.ArrayExample;
import org.tribuo.transform.TransformationMap;
import org.tribuo.transform.TransformerMap;
import org.tribuo.transform.transformations.MeanStdDevTransformation;

/** Audits methods of attribution on the rows of a Datanet. The same plan gives the same report. */
public final class AttributionAudit {
    private static final double[] REMOVED = {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7};
    private static final double[] ADDED = {0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1};

    private final Datanet datanet;
    private final AuditPlan plan;
    private final Progress progress;
    private final String held;
    private final MutableDataset<Label> rows;
    private final List<Example<Label>> queries;
    private int trainings;

    private AttributionAudit(Datanet datanet, Optional<Datanet> holdout, AuditPlan plan, Progress progress) {
        this.datanet = datanet;
        this.plan = plan;
        this.progress = progress;
        int[] labelled = IntStream.range(0, datanet.rows())
                .filter(row -> datanet.label(row) >= 0)
                .toArray();
        SplittableRandom random = new SplittableRandom(plan.seed());
        shuffle(labelled, random);
        int reserved = holdout.isPresent() ? 0 : Math.min(plan.queries(), labelled.length / 5);
        int used = Math.min(plan.rows(), labelled.length - reserved);
        if (used < 50) {
            throw new IllegalArgumentException("%s has %d labelled rows; an audit needs 50 to train on%s"
                    .formatted(
                            datanet.id(),
                            labelled.length,
                            holdout.isPresent() ? "" : " and others to ask, or a holdout.csv"));
        }
        MutableDataset<Label> raw = chosen(datanet, Arrays.copyOf(labelled, used));
        MutableDataset<Label> asked;
        if (holdout.isPresent()) {
            held = "the holdout";
            int[] known = IntStream.range(0, holdout.get().rows())
                    .filter(row -> holdout.get().label(row) >= 0)
                    .toArray();
            shuffle(known, random);
            asked = chosen(holdout.get(), Arrays.copyOf(known, Math.min(plan.queries(), known.length)));
        } else {
            held = "rows that were left out of training";
            asked = chosen(datanet, Arrays.copyOfRange(labelled, used, used + reserved));
        }
        TransformerMap scaling =
                raw.createTransformers(new TransformationMap(List.of(new MeanStdDevTransformation())), true);
        rows = scaling.transformDataset(raw, true);
        queries = List.copyOf(scaling.transformDataset(asked, true).getData());
    }

    /**
     * Runs the audit.
     *
     * @param holdout rows to ask about that are never trained on; without it some of the Datanet's rows are left out for that
     * @throws IllegalArgumentException when there are too few labelled rows, or no features
     */
    public static AuditReport run(Datanet datanet, Optional<Datanet> holdout, AuditPlan plan, Progress progress) {
        return new AttributionAudit(datanet, holdout, plan, progress).report();
    }

    private static void shuffle(int[] values, SplittableRandom random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }

    private static MutableDataset<Label> chosen(Datanet from, int[] rows) {
        Arrays.sort(rows);
        return TribuoUsage.dataset(from, row -> Arrays.binarySearch(rows, row) >= 0);
    }

    private AuditReport report() {
        TribuoRetraining clean = new TribuoRetraining(plan.model()::trainer, rows, queries);
        List<AuditReport.Score> scores = scores(clean);
        boolean[] wrong = new boolean[rows.size()];
        TribuoRetraining noisy = new TribuoRetraining(plan.model()::trainer, flipped(wrong), queries);
        Map<GainMethod, double[]> values = new LinkedHashMap<>();
        plan.methods().forEach(method -> values.put(method, noisy.values(method, plan.seed())));
        double[] losses = noisy.ownLosses(plan.seed());
        List<AuditReport.Mislabelled> mislabelled = values.entrySet().stream()
                .map(each -> new AuditReport.Mislabelled(
                        each.getKey(), MislabelAudit.of(each.getValue(), losses, wrong, plan.seed())))
                .toList();
        return new AuditReport(
                "%s %s, root %s".formatted(datanet.id(), datanet.version(), datanet.root()),
                plan,
                rows.size(),
                queries.size(),
                held,
                trainings,
                scores,
                mislabelled,
                curves(noisy, values));
    }

    private Retraining counted(Retraining retraining) {
        return (subset, seed) -> {
            trainings++;
            return retraining.outcomes(subset, seed);
        };
    }

    private List<AuditReport.Score> scores(TribuoRetraining clean) {
        List<AuditReport.Score> scores = new ArrayList<>();
        Map<GainMethod, double[][]> values = new LinkedHashMap<>();
        plan.methods().forEach(method -> values.put(method, clean.values(method, plan.seed(), 1)));
        int[] labels = labels(rows.getData());
        int[] queryLabels = labels(queries);
        for (double share : plan.shares()) {
            for (SubsetRetrainings.Seeds seeds : SubsetRetrainings.Seeds.values()) {
                SubsetRetrainings truth = SubsetRetrainings.run(
                        rows.size(),
                        share,
                        plan.subsets(),
                        counted(clean),
                        seeds,
                        plan.seed(),
                        plan.seed() + 1,
                        progress);
                values.forEach((method, ofMethod) -> scores.add(new AuditReport.Score(
                        method,
                        share,
                        seeds,
                        LinearDatamodelingScore.of(ofMethod, truth, labels, queryLabels, plan.seed()))));
            }
        }
        return scores;
    }

    private int[] labels(List<Example<Label>> examples) {
        List<String> names = datanet.labels();
        return examples.stream()
                .mapToInt(example -> names.indexOf(example.getOutput().getLabel()))
                .toArray();
    }

    /** The rows with some labels replaced by another that occurs. */
    private MutableDataset<Label> flipped(boolean[] wrong) {
        List<Label> labels = List.copyOf(rows.getOutputs());
        if (labels.size() < 2) {
            throw new IllegalArgumentException("all rows have the label " + labels);
        }
        List<String> names = labels.stream().map(Label::getLabel).sorted().toList();
        SplittableRandom random = new SplittableRandom(plan.seed() + 2);
        List<Example<Label>> examples = new ArrayList<>();
        for (int row = 0; row < wrong.length; row++) {
            Example<Label> example = rows.getExample(row);
            wrong[row] = random.nextDouble() < plan.flips();
            if (wrong[row]) {
                int truth = names.indexOf(example.getOutput().getLabel());
                String other = names.get((truth + 1 + random.nextInt(names.size() - 1)) % names.size());
                ArrayExample<Label> copy = new ArrayExample<>(new Label(other));
                example.forEach(copy::add);
                example = copy;
            }
            examples.add(example);
        }
        return new MutableDataset<>(examples, rows.getSourceProvenance(), rows.getOutputFactory());
    }

    private List<AuditReport.Curve> curves(TribuoRetraining noisy, Map<GainMethod, double[]> values) {
        Map<String, double[]> orders = new LinkedHashMap<>();
        values.forEach((method, ofMethod) -> orders.put(method.toString(), ofMethod));
        orders.put(
                "random",
                new SplittableRandom(plan.seed() + 3).doubles(rows.size()).toArray());
        List<AuditReport.Curve> curves = new ArrayList<>();
        for (RemovalCurve.Order order : RemovalCurve.Order.values()) {
            orders.forEach((name, ofName) -> {
                if (!(name.equals("random") && order == RemovalCurve.Order.WORST_FIRST)) {
                    curves.add(new AuditReport.Curve(
                            name,
                            false,
                            order,
                            RemovalCurve.run(ofName, order, REMOVED, counted(noisy), plan.seed(), progress)));
                    curves.add(new AuditReport.Curve(
                            name,
                            true,
                            order,
                            RemovalCurve.adding(ofName, order, ADDED, counted(noisy), plan.seed(), progress)));
                }
            });
        }
        return curves;
    }
}
