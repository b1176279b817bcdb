package org.datanet.dl4j;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The gradient of the mean loss on the validation rows, or on one slice of them after the other, averaged along a
 * stretch of training. Slices have equal shares of every label. Not thread-safe.
 */
final class ValidationGradient {
    private final TrackedNetwork network;
    private final @Nullable DensePass dense;
    /** Where there is no faster pass. */
    private final @Nullable TrackedNetwork shadow;

    private final int rows;
    private final INDArray[][] features;
    private final INDArray[][] labels;
    private INDArray opened;
    private INDArray closed;
    private int slice = -1;
    private double lossClosed;
    private double firstLoss = Double.NaN;
    private boolean closedIsNow;
    private boolean middled;
    private @Nullable INDArray start;

    ValidationGradient(TrackedNetwork network, InRunGain options) {
        this.network = network;
        dense = DensePass.of(network);
        shadow = dense == null ? network.shadow() : null;
        rows = options.rows();
        int slices = (rows + options.slice() - 1) / options.slice();
        features = new INDArray[slices][];
        labels = new INDArray[slices][];
        MultiDataSet all = options.validation();
        if (slices == 1) {
            features[0] = all.getFeatures();
            labels[0] = all.getLabels();
        }
        int[] order = slices == 1 ? new int[0] : byLabel(all.getLabels(0), new SplittableRandom(options.seed()));
        for (int s = 0; s < slices && slices > 1; s++) {
            int first = s;
            int[] chosen = IntStream.range(0, (rows - s + slices - 1) / slices)
                    .map(i -> order[first + i * slices])
                    .toArray();
            features[s] = rows(all.getFeatures(), chosen);
            labels[s] = rows(all.getLabels(), chosen);
        }
        opened =
                Nd4j.zeros(network.parameters().dataType(), network.parameters().length());
        closed =
                Nd4j.zeros(network.parameters().dataType(), network.parameters().length());
    }

    /** Rows in an order in which those of one label stand together, by chance among themselves: every so manieth has its share of all. */
    private static int[] byLabel(INDArray labels, SplittableRandom random) {
        int rows = (int) labels.size(0);
        int[] order = IntStream.range(0, rows).toArray();
        shuffle(order, random);
        INDArray flat = labels.dup('c').reshape('c', rows, -1);
        double[] keys = (flat.size(1) == 1 ? flat : flat.argMax(1).castTo(DataType.DOUBLE))
                .reshape(rows)
                .toDoubleVector();
        return Arrays.stream(order)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> keys[row]))
                .mapToInt(Integer::intValue)
                .toArray();
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

    /**
     * Begins a stretch at the network's present parameters: where the last one ended, if there was one.
     *
     * @param early whether a gradient half way counts, too
     */
    void open(boolean early) {
        if (closedIsNow) {
            INDArray ended = opened;
            opened = closed;
            closed = ended;
        } else {
            double loss = take(network.parameters(), 1, opened);
            if (Double.isNaN(firstLoss)) {
                firstLoss = features.length == 1 ? loss : whole();
                lossClosed = firstLoss;
            }
        }
        closedIsNow = false;
        middled = early;
        if (early) {
            start = start == null ? network.parameters().dup() : start.assign(network.parameters());
        }
    }

    /**
     * Ends the stretch at the network's present parameters.
     *
     * @param into gets the mean of the gradients along it, each on a slice of its own: of those at both ends by the trapezoid rule, in early
     *     stretches with that half way by Simpson's
     */
    void close(INDArray into) {
        INDArray from = start;
        if (middled && from != null) {
            take(from.addi(network.parameters()).muli(0.5), 4, into);
        }
        lossClosed = take(network.parameters(), 1, closed);
        closedIsNow = true;
        if (middled && from != null) {
            into.addi(opened).addi(closed).divi(6);
        } else {
            opened.addi(closed, into).muli(0.5);
        }
    }

    /** How far the mean loss on all validation rows fell from the first opening to the last close. */
    double drop() {
        return features.length == 1 ? firstLoss - lossClosed : firstLoss - whole();
    }

    /** The mean loss on all validation rows at the network's present parameters. */
    private double whole() {
        double sum = 0;
        for (int s = 0; s < features.length; s++) {
            sum += loss(features[s], labels[s]) * features[s][0].size(0);
        }
        return sum / rows;
    }

    private double loss(INDArray[] of, INDArray[] with) {
        if (dense != null) {
            return dense.loss(network.parameters(), of[0], with[0]);
        }
        TrackedNetwork own = Objects.requireNonNull(shadow);
        own.parameters().assign(network.parameters());
        return own.loss(of, with);
    }

    /** The gradient on the next slice, times the factor; returns the loss on it. */
    private double take(INDArray parameters, double factor, INDArray gradient) {
        slice = (slice + 1) % features.length;
        if (dense != null) {
            return dense.gradient(parameters, features[slice][0], labels[slice][0], factor, gradient);
        }
        TrackedNetwork own = Objects.requireNonNull(shadow);
        own.parameters().assign(parameters);
        return own.gradient(features[slice], labels[slice], factor, gradient);
    }

    @Override
    public String toString() {
        return features.length == 1
                ? rows + " validation rows"
                : rows + " validation rows in " + features.length + " turns";
    }
}
