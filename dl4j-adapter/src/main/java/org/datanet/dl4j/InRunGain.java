package org.datanet.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * How to measure, while a network trains, what each row did to the loss on the payer's own validation rows: the gain of a row
 * is the sum over the steps that trained on it of {@code <its gradient, D>}, where {@code D} is the gradient of the validation
 * loss, averaged over both ends of the stretch of steps (the trapezoid rule; in the first steps, which are the largest, with that half way between,
 * by Simpson's) and scaled as the updater scales gradients
 * (learning rate, momentum, Adam's or RMSProp's denominators). Positive gains lowered the validation loss; their sum stands
 * against its true drop, and the difference is published with them. First order only, after "Data Shapley in One Training
 * Run" (Wang, Mittal, Song, Jia 2024), whose ghost dot products need no gradient of a single example.
 *
 * @param validation rows in the form in which the network takes them (normalised alike), never trained on; not changed
 * @param every steps between two gradients of the validation loss, 1 to 10,000; the first steps have shorter stretches
 * @param slice how many validation rows one gradient is taken on, 1 or more: with more rows than that, slices take turns; the residual is
 *     against the loss on all of them
 * @param seed for the order in which validation rows are cut into slices
 * @param rank of the subspace through which large dense layers are multiplied, 0 to 1,024: the error is measured and noted in the receipt; 0
 *     for no subspace and no error
 * @param oneIn of how many steps one is looked at, chosen by chance from the seed and counted so many times over, 1 to 1,000: gains have
 *     the same expectation as with all of them at a fraction of the cost, and a sampling error, which the receipt notes. The first {@code every} steps,
 *     in which the loss falls most, are all looked at
 */
public record InRunGain(MultiDataSet validation, int every, int slice, long seed, int rank, int oneIn) {
    private static final int RANK = 16;

    public InRunGain {
        if (rank < 0 || rank > 1_024) {
            throw new IllegalArgumentException("a subspace has a rank of 0 to 1024, not " + rank);
        }
        if (oneIn < 1 || oneIn > 1_000) {
            throw new IllegalArgumentException("one step in 1 to 1000 is looked at, not in " + oneIn);
        }
        if (every < 1 || every > 10_000) {
            throw new IllegalArgumentException("validation gradients are 1 to 10000 steps apart, not " + every);
        }
        if (slice < 1) {
            throw new IllegalArgumentException("a slice has 1 or more validation rows, not " + slice);
        }
        INDArray[] features = validation.getFeatures();
        INDArray[] labels = validation.getLabels();
        if (features == null || features.length == 0 || labels == null || labels.length == 0) {
            throw new IllegalArgumentException("validation rows need features and labels");
        }
        if (validation.hasMaskArrays()) {
            throw new IllegalArgumentException("gains are not measured on masked validation rows; leave the masks out");
        }
        for (INDArray each : features) {
            if (each.size(0) != features[0].size(0)) {
                throw new IllegalArgumentException("inputs have %d and %d validation rows; they need the same"
                        .formatted(features[0].size(0), each.size(0)));
            }
        }
    }

    /** Gains on these rows: a validation gradient every 20 steps, on slices of up to 256 rows. */
    public static InRunGain on(DataSet validation) {
        return on(((org.nd4j.linalg.dataset.DataSet) validation).toMultiDataSet());
    }

    /** Gains on these rows: a validation gradient every 20 steps, on slices of up to 256 rows. */
    public static InRunGain on(MultiDataSet validation) {
        return new InRunGain(validation, 20, 256, 0, RANK, 1);
    }

    /** The same with another distance of validation gradients. */
    public InRunGain every(int steps) {
        return new InRunGain(validation, steps, slice, seed, rank, oneIn);
    }

    /** The same with other slices. */
    public InRunGain slice(int rows) {
        return new InRunGain(validation, every, rows, seed, rank, oneIn);
    }

    /** The same with another order of validation rows. */
    public InRunGain seed(long value) {
        return new InRunGain(validation, every, slice, value, rank, oneIn);
    }

    /** The same with every product multiplied out, which costs about as much as one more forward pass. */
    public InRunGain exact() {
        return new InRunGain(validation, every, slice, seed, 0, oneIn);
    }

    /** The same looking at one step in so many, chosen by chance and counted so many times over. */
    public InRunGain sampling(int steps) {
        return new InRunGain(validation, every, slice, seed, rank, steps);
    }

    /** Number of validation rows. */
    public int rows() {
        return (int) validation.getFeatures(0).size(0);
    }
}
