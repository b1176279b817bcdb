package org.datanet.attribution.gain;

import java.util.Arrays;

/**
 * Where a score stands among the scores of trusted rows, in (0, 1). If a row is drawn like those, its rank is uniform whatever the
 * score measures (Vovk, Gammerman and Shafer 2005), at every size of the pool: so a fixed cut costs honest people the same share of
 * their rows in every epoch. Immutable and thread-safe.
 */
final class ConformalRank {
    private final double[] sorted;

    /** @param scores of the trusted rows, none of them NaN; copied */
    ConformalRank(double[] scores) {
        sorted = scores.clone();
        Arrays.sort(sorted);
    }

    /** Mid-rank: {@code (#below + #not above + 1) / (2 (h + 1))}. */
    double of(double score) {
        return (below(score, false) + below(score, true) + 1) / (2.0 * (sorted.length + 1));
    }

    private int below(double score, boolean equalToo) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < score || equalToo && sorted[middle] == score) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** 0 up to {@code low}, 1 from {@code high} on, and a straight line between. */
    static double ramp(double rank, double low, double high) {
        return Math.max(0, Math.min(1, (rank - low) / (high - low)));
    }
}
