package org.datanet.guard.collusion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Annotation;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.curation.Verdict;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Subject;

/** The verdicts of a Datanet's curators, or the labels of its annotators, as columns, and what {@link CopyRings} makes of them. */
final class Judgements {
    /** Those with most answers; all pairs of more would be too many. */
    private static final int MOST_PEOPLE = 2_000;

    private static final int SHOWN = 20;

    private final Datanet datanet;
    private final List<CuratorId> people = new ArrayList<>();
    private final List<Integer> rows;
    private final Answers answers;

    private record Judgement(int row, CuratorId by, int answer) {}

    private Judgements(Datanet datanet, List<Judgement> judgements, int classes) {
        this.datanet = datanet;
        Map<CuratorId, Integer> counts = new TreeMap<>();
        judgements.forEach(j -> counts.merge(j.by, 1, Integer::sum));
        counts.entrySet().stream()
                .sorted(Map.Entry.<CuratorId, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_PEOPLE)
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(people::add);
        Map<CuratorId, Integer> index = new HashMap<>();
        people.forEach(person -> index.put(person, index.size()));
        List<Judgement> kept =
                judgements.stream().filter(j -> index.containsKey(j.by)).toList();
        rows = List.copyOf(new TreeSet<>(kept.stream().map(Judgement::row).toList()));
        Map<Integer, Integer> items = new HashMap<>();
        rows.forEach(row -> items.put(row, items.size()));
        answers = new Answers(
                kept.stream().mapToInt(j -> items.getOrDefault(j.row, -1)).toArray(),
                kept.stream().mapToInt(j -> index.getOrDefault(j.by, -1)).toArray(),
                kept.stream().mapToInt(Judgement::answer).toArray(),
                rows.size(),
                people.size(),
                classes);
    }

    /** Verdicts on samples of the Datanet; empty without any. */
    static Optional<Judgements> verdicts(Datanet datanet) {
        List<Judgement> judgements = new ArrayList<>();
        for (Curation curation : datanet.curations()) {
            OptionalInt row = datanet.row(curation.sample());
            if (row.isPresent()) {
                judgements.add(new Judgement(
                        row.getAsInt(), curation.curator(), curation.verdict() == Verdict.APPROVE ? 0 : 1));
            }
        }
        return judgements.isEmpty() ? Optional.empty() : Optional.of(new Judgements(datanet, judgements, 2));
    }

    /** Labels given to samples of the Datanet; empty where no two differ. */
    static Optional<Judgements> labels(Datanet datanet) {
        TreeMap<String, Integer> classes = new TreeMap<>();
        datanet.annotations().forEach(annotation -> classes.put(annotation.label(), 0));
        int at = 0;
        for (Map.Entry<String, Integer> entry : classes.entrySet()) {
            entry.setValue(at++);
        }
        List<Judgement> judgements = new ArrayList<>();
        for (Annotation annotation : datanet.annotations()) {
            OptionalInt row = datanet.row(annotation.sample());
            if (row.isPresent()) {
                judgements.add(new Judgement(
                        row.getAsInt(), annotation.annotator(), classes.getOrDefault(annotation.label(), 0)));
            }
        }
        return judgements.isEmpty() || classes.size() < 2
                ? Optional.empty()
                : Optional.of(new Judgements(datanet, judgements, classes.size()));
    }

    List<Finding> findings(InspectionContext context, String detector) {
        int least = Math.max(1, (int) context.option("shared", 5));
        CopyRings rings =
                new CopyRings(answers, rows.size(), context.detectorPolicy().rate(), least, context.seed());
        List<int[]> members = rings.rings();
        return rings.copying().stream()
                .sorted(Comparator.comparingInt(CopyRings.Pair::first).thenComparingInt(CopyRings.Pair::second))
                .map(pair -> finding(detector, rings, members, pair))
                .toList();
    }

    private Finding finding(String detector, CopyRings rings, List<int[]> members, CopyRings.Pair pair) {
        CopyModel.Joint joint = rings.joint(pair);
        int agreed = joint.agreed(false).length;
        int[] errors = joint.agreed(true);
        int size = members.stream()
                .filter(ring -> IntStream.of(ring).anyMatch(m -> m == pair.first()))
                .mapToInt(ring -> ring.length)
                .findFirst()
                .orElse(2);
        String ring = size > 2 ? " They are two of %d who answer alike.".formatted(size) : "";
        return new Finding(
                new Subject.CuratorPair(people.get(pair.first()), people.get(pair.second())),
                detector,
                pair.logRatio(),
                pair.pValue(),
                String.format(
                        Locale.ROOT,
                        "These two gave the same answer to %d of %d samples that both judged, on %d of them against what the others say; people as skilled who judge on their own would agree on about %d.%s",
                        agreed,
                        joint.items().length,
                        errors.length,
                        Math.round(joint.expectedAgreement()),
                        ring),
                List.of(
                        new Evidence.Shared("errors", samples(errors)),
                        new Evidence.Measure("same-answers", agreed),
                        new Evidence.Measure("common-samples", joint.items().length),
                        new Evidence.Measure("expected-same-answers", joint.expectedAgreement())));
    }

    private List<SampleId> samples(int[] items) {
        return IntStream.of(items)
                .limit(SHOWN)
                .mapToObj(item -> datanet.sampleId(rows.get(item)))
                .toList();
    }
}
