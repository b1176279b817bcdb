package org.datanet.guard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetRef;
import org.datanet.guard.health.DatanetHealth;
import org.datanet.guard.health.TextShapes;
import org.datanet.progress.Crew;
import org.datanet.progress.Progress;
import org.datanet.quality.Detector;
import org.datanet.quality.Finding;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.InspectionIndex;
import org.datanet.quality.Need;
import org.datanet.quality.QualityGuard;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.quality.QualityReport.DetectorOutcome;
import org.datanet.quality.QualityReport.DetectorOutcome.State;
import org.datanet.quality.SharedWork;
import org.datanet.quality.Subject;
import org.datanet.usage.UsageView;
import org.jspecify.annotations.Nullable;

/**
 * The guard: runs every detector, decides which findings count, and turns them into one weight per row, the product of what each
 * detector leaves it. A detector that fails is named in the report and the others still report; in enforce mode there are then no
 * weights, unless the failed detector's option {@code tolerate-failure} is 1. Thread-safe; the same inputs give the same report
 * whatever the number of threads.
 */
public final class DatanetGuard implements QualityGuard {
    private final DetectorRegistry registry;
    private final Function<Datanet, TextShapes> shapes;
    private final @Nullable Crew crew;

    /** A guard with every detector that {@link java.util.ServiceLoader} finds. */
    public DatanetGuard() {
        this(DetectorRegistry.load(), TextShapes::of, null);
    }

    /**
     * A guard with the given detectors.
     *
     * @throws IllegalArgumentException when two have one name
     */
    public DatanetGuard(Collection<? extends Detector> detectors) {
        this(detectors, TextShapes::of);
    }

    /**
     * A guard of texts that are kept elsewhere, with detectors that find them there.
     *
     * @param shapes of the texts, asked for once an inspection
     * @throws IllegalArgumentException when two have one name
     */
    public DatanetGuard(Collection<? extends Detector> detectors, Function<Datanet, TextShapes> shapes) {
        this(new DetectorRegistry(detectors), shapes, null);
    }

    private DatanetGuard(DetectorRegistry registry, Function<Datanet, TextShapes> shapes, @Nullable Crew crew) {
        this.registry = registry;
        this.shapes = shapes;
        this.crew = crew;
    }

    /** The same guard with large parts of the work on features done by a crew: who is near whom, how a fitted model scores a row. */
    public DatanetGuard carriedBy(Crew other) {
        return new DatanetGuard(registry, shapes, other);
    }

    /** The detectors, ordered by name. */
    public List<Detector> detectors() {
        return List.copyOf(registry.all());
    }

    /**
     * Checks that a policy names only detectors and options that exist.
     *
     * @throws IllegalArgumentException naming what is unknown and the nearest that is known
     */
    public void check(QualityPolicy policy) {
        registry.check(policy);
    }

    @Override
    public QualityReport inspect(Datanet datanet, UsageView usage, QualityPolicy policy, Progress progress) {
        return run(datanet, usage, policy, progress).report();
    }

    /** Like {@link #inspect}, with the raw scores of every detector. */
    public GuardRun run(Datanet datanet, UsageView usage, QualityPolicy policy, Progress progress) {
        return run(datanet, usage, policy, progress, new IndexedRun(datanet, null));
    }

    /**
     * The same, with what an earlier inspection said of epochs that have not changed since; gives the same report as without it. The
     * run holds the index for the next inspection.
     *
     * @param earlier the index of the earlier run, or an empty one
     */
    public GuardRun run(
            Datanet datanet, UsageView usage, QualityPolicy policy, Progress progress, InspectionIndex earlier) {
        return run(datanet, usage, policy, progress, new IndexedRun(datanet, earlier));
    }

