package org.datanet.guard.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DistinctRows;
import org.datanet.guard.Epochs;
import org.datanet.guard.Findings;
import org.datanet.guard.statistics.RobustNull;
import org.datanet.quality.Evidence;
import org.datanet.quality.InspectionContext;

/**
 * Judges every epoch by models of the reference up to its close: trusted texts, or all that are not declared, against those declared
 * as written by machines. Texts of the reference are scored by models that did not see them. The p-value is the larger one of two:
 * against human texts of the reference, and against most texts of the epoch, because people on another subject write in another
 * style.
 */
final class MachineStyle {
    private static final int LEAST_REFERENCE = 30;
    /** Texts of each side that a model is fitted to at most, evenly spread. */
    private static final int MOST_REFERENCE = 2_000;

    private static final int FOLDS = 5;
    private static final int EVIDENCE = 3;

    private final InspectionContext context;
    private final Datanet datanet;
    private final int machine;
    private final double[] scores;
    private final Findings findings;
    private final int leastWords;
    private final boolean layout;
    private final double ridge;
    private final boolean[] readable;

    MachineStyle(InspectionContext context, String machine, double[] scores, Findings findings) {
        this.context = context;
        this.datanet = context.datanet();
        this.scores = scores;
        this.findings = findings;
        this.machine = IntStream.range(0, datanet.contributors().size())
                .filter(c -> datanet.contributors().get(c).value().equals(machine))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "option machine names contributor \"%s\", who has no samples; name the one whose texts machines wrote"
                                .formatted(machine)));
        leastWords = Math.max(10, (int) context.option("words", 50));
        layout = context.option("layout", 0) > 0;
        ridge = Math.max(1e-6, context.option("ridge", 0.003));
        readable = new boolean[datanet.rows()];
    }

    /** The reference at the close of an epoch. */
    private record Reference(int[] human, int[] machine) {}

    void find() {
        DistinctRows distinct = DistinctRows.of(context);
        IntStream.range(0, readable.length)
                .parallel()
                .forEach(row ->
                        readable[row] = distinct.isFirst(row) && new Words(datanet.text(row)).size() >= leastWords);
        Epochs.forEach(datanet, (from, to) -> {
            Reference reference = reference(to);
            if (reference.human.length >= LEAST_REFERENCE && reference.machine.length >= LEAST_REFERENCE) {
                judge(from, to, reference);
            }
            context.progress().advance(to - from);
        });
    }

    private Reference reference(int to) {
        BitSet trusted = new BitSet();
        BitSet others = new BitSet();
        BitSet machines = new BitSet();
        for (int row = 0; row < to; row++) {
            if (readable[row]) {
                if (datanet.contributor(row) == machine) {
                    machines.set(row);
                } else {
                    others.set(row);
                    trusted.set(row, context.trusted().get(row));
                }
            }
        }
        return new Reference(spread(trusted.cardinality() >= LEAST_REFERENCE ? trusted : others), spread(machines));
    }

    private static int[] spread(BitSet rows) {
        int[] all = rows.stream().toArray();
        int count = Math.min(all.length, MOST_REFERENCE);
        return IntStream.range(0, count)
                .map(i -> all[(int) ((long) i * all.length / count)])
                .toArray();
    }

    private double[][] measures(StyleMeasures style, int[] rows) {
        return Arrays.stream(rows)
                .parallel()
                .mapToObj(row -> style.of(new Words(datanet.text(row))))
                .toArray(double[][]::new);
    }

    private void judge(int from, int to, Reference reference) {
        List<Words> texts = IntStream.concat(Arrays.stream(reference.human), Arrays.stream(reference.machine))
                .parallel()
                .mapToObj(row -> new Words(datanet.text(row)))
                .toList();
        StyleMeasures style = new StyleMeasures(texts, layout);
        double[][] human = texts.subList(0, reference.human.length).parallelStream()
                .map(style::of)
                .toArray(double[][]::new);
        double[][] written = texts.subList(reference.human.length, texts.size()).parallelStream()
                .map(style::of)
                .toArray(double[][]::new);
        StyleModel[] folds = IntStream.range(0, FOLDS)
                .parallel()
                .mapToObj(fold -> StyleModel.fit(without(human, fold), without(written, fold), ridge))
                .toArray(StyleModel[]::new);
        int[] rows = IntStream.range(from, to)
                .filter(row -> readable[row] && datanet.contributor(row) != machine)
                .toArray();
        double[][] own = measures(style, rows);
        double[] humanScores = IntStream.range(0, human.length)
                .mapToDouble(i -> folds[i % FOLDS].score(human[i]))
                .toArray();
        double[] logOdds = IntStream.range(0, rows.length)
                .mapToDouble(i -> {
                    int at = Arrays.binarySearch(reference.human, rows[i]);
                    return at >= 0
                            ? humanScores[at]
                            : Arrays.stream(folds)
                                    .mapToDouble(model -> model.score(own[i]))
                                    .average()
                                    .orElse(0);
                })
                .toArray();
        RobustNull people = RobustNull.upper(humanScores);
        RobustNull bulk = logOdds.length >= LEAST_REFERENCE ? bulk(logOdds, people) : people;
        for (int i = 0; i < rows.length; i++) {
            scores[rows[i]] = logOdds[i];
            double pValue = Math.max(people.pValue(logOdds[i]), bulk.pValue(logOdds[i]));
            if (pValue <= context.detectorPolicy().rate()) {
                report(rows[i], pValue, own[i], folds, style, human);
            }
        }
    }

    /**
     * The style of most texts of an epoch. What lies above the median may be the machines', so the spread is that of the lower half, or
     * of the reference where that is wider.
     */
    private static RobustNull bulk(double[] logOdds, RobustNull people) {
        RobustNull mirrored =
                RobustNull.upper(Arrays.stream(logOdds).map(score -> -score).toArray());
        return new RobustNull(-mirrored.centre(), Math.max(mirrored.spread(), people.spread()));
    }

    private static double[][] without(double[][] rows, int fold) {
        return IntStream.range(0, rows.length)
                .filter(i -> i % FOLDS != fold)
                .mapToObj(i -> rows[i])
                .toArray(double[][]::new);
    }

    private record Habit(String name, double part, double value, double low, double high) {}

    private void report(
            int row, double pValue, double[] measures, StyleModel[] folds, StyleMeasures style, double[][] human) {
        List<Habit> habits = new ArrayList<>();
        for (int m = 0; m < measures.length; m++) {
            int measure = m;
            double part = Arrays.stream(folds)
                    .mapToDouble(model -> model.part(measures, measure))
                    .sum();
            if (part > 0) {
                habits.add(new Habit(style.names().get(m), part, measures[m], 0, 0));
            }
        }
        List<Habit> most = habits.stream()
                .sorted(Comparator.comparingDouble((Habit habit) -> -habit.part))
                .limit(EVIDENCE)
                .map(habit -> {
                    double[] usual = StyleModel.usual(human, style.names().indexOf(habit.name));
                    return new Habit(habit.name, habit.part, habit.value, usual[0], usual[1]);
                })
                .toList();
        StringBuilder said = new StringBuilder();
        for (Habit habit : most) {
            said.append(said.isEmpty() ? "" : "; ")
                    .append(String.format(
                            Locale.ROOT,
                            "%s %s, usually %s to %s",
                            habit.name,
                            shown(habit.value),
                            shown(habit.low),
                            shown(habit.high)));
        }
        findings.row(
                row,
                scores[row],
                pValue,
                "The style of this text is nearer to the texts that machines wrote for this Datanet than to those of people: %s."
                        .formatted(said),
                most.stream()
                        .map(habit -> new Evidence.Deviation(habit.name, habit.value, habit.low, habit.high))
                        .toArray(Evidence[]::new));
    }

    private static String shown(double value) {
        return String.format(
                Locale.ROOT, Math.abs(value) >= 10 ? "%.0f" : Math.abs(value) >= 1 ? "%.1f" : "%.3f", value);
    }
}
