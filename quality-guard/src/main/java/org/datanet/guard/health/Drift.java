package org.datanet.guard.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.quality.HealthMeasure;
import org.datanet.quality.QualityReport.DriftPoint;
import org.datanet.quality.QualityReport.DriftSeries;

/**
 * How far a window of rows has moved from all rows before it: the largest Kolmogorov-Smirnov distance over the features, properties
 * of the text, the label and its agreement with similar rows, less the distance that chance exceeds once in a hundred windows
 * (two-sample bound by Smirnov 1939, divided over the measures). All rows before are compared, so drift that is slow adds up. For a
 * contributor and for a class, windows are of their own rows and the past is their own.
 */
final class Drift {
    private static final int LEAST = 20;
    private static final int WINDOWS = 10;
    private static final int MOST_SERIES = 50;
    private static final double CHANCE = 0.01;

    private final Datanet datanet;
    private final List<RowMeasure> measures;

    private Drift(Datanet datanet, List<RowMeasure> measures) {
        this.datanet = datanet;
        this.measures = measures;
    }

    static Drift of(Datanet datanet, double[] disagree, Function<Datanet, TextShapes> shapes) {
        return new Drift(datanet, datanet.rows() == 0 ? List.of() : RowMeasure.all(datanet, disagree, shapes));
    }

    /** Rows of one subject after the other, in intake order, cut into windows. */
    private record Grouping(int[] rows, int[] borders, boolean[] first, int[] subject) {}

    /** What differs most in a window, and by how much. */
    private record Moved(double[] drift, int[] by) {}

    /** Adds the drift of the whole Datanet to its windows; the first has none. */
    void add(int[] borders, List<Map<HealthMeasure, Double>> values) {
        boolean[] first = new boolean[borders.length - 1];
        if (first.length < 2 || measures.isEmpty()) {
            return;
        }
        first[0] = true;
        int[] rows = IntStream.range(0, datanet.rows()).toArray();
        Moved moved = moved(new Grouping(rows, borders, first, new int[first.length]), false);
        for (int window = 1; window < first.length; window++) {
            values.get(window).put(HealthMeasure.DRIFT, moved.drift[window]);
        }
    }

    /** Of contributors first, then of classes; at most fifty of each, those that moved most. */
    List<DriftSeries> series() {
        List<DriftSeries> series = new ArrayList<>();
        if (!measures.isEmpty()) {
            series.addAll(series(
                    DriftSeries.Of.CONTRIBUTOR,
                    datanet.contributors().stream().map(id -> id.value()).toList(),
                    datanet::contributor));
            series.addAll(series(DriftSeries.Of.CLASS, datanet.labels(), datanet::label));
        }
        return series;
    }

    private List<DriftSeries> series(DriftSeries.Of of, List<String> names, IntUnaryOperator subjectOf) {
        Grouping grouping = grouping(names.size(), subjectOf);
        Moved moved = moved(grouping, of == DriftSeries.Of.CLASS);
        List<DriftSeries> all = new ArrayList<>();
        List<DriftPoint> points = new ArrayList<>();
        int windows = grouping.subject.length;
        for (int window = 0; window < windows; window++) {
            if (!grouping.first[window]) {
                int from = grouping.borders[window];
                int to = grouping.borders[window + 1];
                double drift = Math.rint(moved.drift[window] * 1e6) / 1e6;
                points.add(new DriftPoint(
                        grouping.rows[from],
                        grouping.rows[to - 1] + 1,
                        to - from,
                        drift,
                        drift > 0 ? measures.get(moved.by[window]).name() : ""));
            }
            if (!points.isEmpty() && (window + 1 == windows || grouping.first[window + 1])) {
                all.add(new DriftSeries(of, names.get(grouping.subject[window]), points));
                points.clear();
            }
        }
        return all.stream()
                .sorted(Comparator.<DriftSeries>comparingDouble(one -> -one.points().stream()
                                .mapToDouble(DriftPoint::drift)
                                .max()
                                .orElse(0))
                        .thenComparing(DriftSeries::name))
                .limit(MOST_SERIES)
                .toList();
    }

