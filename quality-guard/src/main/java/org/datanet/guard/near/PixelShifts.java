package org.datanet.guard.near;

import java.util.ArrayList;
import java.util.List;
import org.datanet.contribution.FeatureMatrix;

/**
 * Moves rows that are square pictures by whole pixels, what leaves one side being lost and what enters the other being empty. A
 * copy moved by one pixel is far from its original in every plain distance.
 *
 * @param side pixels in a line
 */
record PixelShifts(int side) {
    /** The eight moves to a neighbouring pixel. */
    static final List<int[]> MOVES = moves();

    private static List<int[]> moves() {
        List<int[]> moves = new ArrayList<>();
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                if (dx != 0 || dy != 0) {
                    moves.add(new int[] {dx, dy});
                }
            }
        }
        return List.copyOf(moves);
    }

    /** The side of the picture that so many pixels make, or 0 if they make no square of at least 4 by 4. */
    static int sideOf(int columns) {
        int side = (int) Math.round(Math.sqrt(columns));
        return side >= 4 && side * side == columns ? side : 0;
    }

    /** The rows {@code [from, to)} moved, numbered from 0. */
    FeatureMatrix moved(FeatureMatrix features, int from, int to, int[] move) {
        int d = features.columns();
        double[] values = new double[Math.multiplyExact(to - from, d)];
        double[] source = features.values();
        for (int row = from; row < to; row++) {
            for (int y = 0; y < side; y++) {
                int fromY = y - move[1];
                for (int x = 0; x < side; x++) {
                    int fromX = x - move[0];
                    if (fromY >= 0 && fromY < side && fromX >= 0 && fromX < side) {
                        values[(row - from) * d + y * side + x] = source[row * d + fromY * side + fromX];
                    }
                }
            }
        }
        return new FeatureMatrix(features.names(), to - from, values);
    }
}