    private GuardRun run(
            Datanet datanet, UsageView usage, QualityPolicy policy, Progress progress, IndexedRun indexed) {
        registry.check(policy);
        BitSet trusted = trusted(datanet, policy);
        Appeals appeals = new Appeals(datanet, policy);
        Verdicts verdicts = new Verdicts(datanet, appeals);
        TreeMap<String, double[]> scores = new TreeMap<>();
        List<DetectorOutcome> outcomes = new ArrayList<>();
        SharedWork shared = new SharedWork(crew);
        boolean refused = false;
        for (Detector detector : registry.all()) {
            DetectorPolicy settings = registry.settings(detector, policy);
            String missing = settings.enabled() ? missing(detector, datanet, usage) : "";
            if (!settings.enabled()) {
                outcomes.add(new DetectorOutcome(detector.name(), State.DISABLED, "disabled by the policy", 0));
            } else if (!missing.isEmpty()) {
                outcomes.add(
                        new DetectorOutcome(detector.name(), State.NOT_APPLICABLE, "the Datanet has no " + missing, 0));
            } else {
                InspectionContext context = new InspectionContext(
                        datanet,
                        usage,
                        policy,
                        settings,
                        trusted,
                        policy.seed(),
                        progress,
                        shared,
                        indexed.settled(detector, settings, policy.seed()));
                try {
                    Inspection inspection = valid(detector, detector.inspect(context), datanet);
                    indexed.add(detector, settings, policy.seed(), inspection);
                    if (inspection.scores().length > 0) {
                        scores.put(detector.name(), inspection.scores());
                    }
                    verdicts.add(detector.name(), settings, inspection, trusted);
                    outcomes.add(new DetectorOutcome(detector.name(), State.RAN, "", 0));
                } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
                    outcomes.add(new DetectorOutcome(detector.name(), State.FAILED, describe(e), 0));
                    refused |= !(settings.options().get(DetectorRegistry.TOLERATE_FAILURE) instanceof Number n
                            && n.doubleValue() > 0);
                }
            }
        }
        verdicts.settle();
        outcomes.replaceAll(outcome -> outcome.state() == State.RAN
                ? new DetectorOutcome(outcome.detector(), State.RAN, "", verdicts.subjects(outcome.detector()))
                : outcome);
        double[] weights = verdicts.weights();
        if (policy.mode() == QualityPolicy.Mode.OBSERVE) {
            weights = new double[datanet.rows()];
            Arrays.fill(weights, 1);
        } else if (refused) {
            weights = new double[0];
        }
        DatanetHealth health =
                DatanetHealth.of(datanet, verdicts.weights(), verdicts.flagged(), scores, policy.health(), shapes);
        return new GuardRun(
                new QualityReport(
                        DatanetRef.of(datanet),
                        policy.digest(),
                        policy.mode(),
                        weights,
                        verdicts.findings(),
                        outcomes,
                        Summaries.contributors(datanet, verdicts),
                        Summaries.curators(datanet, verdicts.findings()),
                        health.points(),
                        health.drift(),
                        health.warnings()),
                scores,
                indexed.index());
    }

    private static String describe(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    private static BitSet trusted(Datanet datanet, QualityPolicy policy) {
        BitSet trusted = new BitSet(datanet.rows());
        policy.trustedSamples().forEach(sample -> datanet.row(sample).ifPresent(trusted::set));
        if (!policy.trustedContributors().isEmpty()) {
            for (int row = 0; row < datanet.rows(); row++) {
                if (policy.trustedContributors().contains(datanet.contributorId(row))) {
                    trusted.set(row);
                }
            }
        }
        return trusted;
    }

    /** What the detector needs and the Datanet lacks; empty when nothing. */
    private static String missing(Detector detector, Datanet datanet, UsageView usage) {
        for (Need need : Need.values()) {
            if (detector.needs().contains(need) && !has(datanet, usage, need)) {
                return need.name().toLowerCase(java.util.Locale.ROOT);
            }
        }
        return "";
    }

    private static boolean has(Datanet datanet, UsageView usage, Need need) {
        return switch (need) {
            case FEATURES -> datanet.features().isPresent();
            case TEXT -> datanet.hasText();
            case LABELS -> !datanet.labels().isEmpty();
            case ANNOTATIONS -> !datanet.annotations().isEmpty();
            case CURATIONS -> !datanet.curations().isEmpty();
            case JUDGEMENTS ->
                !datanet.curations().isEmpty() || !datanet.annotations().isEmpty();
            case HISTORY -> datanet.epochs() > 1;
            case USAGE -> !usage.uses().isEmpty();
        };
    }

    private static Inspection valid(Detector detector, Inspection inspection, Datanet datanet) {
        int length = inspection.scores().length;
        if (length != 0 && length != datanet.rows()) {
            throw new IllegalStateException("gave %d scores for %d rows".formatted(length, datanet.rows()));
        }
        int joint = inspection.joint().length;
        if (joint != 0 && joint != datanet.rows()) {
            throw new IllegalStateException("gave %d joint p-values for %d rows".formatted(joint, datanet.rows()));
        }
        for (Finding finding : inspection.findings()) {
            if (!finding.detector().equals(detector.name())) {
                throw new IllegalStateException("gave a finding in the name of \"%s\"".formatted(finding.detector()));
            }
            if (finding.subject() instanceof Subject.Row subject
                    && (subject.row() < 0 || subject.row() >= datanet.rows())) {
                throw new IllegalStateException(
                        "gave a finding on row %d of %d".formatted(subject.row(), datanet.rows()));
            }
        }
        return inspection;
    }

    /** Which findings were overridden by decided appeals. */
    static final class Appeals {
        private final Map<Integer, List<QualityPolicy.Appeal>> byRow = new TreeMap<>();

        Appeals(Datanet datanet, QualityPolicy policy) {
            for (QualityPolicy.Appeal appeal : policy.appeals()) {
                int row = datanet.row(appeal.sample())
                        .orElseThrow(() -> new IllegalArgumentException(
                                "an appeal names sample \"%s\", which the Datanet does not have"
                                        .formatted(appeal.sample())));
                byRow.computeIfAbsent(row, r -> new ArrayList<>()).add(appeal);
            }
        }

        boolean overrides(int row, String detector) {
            return byRow.getOrDefault(row, List.of()).stream()
                    .anyMatch(appeal ->
                            appeal.detector().equals("*") || appeal.detector().equals(detector));
        }
    }
}