    /** Subjects without two windows are left out. */
    private Grouping grouping(int subjects, IntUnaryOperator subjectOf) {
        int[] counts = new int[subjects];
        for (int row = 0; row < datanet.rows(); row++) {
            int subject = subjectOf.applyAsInt(row);
            if (subject >= 0) {
                counts[subject]++;
            }
        }
        int[] next = new int[subjects];
        int total = 0;
        for (int subject = 0; subject < subjects; subject++) {
            next[subject] = counts[subject] < 2 * LEAST ? -1 : total;
            total += counts[subject] < 2 * LEAST ? 0 : counts[subject];
        }
        int[] start = next.clone();
        int[] rows = new int[total];
        for (int row = 0; row < datanet.rows(); row++) {
            int subject = subjectOf.applyAsInt(row);
            if (subject >= 0 && next[subject] >= 0) {
                rows[next[subject]++] = row;
            }
        }
        IntStream.Builder borders = IntStream.builder();
        IntStream.Builder owners = IntStream.builder();
        List<Boolean> first = new ArrayList<>();
        for (int subject = 0; subject < subjects; subject++) {
            int windows = start[subject] < 0 ? 0 : Math.min(WINDOWS, counts[subject] / LEAST);
            for (int window = 0; window < windows; window++) {
                borders.add(start[subject] + (int) ((long) counts[subject] * window / windows));
                owners.add(subject);
                first.add(window == 0);
            }
        }
        borders.add(total);
        boolean[] firsts = new boolean[first.size()];
        for (int window = 0; window < firsts.length; window++) {
            firsts[window] = first.get(window);
        }
        return new Grouping(
                rows, borders.build().toArray(), firsts, owners.build().toArray());
    }

    private Moved moved(Grouping grouping, boolean ofClasses) {
        List<RowMeasure> used =
                measures.stream().filter(one -> !(ofClasses && one.label())).toList();
        double chance = Math.sqrt(StrictMath.log(2 * Math.max(1, used.size()) / CHANCE) / 2);
        List<double[]> each =
                used.parallelStream().map(one -> excess(one, grouping, chance)).toList();
        int windows = grouping.subject.length;
        Moved moved = new Moved(new double[windows], new int[windows]);
        for (int m = 0; m < each.size(); m++) {
            for (int window = 0; window < windows; window++) {
                if (each.get(m)[window] > moved.drift[window]) {
                    moved.drift[window] = each.get(m)[window];
                    moved.by[window] = measures.indexOf(used.get(m));
                }
            }
        }
        return moved;
    }

    private static double[] excess(RowMeasure measure, Grouping grouping, double chance) {
        double[] excess = new double[grouping.subject.length];
        int[] past = new int[measure.highest() + 1];
        int[] now = new int[past.length];
        byte[] bins = measure.bins();
        int before = 0;
        for (int window = 0; window < excess.length; window++) {
            if (grouping.first[window]) {
                Arrays.fill(past, 0);
                before = 0;
            }
            Arrays.fill(now, 0);
            int count = 0;
            for (int i = grouping.borders[window]; i < grouping.borders[window + 1]; i++) {
                int bin = bins[grouping.rows[i]];
                if (bin >= 0) {
                    now[bin]++;
                    count++;
                }
            }
            if (before > 0 && count > 0) {
                double distance = 0;
                double difference = 0;
                for (int bin = 0; bin < past.length; bin++) {
                    difference += past[bin] / (double) before - now[bin] / (double) count;
                    distance = Math.max(distance, Math.abs(difference));
                }
                excess[window] = Math.max(0, distance - chance * Math.sqrt(1.0 / before + 1.0 / count));
            }
            for (int bin = 0; bin < past.length; bin++) {
                past[bin] += now[bin];
            }
            before += count;
        }
        return excess;
    }
}
