package org.datanet.guard.sybil;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DistinctRows;
import org.datanet.guard.statistics.BenjaminiHochberg;
import org.datanet.guard.statistics.RobustNull;
import org.datanet.quality.Detector;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.Inspection;
import org.datanet.quality.InspectionContext;
import org.datanet.quality.Need;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.quality.Subject;

/**
 * Finds identities that write like one person. Two honest people may share a subject; so what few writers have counts nothing, and
 * the score is the style of a pair against that of all pairs. Lowers no weight: it tells the owner which names to treat as one.
 */
public final class SybilDetector implements Detector {
    /** More writers than this are cut to those with the most texts, because every pair is compared. */
    private static final int MOST_WRITERS = 1_500;

    /** Texts of one writer that are read at most, the first ones. */
    private static final int MOST_TEXTS = 500;

    @Override
    public String name() {
        return "sybil";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.TEXT);
    }

    /** Rate 0.01 over pairs. Options: {@code texts} (20), the least number of distinct texts of a writer. */
    @Override
    public DetectorPolicy defaults() {
        return new DetectorPolicy(true, 0.01, 1, 1, Map.of("texts", 20));
    }

    @Override
    public Inspection inspect(InspectionContext context) {
        Datanet datanet = context.datanet();
        if (!datanet.hasText()) {
            return new Inspection(new double[0], List.of());
        }
        return inspect(
                context,
                DistinctRows.of(context),
                rows -> Arrays.stream(rows).mapToObj(datanet::text).toArray(String[]::new));
    }

    /**
     * The same with texts that are kept elsewhere.
     *
     * @param texts gives those of some rows, in ascending order of row: at most {@value #MOST_WRITERS} times {@value #MOST_TEXTS}
     */
    public Inspection inspect(InspectionContext context, DistinctRows distinct, Function<int[], String[]> texts) {
        Datanet datanet = context.datanet();
        int least = Math.max(2, (int) context.option("texts", 20));
        int people = datanet.contributors().size();
        int[] counts = new int[people];
        for (int row = 0; row < datanet.rows(); row++) {
            if (distinct.isFirst(row) && counts[datanet.contributor(row)] < MOST_TEXTS) {
                counts[datanet.contributor(row)]++;
            }
        }
        int[] writers = IntStream.range(0, people)
                .filter(c -> counts[c] >= least)
                .boxed()
                .sorted(Comparator.comparingInt((Integer c) -> -counts[c]).thenComparing(c -> c))
                .limit(MOST_WRITERS)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        if (writers.length < 4) {
            return new Inspection(new double[0], List.of());
        }
        context.progress().stage(name(), writers.length);
        StyleProfiles styles = new StyleProfiles(read(datanet, distinct, writers, counts, texts));
        context.progress().advance(writers.length);
        return new Inspection(new double[0], pairs(context, datanet, writers, styles));
    }

    /** The first different texts of every writer, as many as were counted. */
    private static String[][] read(
            Datanet datanet, DistinctRows distinct, int[] writers, int[] counts, Function<int[], String[]> texts) {
        int[] place = new int[counts.length];
        Arrays.fill(place, -1);
        String[][] read = new String[writers.length][];
        for (int i = 0; i < writers.length; i++) {
            place[writers[i]] = i;
            read[i] = new String[counts[writers[i]]];
        }
        int[] next = new int[writers.length];
        int[] rows = IntStream.range(0, datanet.rows())
                .filter(distinct::isFirst)
                .filter(row -> place[datanet.contributor(row)] >= 0)
                .filter(row -> next[place[datanet.contributor(row)]]++ < counts[datanet.contributor(row)])
                .toArray();
        String[] all = texts.apply(rows);
        Arrays.fill(next, 0);
        for (int i = 0; i < rows.length; i++) {
            int writer = place[datanet.contributor(rows[i])];
            read[writer][next[writer]++] = all[i];
        }
        return read;
    }

    private List<Finding> pairs(InspectionContext context, Datanet datanet, int[] writers, StyleProfiles styles) {
        int n = writers.length;
        double[] all = new double[n * (n - 1) / 2];
        int at = 0;
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < a; b++) {
                all[at++] = styles.score(a, b);
            }
        }
        RobustNull strangers = RobustNull.upper(all);
        List<Finding> candidates = new ArrayList<>();
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < a; b++) {
                double score = styles.score(a, b);
                double pValue = strangers.pValue(score);
                if (pValue <= context.detectorPolicy().rate()) {
                    ContributorId one = datanet.contributors().get(writers[a]);
                    ContributorId other = datanet.contributors().get(writers[b]);
                    boolean ordered = one.value().compareTo(other.value()) < 0;
                    candidates.add(new Finding(
                            new Subject.ContributorPair(ordered ? one : other, ordered ? other : one),
                            name(),
                            score,
                            pValue,
                            String.format(
                                    Locale.ROOT,
                                    "These two write alike: their style is %.1f standard deviations closer than that of two strangers here.",
                                    strangers.z(score)),
                            List.of(new Evidence.Measure("style-similarity", score))));
                }
            }
        }
        double threshold = BenjaminiHochberg.threshold(
                candidates.stream().mapToDouble(Finding::pValue).toArray(),
                all.length,
                context.detectorPolicy().rate());
        return candidates.stream()
                .filter(f -> f.pValue() <= threshold)
                .sorted(Comparator.comparing(f -> f.subject().toString()))
                .toList();
    }
}
