package org.datanet.guard.health;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.quality.HealthMeasure;

/**
 * Whether a Datanet still gets what is rare in it. The tail is the rarest classes that hold at most a fifth of the rows before a
 * window, at least one; without labels it is the rows with so many unusual values that a fifth of the first epoch's rows have
 * them. The measure is the upper bound (Wilson 1927, one-sided, 1 %) of the tail's share in the window against its share before, at most 1:
 * what is missing beyond chance. Rows found to be copies, made up or outliers supply nothing.
 */
final class TailCoverage {
    private static final double SHARE = 0.2;
    private static final double Z = 2.326;

    private TailCoverage() {}

    static void add(Datanet datanet, BitSet junk, int[] borders, List<Map<HealthMeasure, Double>> values) {
        boolean labelled = datanet.labels().size() > 1;
        if (values.isEmpty() || (!labelled && datanet.features().isEmpty())) {
            return;
        }
        int[] cells = labelled ? null : unusual(datanet);
        int[] before = new int[labelled ? datanet.labels().size() : 2];
        for (int window = 0; window < values.size(); window++) {
            int[] now = new int[before.length];
            for (int row = borders[window]; row < borders[window + 1]; row++) {
                int cell = cells == null ? datanet.label(row) : cells[row];
                if (cell >= 0 && !junk.get(row)) {
                    now[cell]++;
                }
            }
            boolean[] tail = labelled ? rarest(before) : new boolean[] {false, true};
            double share = share(before, tail);
            int rows = borders[window + 1] - borders[window];
            if (share > 0) {
                values.get(window)
                        .put(
                                HealthMeasure.TAIL_COVERAGE,
                                Math.min(1, upper(share(now, tail) * sum(now), rows) / share));
            }
            for (int cell = 0; cell < before.length; cell++) {
                before[cell] += now[cell];
            }
        }
    }

    /** 1 for rows with more unusual values than a fifth of the first epoch's rows, 0 for the others. */
    private static int[] unusual(Datanet datanet) {
        int[] count = new int[datanet.rows()];
        for (RowMeasure measure : RowMeasure.features(datanet)) {
            byte[] bins = measure.bins();
            int high = measure.highest();
            for (int row = 0; row < count.length; row++) {
                count[row] += high > 1 && (bins[row] == 0 || bins[row] == high) ? 1 : 0;
            }
        }
        int[] first = Arrays.copyOf(count, datanet.firstRow(datanet.epoch(0) + 1));
        Arrays.sort(first);
        int limit = first[Math.min(first.length - 1, (int) (first.length * (1 - SHARE)))];
        return Arrays.stream(count).map(c -> c > limit ? 1 : 0).toArray();
    }

    private static boolean[] rarest(int[] counts) {
        boolean[] tail = new boolean[counts.length];
        double room = SHARE * sum(counts);
        boolean any = false;
        for (int cell : IntStream.range(0, counts.length)
                .filter(cell -> counts[cell] > 0)
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(cell -> counts[cell]).thenComparing(cell -> cell))
                .mapToInt(Integer::intValue)
                .toArray()) {
            room -= counts[cell];
            tail[cell] = room >= 0 || !any;
            any |= tail[cell];
        }
        return tail;
    }

    private static double share(int[] counts, boolean[] tail) {
        double part = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            part += tail[cell] ? counts[cell] : 0;
        }
        return part == 0 ? 0 : part / sum(counts);
    }

    private static double sum(int[] counts) {
        return Arrays.stream(counts).asLongStream().sum();
    }

    private static double upper(double hits, int n) {
        double share = hits / n;
        double z2 = Z * Z / n;
        return (share + z2 / 2 + Math.sqrt(z2 * (share * (1 - share) + z2 / 4))) / (1 + z2);
    }
}
