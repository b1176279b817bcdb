package org.datanet.dl4j;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The gradient of the mean loss on the validation rows, or on one slice of them after the other, averaged over both ends of a
 * stretch of training. Not thread-safe.
 */
final class ValidationGradient {
    private final TrackedNetwork network;
    private final TrackedNetwork shadow;
    private final int rows;
    private final INDArray[][] features;
    private final INDArray[][] labels;
    private INDArray opened;
    private INDArray closed;
    private int slice = -1;
    private double lossClosed;
    private double firstLoss = Double.NaN;
    private boolean closedIsNow;

    ValidationGradient(TrackedNetwork network, InRunGain options) {
        this.network = network;
        shadow = network.shadow();
        rows = options.rows();
        int slices = (rows + options.slice() - 1) / options.slice();
        features = new INDArray[slices][];
        labels = new INDArray[slices][];
        int[] order = IntStream.range(0, rows).toArray();
        if (slices > 1) {
            shuffle(order, new SplittableRandom(options.seed()));
        }
        MultiDataSet all = options.validation();
        if (slices == 1) {
            features[0] = all.getFeatures();
            labels[0] = all.getLabels();
        }
        for (int s = 0; s < slices && slices > 1; s++) {
            int from = (int) ((long) rows * s / slices);
            int to = (int) ((long) rows * (s + 1) / slices);
            int[] chosen = Arrays.copyOfRange(order, from, to);
            features[s] = rows(all.getFeatures(), chosen);
            labels[s] = rows(all.getLabels(), chosen);
        }
        opened =
                Nd4j.zeros(network.parameters().dataType(), network.parameters().length());
        closed =
                Nd4j.zeros(network.parameters().dataType(), network.parameters().length());
    }

    private static void shuffle(int[] order, SplittableRandom random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int row = order[i];
            order[i] = order[j];
            order[j] = row;
        }
    }

    private static INDArray[] rows(INDArray[] arrays, int[] chosen) {
        INDArray[] parts = new INDArray[arrays.length];
        for (int i = 0; i < arrays.length; i++) {
            long[] shape = arrays[i].shape().clone();
            shape[0] = chosen.length;
            INDArray flat = arrays[i].dup('c').reshape('c', arrays[i].size(0), -1);
            parts[i] = Nd4j.pullRows(flat, 1, chosen, 'c').reshape('c', shape);
        }
        return parts;
    }

    /** Begins a stretch at the network's present parameters: where the last one ended, if there was one. */
    void open() {
        if (closedIsNow) {
            INDArray ended = opened;
            opened = closed;
            closed = ended;
        } else {
            slice = (slice + 1) % features.length;
            double loss = take(opened);
            if (Double.isNaN(firstLoss)) {
                firstLoss = features.length == 1 ? loss : whole();
                lossClosed = firstLoss;
            }
        }
        closedIsNow = false;
    }

    /**
     * Ends the stretch at the network's present parameters.
     *
     * @param into gets the mean of the gradients at both ends, each on a slice of its own
     */
    void close(INDArray into) {
        slice = (slice + 1) % features.length;
        lossClosed = take(closed);
        closedIsNow = true;
        opened.addi(closed, into);
    }

    /** How far the mean loss on all validation rows fell from the first opening to the last close. */
    double drop() {
        return features.length == 1 ? firstLoss - lossClosed : firstLoss - whole();
    }

    /** The mean loss on all validation rows at the network's present parameters. */
    private double whole() {
        shadow.parameters().assign(network.parameters());
        double sum = 0;
        for (int s = 0; s < features.length; s++) {
            sum += shadow.loss(features[s], labels[s]) * features[s][0].size(0);
        }
        return sum / rows;
    }

    /** Half the gradient, because two of them make a mean. */
    private double take(INDArray gradient) {
        shadow.parameters().assign(network.parameters());
        return shadow.gradient(features[slice], labels[slice], 0.5, gradient);
    }

    @Override
    public String toString() {
        return features.length == 1
                ? rows + " validation rows"
                : rows + " validation rows in " + features.length + " turns";
    }
}
