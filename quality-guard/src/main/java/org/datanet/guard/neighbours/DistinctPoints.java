package org.datanet.guard.neighbours;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The distinct points of a matrix, numbered in the order of their first rows, and the rows that hold each. Without them 100,000
 * equal rows would all be each other's candidates.
 */
final class DistinctPoints {
    private final int[] point;
    private final int[] starts;
    private final int[] members;
    private final float[] matrix;

    /** Finds the distinct rows of the first {@code n} of a matrix; 0 equals -0. */
    DistinctPoints(float[] points, int d, int n) {
        int[] hashes = new int[n];
        IntStream.range(0, n).parallel().forEach(row -> {
            int hash = 1;
            for (int c = 0; c < d; c++) {
                hash = 31 * hash + Float.floatToIntBits(points[row * d + c] + 0f);
            }
            hash *= 0x9E3779B9;
            hashes[row] = hash ^ hash >>> 15;
        });
        int mask = Integer.highestOneBit(Math.max(8, n)) * 4 - 1;
        int[] table = new int[mask + 1];
        Arrays.fill(table, -1);
        point = new int[n];
        int[] first = new int[n];
        int count = 0;
        for (int row = 0; row < n; row++) {
            int slot = hashes[row] & mask;
            while (table[slot] >= 0
                    && !(hashes[first[table[slot]]] == hashes[row] && equal(points, d, first[table[slot]], row))) {
                slot = (slot + 1) & mask;
            }
            if (table[slot] < 0) {
                first[count] = row;
                table[slot] = count++;
            }
            point[row] = table[slot];
        }
        starts = new int[count + 1];
        for (int row = 0; row < n; row++) {
            starts[point[row] + 1]++;
        }
        for (int p = 0; p < count; p++) {
            starts[p + 1] += starts[p];
        }
        int[] next = starts.clone();
        members = new int[n];
        for (int row = 0; row < n; row++) {
            members[next[point[row]]++] = row;
        }
        if (count == n) {
            matrix = points;
        } else {
            matrix = new float[count * d];
            for (int p = 0; p < count; p++) {
                System.arraycopy(points, first[p] * d, matrix, p * d, d);
            }
        }
    }

    private static boolean equal(float[] points, int d, int a, int b) {
        for (int c = 0; c < d; c++) {
            if (points[a * d + c] != points[b * d + c]) {
                return false;
            }
        }
        return true;
    }

    int count() {
        return starts.length - 1;
    }

    /** The points themselves, row-major. */
    float[] matrix() {
        return matrix;
    }

    int point(int row) {
        return point[row];
    }

    /** How many rows hold the point. */
    int copies(int p) {
        return starts[p + 1] - starts[p];
    }

    /** The i-th row that holds the point; they ascend. */
    int member(int p, int i) {
        return members[starts[p] + i];
    }

    /** How many points have their first row before the given one. */
    int before(int row) {
        int low = 0;
        int high = count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (member(middle, 0) < row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
