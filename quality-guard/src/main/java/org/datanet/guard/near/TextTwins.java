package org.datanet.guard.near;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DistinctRows;
import org.datanet.guard.Epochs;
import org.datanet.guard.Findings;
import org.datanet.quality.Evidence;
import org.datanet.quality.InspectionContext;

/**
 * Near-duplicate texts: Jaccard similarity over runs of words, against one earlier representative. The p-value says how likely two
 * people share these words without knowing of each other: the expected number of earlier texts that would hold all of the shared
 * words, each counting half, because words come together. Two texts of a few common words excuse themselves.
 */
final class TextTwins {
    private final InspectionContext context;
    private final Datanet datanet;
    private final double[] scores;
    private final Findings findings;

    TextTwins(InspectionContext context, double[] scores, Findings findings) {
        this.context = context;
        this.datanet = context.datanet();
        this.scores = scores;
        this.findings = findings;
    }

    void find() {
        int n = datanet.rows();
        int words = Math.max(1, (int) context.option("words", 3));
        double threshold = context.option("jaccard", 0.8);
        if (!(threshold > 0 && threshold <= 1)) {
            throw new IllegalArgumentException("option jaccard lies in (0,1], not " + threshold);
        }
        DistinctRows distinct = DistinctRows.of(context);
        boolean[] skip = new boolean[n];
        long[][] sets = new long[n][];
        IntStream.range(0, n).parallel().forEach(row -> {
            skip[row] = !distinct.isFirst(row);
            sets[row] = skip[row] ? new long[0] : Shingles.of(datanet.text(row), words);
        });
        SimilarSets similar = new SimilarSets(sets, threshold, skip);
        WordHolders holders = new WordHolders(IntStream.range(0, n)
                .filter(row -> similar.representative(row) >= 0)
                .mapToObj(row -> Shingles.words(datanet.text(row))));
        Epochs.forEach(datanet, (from, to) -> {
            if (!holders.isEmpty()) {
                IntStream.range(from, to)
                        .parallel()
                        .filter(row -> similar.representative(row) < 0)
                        .forEach(row -> holders.count(Shingles.words(datanet.text(row))));
            }
            for (int row = from; row < to; row++) {
                scores[row] = skip[row] ? scores[row] : similar.similarity(row);
                int original = similar.representative(row);
                if (original >= 0) {
                    double pValue = coincidence(row, original, holders, to);
                    if (pValue <= context.detectorPolicy().rate()) {
                        report(row, original, similar.similarity(row), pValue);
                    }
                }
            }
            context.progress().advance(to - from);
        });
    }

    private Set<String> words(int row) {
        Set<String> words = new LinkedHashSet<>();
        for (String word : DistinctRows.fold(datanet.text(row)).split("[^\\p{L}\\p{N}]+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private double coincidence(int row, int original, WordHolders holders, int rows) {
        long[] here = Shingles.words(datanet.text(row));
        long[] there = Shingles.words(datanet.text(original));
        double log = Math.log(rows);
        int j = 0;
        for (long word : here) {
            while (j < there.length && there[j] < word) {
                j++;
            }
            if (j < there.length && there[j] == word) {
                // The original itself holds the word; it must not vouch for its copy.
                double others = Math.max(1, holders.of(word) - 1);
                log += 0.5 * Math.log(Math.min(1, others / rows));
            }
        }
        return Math.max(0, Math.min(1, -Math.expm1(-Math.exp(log))));
    }

    private void report(int row, int original, double similarity, double pValue) {
        Set<String> here = words(row);
        Set<String> there = words(original);
        Set<String> added = new LinkedHashSet<>(here);
        added.removeAll(there);
        Set<String> missing = new LinkedHashSet<>(there);
        missing.removeAll(here);
        findings.row(
                row,
                similarity,
                pValue,
                String.format(
                        Locale.ROOT,
                        "This text shares %.0f percent of its word sequences with the earlier sample %s by %s.",
                        100 * similarity,
                        datanet.sampleId(original),
                        datanet.contributorId(original)),
                new Evidence.Twin(
                        datanet.sampleId(original),
                        "jaccard",
                        similarity,
                        (added.isEmpty() ? "" : "added: " + some(added))
                                + (added.isEmpty() || missing.isEmpty() ? "" : "; ")
                                + (missing.isEmpty() ? "" : "missing: " + some(missing))));
    }

    private static String some(Set<String> words) {
        String joined = String.join(" ", words.stream().limit(12).toList());
        return words.size() > 12 ? joined + " ..." : joined;
    }
}
