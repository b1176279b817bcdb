package org.datanet.attribution.forest;

import java.util.List;

/**
 * Out-of-bag values of training rows (Kwon &amp; Zou, "Data-OOB: Out-of-bag estimate as a simple and efficient data value", ICML
 * 2023, equation 2): the mean, over the members of a bagged ensemble that did not train on the row, of the score with which the
 * member predicts the row's own label. Needs no validation rows. Rows that no member predicts are wrong, atypical or mislabelled.
 */
public final class DataOob {
    private DataOob() {}

    /** How well one member of the ensemble predicts a training row. */
    @FunctionalInterface
    public interface MemberScore {
        /**
         * @param member 0 to members - 1
         * @param row of the training rows
         * @return higher is better; 1 or 0 for a class that is right or wrong, minus the squared error for a number
         */
        double score(int member, int row);
    }

    /**
     * The value of every row.
     *
     * @param multiplicities one array a member: how often each row stands in its bag
     * @param score asked only for members that did not train on the row
     * @return one a row; NaN for a row that stands in every bag
     */
    public static double[] values(List<int[]> multiplicities, MemberScore score) {
        if (multiplicities.isEmpty()) {
            throw new IllegalArgumentException("out-of-bag values need at least one member");
        }
        int rows = multiplicities.get(0).length;
        double[] sums = new double[rows];
        int[] counts = new int[rows];
        for (int member = 0; member < multiplicities.size(); member++) {
            int[] bag = multiplicities.get(member);
            if (bag.length != rows) {
                throw new IllegalArgumentException("one bag knows %d rows, another %d".formatted(rows, bag.length));
            }
            for (int row = 0; row < rows; row++) {
                if (bag[row] == 0) {
                    sums[row] += score.score(member, row);
                    counts[row]++;
                }
            }
        }
        for (int row = 0; row < rows; row++) {
            sums[row] = counts[row] == 0 ? Double.NaN : sums[row] / counts[row];
        }
        return sums;
    }
}
