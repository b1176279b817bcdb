package org.datanet.guard.neighbours;

import java.util.Arrays;

/** Finds the lowest of some values: what cannot be among them is passed over first, without a branch that would have to be guessed. */
final class Lowest {
    /** Every so many values one is looked at to say how low the lowest are. */
    private static final int STEP = 16;

    private Lowest() {}

    /** A value that is likely not below the lowest k of the first values; often infinite where they are few. */
    static float roof(float[] values, int count, int k) {
        float[] some = new float[(count + STEP - 1) / STEP];
        for (int i = 0; i < some.length; i++) {
            some[i] = values[i * STEP];
        }
        Arrays.sort(some);
        int place = 2 + 3 * k / (2 * STEP);
        return place < some.length ? some[place] : Float.POSITIVE_INFINITY;
    }

    /**
     * Where the values are that do not exceed a roof, in ascending order.
     *
     * @param places room for one more than there are values
     * @return how many
     */
    static int upTo(float roof, float[] values, int count, int[] places) {
        int size = 0;
        for (int i = 0; i < count; i++) {
            places[size] = i;
            size += values[i] <= roof ? 1 : 0;
        }
        return size;
    }

    /** Brings the lowest k of the first values to the front (C. A. R. Hoare, 1961). */
    static void select(float[] values, int count, int k) {
        int low = 0;
        int high = count - 1;
        while (low < high && k > low && k <= high) {
            float a = values[low];
            float b = values[(low + high) >>> 1];
            float c = values[high];
            float pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    float swap = values[i];
                    values[i++] = values[j];
                    values[j--] = swap;
                }
            }
            if (k - 1 <= j) {
                high = j;
            } else if (k - 1 >= i) {
                low = i;
            } else {
                return;
            }
        }
    }
}
