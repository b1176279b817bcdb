package org.datanet.attribution.recording;

import java.util.Arrays;
import org.datanet.usage.UsageTable;
import org.jspecify.annotations.Nullable;

/**
 * Exposures and gains by row, in pages that exist only where rows were touched. Gains are summed in fixed point, so that a sum
 * does not depend on the order in which threads bring its parts. Not thread-safe.
 */
final class UsageColumns {
    /** Gains beyond this many units of loss, either way, are not measurements. */
    static final double LARGEST_GAIN = 4_096;

    private static final int PAGE_BITS = 10;
    private static final int PAGE = 1 << PAGE_BITS;
    /** Gains are kept in units of 2^-50 of loss: a million parts of a sum lose less than the receipt's unit of 1e-9. */
    private static final int FRACTION_BITS = 50;

    private final int rows;
    private final long[] @Nullable [] exposures;
    private final long[] @Nullable [] gains;

    UsageColumns(int rows) {
        this.rows = rows;
        int pages = (rows + PAGE - 1) >> PAGE_BITS;
        exposures = new long[pages][];
        gains = new long[pages][];
    }

    boolean has(int row) {
        return row >= 0 && row < rows;
    }

    /** @return false when the count no longer fits 63 bits; it then stays at the largest */
    boolean expose(int row, long times) {
        long[] page = page(exposures, row);
        int at = row & (PAGE - 1);
        long sum = page[at] + times;
        page[at] = sum < 0 ? Long.MAX_VALUE : sum;
        return sum >= 0;
    }

    /**
     * @param gain finite, at most {@link #LARGEST_GAIN} either way
     * @return false when the sum leaves the range that can be kept; it is then left as it was
     */
    boolean gain(int row, double gain) {
        long[] page = page(gains, row);
        int at = row & (PAGE - 1);
        long part = (long) Math.rint(gain * (1L << FRACTION_BITS));
        long sum = page[at] + part;
        if (((page[at] ^ sum) & (part ^ sum)) < 0) {
            return false;
        }
        page[at] = sum;
        return true;
    }

    private static long[] page(long[] @Nullable [] pages, int row) {
        long[] page = pages[row >> PAGE_BITS];
        if (page == null) {
            page = new long[PAGE];
            pages[row >> PAGE_BITS] = page;
        }
        return page;
    }

    /** The rows that have an exposure or a gain, in ascending order. */
    UsageTable table() {
        int[] row = new int[PAGE];
        long[] exposure = new long[PAGE];
        long[] gain = new long[PAGE];
        int size = 0;
        for (int p = 0; p < exposures.length; p++) {
            long[] e = exposures[p];
            long[] g = gains[p];
            if (e == null && g == null) {
                continue;
            }
            for (int i = 0; i < PAGE; i++) {
                long count = e == null ? 0 : e[i];
                long sum = g == null ? 0 : g[i];
                if (count == 0 && sum == 0) {
                    continue;
                }
                if (size == row.length) {
                    int larger = size + (size >> 1);
                    row = Arrays.copyOf(row, larger);
                    exposure = Arrays.copyOf(exposure, larger);
                    gain = Arrays.copyOf(gain, larger);
                }
                row[size] = (p << PAGE_BITS) + i;
                exposure[size] = count;
                gain[size] = nano(sum);
                size++;
            }
        }
        return new UsageTable(Arrays.copyOf(row, size), Arrays.copyOf(exposure, size), Arrays.copyOf(gain, size));
    }

    /** From units of 2^-50 to units of 1e-9, rounded to the nearest, halves up: the 128-bit product, shifted. */
    static long nano(long fixed) {
        long low = fixed * 1_000_000_000L;
        long high = Math.multiplyHigh(fixed, 1_000_000_000L);
        long rounded = low + (1L << (FRACTION_BITS - 1));
        if (Long.compareUnsigned(rounded, low) < 0) {
            high++;
        }
        return high << (Long.SIZE - FRACTION_BITS) | rounded >>> FRACTION_BITS;
    }
}
