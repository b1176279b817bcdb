package org.datanet.guard.exact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.guard.DistinctRows;

/**
 * How likely honest people bring one and the same row by chance: the expected number of earlier rows that would agree with it if
 * values, or words, were drawn as the other rows have them. The group of equal rows itself does not count, so that copies do not
 * vouch for each other.
 */
final class Coincidence {
    private final Datanet datanet;
    private final DistinctRows distinct;
    private final int rows;
    private final Map<Integer, Integer> groupSizes = new HashMap<>();
    private final List<double[]> columns = new ArrayList<>();
    private final Map<String, Integer> words = new HashMap<>();
    private long totalWords;

    Coincidence(Datanet datanet, DistinctRows distinct, int rows) {
        this.datanet = datanet;
        this.distinct = distinct;
        this.rows = rows;
        for (int row = 0; row < rows; row++) {
            groupSizes.merge(distinct.first(row), 1, Integer::sum);
        }
        FeatureMatrix features = datanet.features().orElse(null);
        if (features != null) {
            for (int c = 0; c < features.columns(); c++) {
                double[] column = new double[rows];
                for (int row = 0; row < rows; row++) {
                    column[row] = features.get(row, c) + 0.0;
                }
                Arrays.sort(column);
                columns.add(column);
            }
        }
        if (datanet.hasText()) {
            for (int row = 0; row < rows; row++) {
                if (distinct.isFirst(row)) {
                    for (String word : WordChances.words(datanet.text(row))) {
                        words.merge(word, 1, Integer::sum);
                        totalWords++;
                    }
                }
            }
        }
    }

    /** Chance that some earlier row equals this one, though nobody copied. */
    double pValue(int row) {
        int group = groupSizes.getOrDefault(distinct.first(row), 1);
        double log = Math.log(rows);
        FeatureMatrix features = datanet.features().orElse(null);
        if (features != null) {
            for (int c = 0; c < columns.size(); c++) {
                int others = count(columns.get(c), features.get(row, c) + 0.0) - group;
                log += Math.log((others + 1.0) / (rows - group + 2.0));
            }
        }
        if (datanet.hasText()) {
            log = WordChances.add(log, datanet.text(row), word -> words.getOrDefault(word, 0), totalWords);
        }
        if (features == null && !datanet.hasText()) {
            return 0;
        }
        return WordChances.pValue(log);
    }

    private static int count(double[] ascending, double value) {
        return bound(ascending, value, true) - bound(ascending, value, false);
    }

    private static int bound(double[] ascending, double value, boolean after) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] < value || after && ascending[middle] == value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
