package org.datanet.attribution.audit;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.datanet.progress.Progress;

/**
 * The truth that attribution is measured against: outcomes of models that were trained on random subsets of the rows, each subset
 * twice with independent seeds. The twins say how much of the outcomes is the subset's doing and how much the seed's.
 *
 * @param subsets which rows each subset holds, ascending
 * @param first outcomes of the first training on each subset: subsets x queries
 * @param second outcomes of the second; for a training without chance the same
 */
public record SubsetRetrainings(int[][] subsets, double[][] first, double[][] second) {
    public SubsetRetrainings {
        if (subsets.length < 2 || first.length != subsets.length || second.length != subsets.length) {
            throw new IllegalArgumentException(
                    "an audit needs at least 2 subsets with two trainings each, not %d with %d and %d"
                            .formatted(subsets.length, first.length, second.length));
        }
    }

    /** How the seeds of the trainings relate to the seed of the model that was attributed. */
    public enum Seeds {
        /** The first training of every subset has the model's own seed: the subset is all that differs from the model's run. */
        SAME_RUN,
        /** Every training has a seed of its own: what the method says of the rows must hold for any run. */
        FRESH
    }

    /**
     * Trains on random subsets.
     *
     * @param rows number of rows in all
     * @param share of the rows in a subset, more than 0 and less than 1
     * @param count number of subsets, at least 2; twice as many trainings
     * @param modelSeed seed of the model that is attributed
     * @param seed of the subsets and the fresh seeds
     */
    public static SubsetRetrainings run(
            int rows,
            double share,
            int count,
            Retraining retraining,
            Seeds seeds,
            long modelSeed,
            long seed,
            Progress progress) {
        int size = (int) Math.round(rows * share);
        if (!(share > 0 && share < 1) || size < 1 || size >= rows) {
            throw new IllegalArgumentException("a subset holds some of the %d rows and not all, a share of %s holds %d"
                    .formatted(rows, share, size));
        }
        SplittableRandom random = new SplittableRandom(seed);
        int[][] subsets = new int[count][];
        double[][] first = new double[count][];
        double[][] second = new double[count][];
        progress.stage("retraining", 2L * count);
        for (int i = 0; i < count; i++) {
            subsets[i] = draw(rows, size, random);
            long own = random.nextLong();
            long other = random.nextLong();
            first[i] = retraining.outcomes(subsets[i], seeds == Seeds.SAME_RUN ? modelSeed : own);
            progress.advance(1);
            second[i] = retraining.outcomes(subsets[i], other);
            progress.advance(1);
        }
        return new SubsetRetrainings(subsets, first, second);
    }

    private static int[] draw(int rows, int size, SplittableRandom random) {
        int[] order = new int[rows];
        for (int i = 0; i < rows; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        int[] subset = Arrays.copyOf(order, size);
        Arrays.sort(subset);
        return subset;
    }

    /** The same with the mean of both trainings as the outcome, which is less noisy than either; it has no twin of its own. */
    public SubsetRetrainings averaged() {
        double[][] mean = new double[first.length][];
        for (int subset = 0; subset < mean.length; subset++) {
            mean[subset] = new double[first[subset].length];
            for (int query = 0; query < mean[subset].length; query++) {
                mean[subset][query] = (first[subset][query] + second[subset][query]) / 2;
            }
        }
        return new SubsetRetrainings(subsets, mean, mean);
    }

    /** Number of queries. */
    public int queries() {
        return first[0].length;
    }
}
