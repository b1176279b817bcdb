package org.datanet.guard.label;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.guard.neighbours.LabelledNeighbours;
import org.datanet.guard.neighbours.NearestNeighbours;
import org.datanet.guard.statistics.Quantiles;
import org.datanet.progress.Crew;
import org.jspecify.annotations.Nullable;

/**
 * Out-of-fold label probabilities: a kernel ridge classifier left one out, and a vote of the nearest neighbours, averaged. Fitted
 * twice: rows whose label the first fit contradicts count nothing in the second.
 */
final class LabelProbabilities {
    private static final int CENTRES = 500;
    private static final double[] ARBITRARY = {1e-4, 0.003, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.4};

    private final int classes;
    private final double[] probabilities;
    private final NearestNeighbours near;

    /**
     * @param labelled the rows, their labels and neighbours
     * @param d number of columns
     * @param classes number of classes
     * @param crew who may do large parts of it; {@code null} for nobody else
     */
    LabelProbabilities(LabelledNeighbours labelled, int d, int classes, long seed, @Nullable Crew crew) {
        this.classes = classes;
        float[] points = labelled.points();
        int[] labels = labelled.labels();
        int n = labels.length;
        near = labelled.near();
        int k = near.k();
        double[] spacing = new double[n];
        for (int i = 0; i < n; i++) {
            spacing[i] = near.distance(i, Math.min(k - 1, 4));
        }
        Arrays.sort(spacing);
        double width = Math.max(1e-6, 1.2 * spacing[n / 2]);
        int[] centres = centres(n, seed);
        KernelLeaveOneOut kernel = new KernelLeaveOneOut(points, d, centres, width, crew);
        double[] weights = new double[n];
        Arrays.fill(weights, 1);
        double[] current = new double[0];
        for (int round = 0; round < 2; round++) {
            double[] ridge = kernel.predict(labels, classes, weights, 0.3);
            double[] vote = vote(labels, weights, k);
            current = blend(ridge, vote, labels, n);
            for (int i = 0; i < n; i++) {
                int best = best(current, i);
                weights[i] = best == labels[i] ? 1 : Math.min(1, 4 * current[i * classes + labels[i]]);
            }
        }
        probabilities = current;
    }

    private static int[] centres(int n, long seed) {
        int[] order = IntStream.range(0, n).toArray();
        SplittableRandom random = new SplittableRandom(seed);
        int m = Math.min(n, CENTRES);
        for (int i = 0; i < m; i++) {
            int j = i + random.nextInt(n - i);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        int[] centres = Arrays.copyOf(order, m);
        Arrays.sort(centres);
        return centres;
    }

    /** Share of each class among the neighbours, nearer ones counting more. */
    private double[] vote(int[] labels, double[] weights, int k) {
        int n = labels.length;
        double[] votes = new double[n * classes];
        for (int i = 0; i < n; i++) {
            double reach = near.distance(i, k - 1) + 1e-12;
            for (int rank = 0; rank < k; rank++) {
                int other = near.row(i, rank);
                double ratio = near.distance(i, rank) / reach;
                votes[i * classes + labels[other]] += weights[other] * (1.2 - ratio * ratio);
            }
        }
        return votes;
    }

    private double[] blend(double[] ridge, double[] vote, int[] labels, int n) {
        double[] logits = new double[n * classes];
        for (int i = 0; i < n; i++) {
            double total = 0;
            for (int c = 0; c < classes; c++) {
                total += vote[i * classes + c];
            }
            for (int c = 0; c < classes; c++) {
                double share = (vote[i * classes + c] + 0.1 / classes) / (total + 0.1);
                logits[i * classes + c] = ridge[i * classes + c] + 0.7 * share;
            }
        }
        // Where the nearest rows are far, they say less: the temperature grows with the distance to them.
        double[] heat = new double[n];
        double[] reach = new double[n];
        for (int i = 0; i < n; i++) {
            reach[i] = near.distance(i, Math.min(near.k() - 1, 4));
        }
        double usual = Math.max(1e-12, new Quantiles(reach).median());
        for (int i = 0; i < n; i++) {
            double ratio = Math.max(1, reach[i] / usual);
            heat[i] = ratio * ratio;
        }
        // One temperature and one share of arbitrary labels, chosen together where the labels given are most likely;
        // the share is
        // what keeps wrong labels from making the classifier look unsure.
        double bestTemperature = 1;
        double bestLoss = Double.POSITIVE_INFINITY;
        int used = Math.min(n, KernelLeaveOneOut.FITTED);
        for (double temperature = 0.03; temperature < 1.5; temperature *= 1.2) {
            double[] likely = new double[used];
            for (int i = 0; i < used; i++) {
                int row = (int) ((long) i * n / used);
                likely[i] = Math.exp(logSoftmax(logits, row, labels[row], temperature * heat[row]));
            }
            for (double arbitrary : ARBITRARY) {
                double loss = 0;
                for (int i = 0; i < used; i++) {
                    loss -= Math.log((1 - arbitrary) * likely[i] + arbitrary / classes);
                }
                if (loss < bestLoss) {
                    bestLoss = loss;
                    bestTemperature = temperature;
                }
            }
        }
        double[] out = new double[n * classes];
        double chosen = bestTemperature;
        IntStream.range(0, n).parallel().forEach(i -> softmax(logits, i, chosen * heat[i], out));
        return out;
    }

    private double logSoftmax(double[] logits, int row, int c, double temperature) {
        double most = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < classes; j++) {
            most = Math.max(most, logits[row * classes + j]);
        }
        double sum = 0;
        for (int j = 0; j < classes; j++) {
            sum += Math.exp((logits[row * classes + j] - most) / temperature);
        }
        return (logits[row * classes + c] - most) / temperature - Math.log(sum);
    }

    private void softmax(double[] logits, int row, double temperature, double[] out) {
        for (int c = 0; c < classes; c++) {
            out[row * classes + c] = Math.exp(logSoftmax(logits, row, c, temperature));
        }
    }

    private int best(double[] values, int row) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (values[row * classes + c] > values[row * classes + best]) {
                best = c;
            }
        }
        return best;
    }

    /** The most likely class of the row at this place. */
    int best(int row) {
        return best(probabilities, row);
    }

    double of(int row, int label) {
        return probabilities[row * classes + label];
    }

    /** The neighbours that voted, by place. */
    NearestNeighbours neighbours() {
        return near;
    }
}
