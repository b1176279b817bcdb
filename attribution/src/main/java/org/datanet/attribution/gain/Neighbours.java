package org.datanet.attribution.gain;

import java.util.Arrays;
import java.util.List;
import org.datanet.progress.Crew;

/**
 * The k nearest points of one set for every point of another, nearest first, exactly. Of points equally near the one of lower
 * index is nearer: with points in the order of their payload digests nobody chooses who wins a tie.
 *
 * @param k neighbours a point
 * @param indices {@code n x k}; -1 where there are fewer than k
 * @param squared squared distances, {@code n x k}; positive infinity where there are fewer than k
 */
record Neighbours(int k, int[] indices, double[] squared) {
    private static final int QUERIES = 32;

    /** The k nearest of {@code among} to each of {@code points}. */
    static Neighbours of(Points points, Points among, int k) {
        return search(points, among, k, false);
    }

    /** The k nearest others to each point of the set itself: leave one out. */
    static Neighbours leaveOneOut(Points points, int k) {
        return search(points, points, k, true);
    }

    private static Neighbours search(Points points, Points among, int k, boolean others) {
        Crew crew = among.crew();
        return crew != null && !others && (double) points.size() * among.size() >= crew.least()
                ? CarriedSearch.of(points, among, k, crew)
                : searched(points, among, k, others);
    }

    /** The nearest found in parts of a set, in the order of the parts. */
    static Neighbours merged(int n, int k, List<Neighbours> parts) {
        int[] indices = new int[n * k];
        double[] squared = new double[n * k];
        Arrays.fill(indices, -1);
        Arrays.fill(squared, Double.POSITIVE_INFINITY);
        for (Neighbours part : parts) {
            for (int i = 0; i < n; i++) {
                for (int j = i * k; j < (i + 1) * k && part.squared[j] < squared[i * k + k - 1]; j++) {
                    insert(indices, squared, i * k, k, part.indices[j], part.squared[j]);
                }
            }
        }
        return new Neighbours(k, indices, squared);
    }

    static Neighbours searched(Points points, Points among, int k, boolean others) {
        int n = points.size();
        int[] indices = new int[n * k];
        double[] squared = new double[n * k];
        Arrays.fill(indices, -1);
        Arrays.fill(squared, Double.POSITIVE_INFINITY);
        Chunks.forEach(n, QUERIES, (from, to) -> {
            double[] out = new double[Points.BLOCK];
            for (int block = 0; block < among.blocks(); block++) {
                int size = among.blockSize(block);
                int first = block * Points.BLOCK;
                for (int i = from; i < to; i++) {
                    among.squaredDistances(points, i, block, out);
                    double worst = squared[i * k + k - 1];
                    for (int b = 0; b < size; b++) {
                        if (out[b] < worst && !(others && first + b == i)) {
                            insert(indices, squared, i * k, k, first + b, out[b]);
                            worst = squared[i * k + k - 1];
                        }
                    }
                }
            }
        });
        return new Neighbours(k, indices, squared);
    }

    private static void insert(int[] indices, double[] squared, int at, int k, int index, double distance) {
        int slot = at + k - 1;
        while (slot > at && squared[slot - 1] > distance) {
            squared[slot] = squared[slot - 1];
            indices[slot] = indices[slot - 1];
            slot--;
        }
        squared[slot] = distance;
        indices[slot] = index;
    }

    /** Squared distance of a point to its nearest. */
    double nearest(int point) {
        return squared[point * k];
    }

    /** Number of points whose neighbours these are. */
    int size() {
        return indices.length / k;
    }

    /** The nearest of a point, -1 for none. */
    int index(int point) {
        return indices[point * k];
    }

    /** Mean squared distance of a point to its {@code count} nearest, or to as many as there are; 0 for none. */
    double mean(int point, int count) {
        return meanWithout(point, -1, count);
    }

    /** The same without one of them. */
    double meanWithout(int point, int left, int count) {
        double sum = 0;
        int seen = 0;
        for (int j = point * k; j < (point + 1) * k && seen < count && indices[j] >= 0; j++) {
            if (indices[j] != left) {
                sum += squared[j];
                seen++;
            }
        }
        return seen == 0 ? 0 : sum / seen;
    }

    /**
     * The nearest of each point that are not hidden from it.
     *
     * @param hidden {@code n x 2} indices, -1 for none
     * @param count how many to keep, at most k - 2
     */
    Neighbours without(int[] hidden, int count) {
        int n = size();
        int[] keptIndices = new int[n * count];
        double[] keptSquared = new double[n * count];
        Arrays.fill(keptIndices, -1);
        Arrays.fill(keptSquared, Double.POSITIVE_INFINITY);
        for (int i = 0; i < n; i++) {
            int slot = i * count;
            for (int j = i * k; j < (i + 1) * k && slot < (i + 1) * count; j++) {
                if (indices[j] >= 0 && indices[j] != hidden[2 * i] && indices[j] != hidden[2 * i + 1]) {
                    keptIndices[slot] = indices[j];
                    keptSquared[slot++] = squared[j];
                }
            }
        }
        return new Neighbours(count, keptIndices, keptSquared);
    }

    /** Squared distances to the nearest, one a point. */
    double[] nearest() {
        double[] nearest = new double[squared.length / k];
        for (int i = 0; i < nearest.length; i++) {
            nearest[i] = squared[i * k];
        }
        return nearest;
    }
}
