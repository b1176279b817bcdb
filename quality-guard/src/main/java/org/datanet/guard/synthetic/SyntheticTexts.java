package org.datanet.guard.synthetic;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DistinctRows;
import org.datanet.guard.Epochs;
import org.datanet.guard.Findings;
import org.datanet.guard.statistics.RobustNull;
import org.datanet.guard.statistics.Tail;
import org.datanet.quality.Evidence;
import org.datanet.quality.InspectionContext;

/**
 * Two tests on texts: how surprising the letters are to a model of letter pairs of the Datanet's own texts, which random keys fail,
 * and how much of a text repeats its own word triples, which padding fails. Texts of fewer than {@value LetterPairs#LEAST_LETTERS} letters
 * are not judged.
 */
final class SyntheticTexts {
    private static final int LEAST_TEXTS = 30;

    private final InspectionContext context;
    private final Datanet datanet;
    private final double[] scores;
    private final Findings findings;

    SyntheticTexts(InspectionContext context, double[] scores, Findings findings) {
        this.context = context;
        this.datanet = context.datanet();
        this.scores = scores;
        this.findings = findings;
    }

    void find() {
        DistinctRows distinct = DistinctRows.of(context);
        LetterPairs pairs = new LetterPairs();
        double[] surprise = new double[datanet.rows()];
        double[] repetition = new double[datanet.rows()];
        judge(new TextMeasures() {
            @Override
            public double[] surprise(int from, int to) {
                for (int row = from; row < to; row++) {
                    if (distinct.isFirst(row)) {
                        pairs.add(datanet.text(row));
                    }
                }
                IntStream.range(0, to).parallel().forEach(row -> surprise[row] = pairs.surprise(datanet.text(row)));
                return Arrays.copyOf(surprise, to);
            }

            @Override
            public double[] repetition(int from, int to) {
                IntStream.range(from, to)
                        .parallel()
                        .forEach(row -> repetition[row] =
                                WordTriples.of(datanet.text(row)).repetition());
                return Arrays.copyOf(repetition, to);
            }

            @Override
            public int length(int row) {
                return datanet.text(row).length();
            }

            @Override
            public Evidence.Phrase phrase(int row) {
                return WordTriples.of(datanet.text(row)).most();
            }
        });
    }

    void judge(TextMeasures measures) {
        Epochs.forEach(datanet, (from, to) -> {
            judge(from, to, measures.surprise(from, to), measures.repetition(from, to), measures);
            context.progress().advance(to - from);
        });
    }

    private void judge(int from, int to, double[] surprise, double[] repetition, TextMeasures measures) {
        if (Arrays.stream(surprise).filter(s -> !Double.isNaN(s)).count() < LEAST_TEXTS) {
            return;
        }
        RobustNull letters = RobustNull.upper(surprise);
        // A text may repeat itself a little whatever the others do.
        RobustNull usual = RobustNull.upper(repetition);
        RobustNull repeats = new RobustNull(usual.centre(), Math.max(0.1, usual.spread()));
        for (int row = from; row < to; row++) {
            if (Double.isNaN(surprise[row])) {
                continue;
            }
            // Short texts vary more: the spread grows as their length shrinks below a hundred letters.
            double damp = Math.min(1, Math.sqrt(measures.length(row) / 100.0));
            double byLetters = Tail.normalAbove(letters.z(surprise[row]) * damp);
            double byRepeats = repeats.pValue(repetition[row]);
            double least = Math.min(byLetters, byRepeats);
            scores[row] = -Math.log10(Math.max(1e-300, least));
            double pValue = Tail.anyOf(least, 2);
            if (pValue <= context.detectorPolicy().rate()) {
                if (byLetters <= byRepeats) {
                    findings.row(
                            row,
                            scores[row],
                            pValue,
                            "The sequence of letters in this text is unlike the language of the other texts.",
                            new Evidence.Measure("bits-per-letter", surprise[row]),
                            new Evidence.Measure("usual-bits-per-letter", letters.centre()));
                } else {
                    findings.row(
                            row,
                            scores[row],
                            pValue,
                            String.format(
                                    Locale.ROOT,
                                    "%.0f percent of the word sequences in this text repeat one another.",
                                    100 * repetition[row]),
                            measures.phrase(row));
                }
            }
        }
    }
}
