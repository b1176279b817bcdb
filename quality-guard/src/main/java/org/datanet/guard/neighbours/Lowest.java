package org.datanet.guard.neighbours;

/**
 * Finds the lowest of up to {@value Tiles#WIDTH} values: of every few of them, a fixed stride apart, the least is taken first, by vector
 * instructions, and groups whose least is too high are passed over.
 */
final class Lowest {
    static final int GROUPS = Tiles.WIDTH / 4;

    private static final int FEWEST = GROUPS / 4;

    private Lowest() {}

    /**
     * The least of the values t, t + {@value #GROUPS}, ... of every group t.
     *
     * @param values {@value Tiles#WIDTH} of them, none NaN
     */
    static void ofGroups(float[] values, float[] lows) {
        for (int t = 0; t < GROUPS; t++) {
            lows[t] = Math.min(
                    Math.min(values[t], values[t + GROUPS]), Math.min(values[t + 2 * GROUPS], values[t + 3 * GROUPS]));
        }
    }

    /**
     * A value that at least k values do not exceed, and few more: the highest of the least of as many larger groups.
     *
     * @param lows of the groups
     * @return infinite where there are fewer groups than k
     */
    static float roof(float[] lows, int k) {
        int larger = FEWEST;
        while (larger < k) {
            larger *= 2;
        }
        if (larger > GROUPS) {
            return Float.POSITIVE_INFINITY;
        }
        float roof = Float.NEGATIVE_INFINITY;
        for (int group = 0; group < larger; group++) {
            float low = lows[group];
            for (int t = group + larger; t < GROUPS; t += larger) {
                low = Math.min(low, lows[t]);
            }
            roof = Math.max(roof, low);
        }
        return roof;
    }

    /** The mean of the least of every group: a fifth of the values or so do not exceed it, likely but not surely. */
    static float mean(float[] lows) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        for (int i = 0; i + 3 < lows.length; i += 4) {
            a += lows[i];
            b += lows[i + 1];
            c += lows[i + 2];
            d += lows[i + 3];
        }
        return (a + b + (c + d)) / lows.length;
    }

    /** Brings the lowest k of the first values to the front (C. A. R. Hoare, 1961), without a branch that would have to be guessed. */
    static void select(float[] values, int count, int k) {
        int low = 0;
        int high = count;
        while (low < k && k < high) {
            float a = values[low];
            float b = values[(low + high) >>> 1];
            float c = values[high - 1];
            float pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
            int below = bring(values, low, high, Math.nextDown(pivot));
            if (k <= below) {
                high = below;
            } else {
                // What equals the pivot is in its place, however often it occurs.
                low = bring(values, below, high, pivot);
            }
        }
    }

    /** Brings what does not exceed a roof to the front (N. Lomuto); gives its end. */
    private static int bring(float[] values, int from, int to, float roof) {
        int end = from;
        for (int i = from; i < to; i++) {
            float value = values[i];
            values[i] = values[end];
            values[end] = value;
            end += value <= roof ? 1 : 0;
        }
        return end;
    }
}
