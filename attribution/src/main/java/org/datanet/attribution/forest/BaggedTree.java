package org.datanet.attribution.forest;

/**
 * One tree of an ensemble, seen from its training rows.
 *
 * @param leaves number of leaves
 * @param leafOfRow the leaf that each training row falls into, in the bag or not: 0 to leaves - 1
 * @param masses how often each training row stands in the tree's bag, times its weight; 0 for out of bag
 */
public record BaggedTree(int leaves, int[] leafOfRow, double[] masses) {
    public BaggedTree {
        if (leafOfRow.length != masses.length) {
            throw new IllegalArgumentException(
                    "%d rows have leaves, but %d a mass".formatted(leafOfRow.length, masses.length));
        }
        for (int row = 0; row < leafOfRow.length; row++) {
            if (leafOfRow[row] < 0 || leafOfRow[row] >= leaves || !(masses[row] >= 0)) {
                throw new IllegalArgumentException("row %d falls into leaf %d of %d, with mass %s"
                        .formatted(row, leafOfRow[row], leaves, masses[row]));
            }
        }
    }
}
