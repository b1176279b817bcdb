package org.datanet.guard.statistics;

import java.util.Arrays;

/** Order statistics of a sample, ignoring {@code NaN}. */
public final class Quantiles {
    private final double[] ascending;

    /** @param values copied; {@code NaN} entries are left out */
    public Quantiles(double[] values) {
        double[] sorted = values.clone();
        // NaN comes last.
        Arrays.sort(sorted);
        int size = sorted.length;
        while (size > 0 && Double.isNaN(sorted[size - 1])) {
            size--;
        }
        ascending = size == sorted.length ? sorted : Arrays.copyOf(sorted, size);
    }

    /** Number of values that count. */
    public int size() {
        return ascending.length;
    }

    /** The quantile with linear interpolation between order statistics; {@code NaN} of an empty sample. */
    public double at(double share) {
        if (ascending.length == 0) {
            return Double.NaN;
        }
        double place = share * (ascending.length - 1);
        int low = (int) place;
        int high = Math.min(low + 1, ascending.length - 1);
        return ascending[low] + (place - low) * (ascending[high] - ascending[low]);
    }

    /** The median; {@code NaN} of an empty sample. */
    public double median() {
        return at(0.5);
    }

    /** Number of values at or above the given one. */
    public int countAtLeast(double value) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return ascending.length - low;
    }
}
