package org.datanet.guard.near;

import java.util.Locale;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DistinctRows;
import org.datanet.guard.Epochs;
import org.datanet.guard.Findings;
import org.datanet.quality.Evidence;
import org.datanet.quality.InspectionContext;

/**
 * Near-duplicate texts: Jaccard similarity over runs of words, against one earlier text. The p-value says how likely two
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
        int words = words(context);
        double threshold = threshold(context);
        DistinctRows distinct = DistinctRows.of(context);
        boolean[] skip = new boolean[n];
        int[][] halves = new int[n][];
        IntStream.range(0, n).parallel().forEach(row -> {
            skip[row] = !distinct.isFirst(row);
            halves[row] = skip[row] ? new int[0] : Shingles.halves(Shingles.of(datanet.text(row), words));
        });
        SimilarSets similar = new SimilarSets(halves, row -> Shingles.of(datanet.text(row), words), threshold, skip);
        WordHolders holders = new WordHolders(IntStream.range(0, n)
                .filter(row -> similar.twin(row) >= 0)
                .mapToObj(row -> Shingles.words(datanet.text(row))));
        Epochs.forEach(datanet, (from, to) -> {
            if (!holders.isEmpty()) {
                IntStream.range(from, to)
                        .parallel()
                        .filter(row -> similar.twin(row) < 0)
                        .forEach(row -> holders.count(Shingles.words(datanet.text(row))));
            }
            for (int row = from; row < to; row++) {
                scores[row] = skip[row] ? scores[row] : similar.similarity(row);
                int original = similar.twin(row);
                if (original >= 0) {
                    SharedWords both = SharedWords.of(datanet.text(row), datanet.text(original));
                    double pValue = both.pValue(holders::of, to);
                    if (pValue <= context.detectorPolicy().rate()) {
                        report(row, original, similar.similarity(row), pValue, both.difference());
                    }
                }
            }
            context.progress().advance(to - from);
        });
    }

    /** Judges what was found elsewhere. */
    void judge(DistinctRows distinct, Iterable<FoundTwin> twins) {
        for (int row = 0; row < scores.length; row++) {
            scores[row] = distinct.isFirst(row) ? 0 : scores[row];
        }
        for (FoundTwin twin : twins) {
            scores[twin.row()] = twin.similarity();
            if (twin.pValue() <= context.detectorPolicy().rate()) {
                report(twin.row(), twin.original(), twin.similarity(), twin.pValue(), twin.difference());
            }
        }
        context.progress().advance(scores.length);
    }

    /** The options that say what near-duplicate texts are. */
    static int words(InspectionContext context) {
        return Math.max(1, (int) context.option("words", 3));
    }

    /** @throws IllegalArgumentException when the option lies outside (0,1] */
    static double threshold(InspectionContext context) {
        double threshold = context.option("jaccard", 0.8);
        if (!(threshold > 0 && threshold <= 1)) {
            throw new IllegalArgumentException("option jaccard lies in (0,1], not " + threshold);
        }
        return threshold;
    }

    private void report(int row, int original, double similarity, double pValue, String difference) {
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
                new Evidence.Twin(datanet.sampleId(original), "jaccard", similarity, difference));
    }
}
