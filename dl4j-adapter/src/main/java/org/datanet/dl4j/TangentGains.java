package org.datanet.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.datanet.attribution.linear.HeldOutInfluence;
import org.datanet.attribution.linear.KernelRegression;
import org.datanet.proof.Digest;
import org.datanet.usage.UsageSession;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Which training rows carry single predictions, judged by models that had not seen them: the network is linearised at snapshots of its own
 * training (the tangent kernel of Jacot, Gabriel, Hongler, NeurIPS 2018, mean over the classes and over up to five networks of other seeds), the
 * linearised network is trained again on random halves of the rows in closed form, and each row has the gain that it brings to the halves
 * without it ({@link HeldOutInfluence}). No network is trained again, and there is nothing to choose: from each snapshot to the next the linearised
 * network learns as much as the network did, which its losses on the training rows say. Parameters count as the updater moves them: each layer's
 * inputs and deltas are divided by the square root of their root mean square, as Adam divides a gradient by its own.
 *
 * <p>It foretells networks trained on other subsets better than {@link FactorIndex}, which is the influence of an infinitesimal weight at
 * <em>this</em> network, costs nothing a row and can be stored; this one holds a matrix of {@code n x n} for each snapshot and is for up to
 * {@value HeldOutInfluence#MAX_ROWS} rows with one kernel, half as many with four. For networks of dense layers with a softmax output under
 * cross-entropy. Deterministic for a seed; not thread-safe.
 */
public final class TangentGains {
    private static final int HALVES = 32;
    /** Inputs and deltas that are hardly ever there don't count for more than this share of the largest mean square lets them. */
    private static final double FLOOR = 1e-2;
    /** A probability in single precision can be 0. */
    private static final double LEAST = 1e-7;

    /** Each snapshot but the last, or the only one; within each, a network a seed. */
    private final List<List<Member>> stages;

    private final int[] rows;
    private final Digest root;
    private final int classes;
    private final HeldOutInfluence influence;

    private TangentGains(List<List<Member>> stages, int[] rows, Digest root, int classes, HeldOutInfluence influence) {
        this.stages = stages;
        this.rows = rows;
        this.root = root;
        this.classes = classes;
        this.influence = influence;
    }

    /** One network with the training rows' factors, and what they were divided by. */
    private record Member(DenseStack network, INDArray[][] scales, Factors training) {}

    /**
     * One network's scaled inputs and deltas of some examples.
     *
     * @param inputs a layer each, {@code n x d}
     * @param deltas class by class a layer each, {@code n x h}: how the class's score changes with the layer's outputs
     */
    private record Factors(INDArray[] inputs, INDArray[][] deltas) {

        static Factors of(DenseStack network, INDArray features, int classes) {
            INDArray none = Nd4j.zeros(features.dataType(), features.size(0), classes);
            INDArray[][] bare = network.capture(features, none);
            INDArray predicted = bare[bare.length - 1][1];
            INDArray[][] deltas = new INDArray[classes][];
            for (int c = 0; c < classes; c++) {
                // Softmax under cross-entropy: with this for a label, the delta of the output is 1 for the class and 0
                // for others.
                INDArray asked = predicted.dup();
                asked.getColumn(c).subi(1);
                INDArray[][] captured = network.capture(features, asked);
                deltas[c] = new INDArray[captured.length];
                for (int layer = 0; layer < captured.length; layer++) {
                    deltas[c][layer] = captured[layer][1];
                }
            }
            INDArray[] inputs = new INDArray[bare.length];
            for (int layer = 0; layer < bare.length; layer++) {
                inputs[layer] = bare[layer][0];
            }
            return new Factors(inputs, deltas);
        }

        /** Divides inputs and deltas by what {@link #scales} found on the training rows. */
        void divide(INDArray[][] scales) {
            for (int layer = 0; layer < inputs.length; layer++) {
                inputs[layer].diviRowVector(scales[layer][0]);
                for (INDArray[] ofClass : deltas) {
                    ofClass[layer].diviRowVector(scales[layer][1]);
                }
            }
        }

        /** A layer's square roots of root mean squares: of inputs, of deltas. */
        INDArray[][] scales() {
            INDArray[][] scales = new INDArray[inputs.length][2];
            for (int layer = 0; layer < inputs.length; layer++) {
                scales[layer][0] = root(inputs[layer].mul(inputs[layer]).mean(0));
                INDArray squares = Nd4j.zeros(inputs[layer].dataType(), deltas[0][layer].size(1));
                for (INDArray[] ofClass : deltas) {
                    squares.addi(ofClass[layer].mul(ofClass[layer]).mean(0).divi(deltas.length));
                }
                scales[layer][1] = root(squares);
            }
            return scales;
        }

        private static INDArray root(INDArray squares) {
            double highest = squares.maxNumber().doubleValue();
            return Nd4j.math().pow(squares.addi(FLOOR * highest > 0 ? FLOOR * highest : 1), 0.25);
        }

        /** Adds this network's share of the kernel between other examples and these: {@code others x n}. */
        void add(Factors others, double share, INDArray kernel) {
            for (int layer = 0; layer < inputs.length; layer++) {
                INDArray products = null;
                for (int c = 0; c < deltas.length; c++) {
                    INDArray part = Nd4j.gemm(others.deltas[c][layer], deltas[c][layer], false, true);
                    products = products == null ? part : products.addi(part);
                }
                if (products != null) {
                    kernel.addi(Nd4j.gemm(others.inputs[layer], inputs[layer], false, true)
                            .muli(products)
                            .muli(share)
                            .castTo(DataType.DOUBLE));
                }
            }
        }
    }

    /**
     * Linearises networks as they are at the end of their training; {@link #along} is better where there are snapshots.
     *
     * @param trained one to {@value FactorIndex#MAX_NETWORKS}, trained on these rows with different seeds; not changed
     * @param training features {@code n x d} and one-hot labels {@code n x classes}, normalised as in training; at most {@value
     *     HeldOutInfluence#MAX_ROWS}
     * @param datanetRows the row of each example in its Datanet
     * @param root of that Datanet
     * @param seed of the halves
     * @throws IllegalArgumentException naming what a network has that can't be linearised, or what does not fit together
     */
    public static TangentGains of(
            List<MultiLayerNetwork> trained, DataSet training, int[] datanetRows, Digest root, long seed) {
        return along(trained.stream().map(List::of).toList(), training, datanetRows, root, seed);
    }

    /**
     * Linearises networks along their training.
     *
     * @param runs one to {@value FactorIndex#MAX_NETWORKS} trainings on these rows with different seeds: for each the network after the same few
     *     numbers of epochs, early ones closer together, and after the last; not changed. Four snapshots and the last are enough (after
     *     epochs 1, 2, 4, 12 of 25, say)
     * @param training features {@code n x d} and one-hot labels {@code n x classes}, normalised as in training; at most {@value
     *     HeldOutInfluence#MAX_ROWS}, over the square root of the number of snapshots
     * @param datanetRows the row of each example in its Datanet
     * @param root of that Datanet
     * @param seed of the halves
     * @throws IllegalArgumentException naming what a network has that can't be linearised, or what does not fit together
     */
    public static TangentGains along(
            List<List<MultiLayerNetwork>> runs, DataSet training, int[] datanetRows, Digest root, long seed) {
        if (runs.isEmpty() || runs.size() > FactorIndex.MAX_NETWORKS) {
            throw new IllegalArgumentException(
                    "gains are taken from 1 to %d networks, not %d".formatted(FactorIndex.MAX_NETWORKS, runs.size()));
        }
        int n = training.numExamples();
        if (datanetRows.length != n || n > HeldOutInfluence.MAX_ROWS) {
            throw new IllegalArgumentException("%d examples have %d rows of the Datanet; there may be %d"
                    .formatted(n, datanetRows.length, HeldOutInfluence.MAX_ROWS));
        }
        int snapshots = runs.get(0).size();
        for (List<MultiLayerNetwork> run : runs) {
            if (run.isEmpty() || run.size() != snapshots) {
                throw new IllegalArgumentException("every run has as many snapshots, at least one, not %d and %d"
                        .formatted(snapshots, run.size()));
            }
        }
        int classes = (int) training.getLabels().size(1);
        int[] labels = training.getLabels().argMax(1).toIntVector();
        List<List<Member>> stages = new ArrayList<>();
        List<double[]> kernels = new ArrayList<>();
        double[] losses = new double[Math.max(1, snapshots - 1)];
        for (int snapshot = 0; snapshot < snapshots; snapshot++) {
            List<Member> members = new ArrayList<>();
            double loss = 0;
            INDArray kernel = Nd4j.zeros(DataType.DOUBLE, n, n);
            boolean stage = snapshot < losses.length;
            for (List<MultiLayerNetwork> run : runs) {
                DenseStack stack = DenseStack.of(run.get(snapshot));
                loss += loss(stack, training, labels) / runs.size();
                if (stage) {
                    Factors factors = Factors.of(stack, training.getFeatures(), classes);
                    INDArray[][] scales = factors.scales();
                    factors.divide(scales);
                    factors.add(factors, 1.0 / runs.size(), kernel);
                    members.add(new Member(stack, scales, factors));
                }
            }
            if (stage) {
                stages.add(members);
                kernels.add(flat(kernel));
            }
            // A snapshot's kernel serves until the next snapshot; one that is alone serves for all that was learned.
            losses[Math.max(0, snapshot - 1)] = loss;
        }
        HeldOutInfluence influence = new HeldOutInfluence(
                KernelRegression.calibrated(kernels, losses, labels, classes), labels, classes, HALVES, seed);
        return new TangentGains(stages, datanetRows.clone(), root, classes, influence);
    }

    /** Mean cross-entropy of the training rows. */
    private static double loss(DenseStack network, DataSet training, int[] labels) {
        INDArray none = Nd4j.zeros(
                training.getFeatures().dataType(),
                labels.length,
                training.getLabels().size(1));
        INDArray[][] captured = network.capture(training.getFeatures(), none);
        INDArray predicted = captured[captured.length - 1][1];
        double loss = 0;
        for (int row = 0; row < labels.length; row++) {
            loss -= Math.log(Math.max(predicted.getDouble(row, labels[row]), LEAST)) / labels.length;
        }
        return loss;
    }

    private static double[] flat(INDArray matrix) {
        return matrix.dup('c').reshape(matrix.length()).toDoubleVector();
    }

    /**
     * What each training example does for each query.
     *
     * @param queries features and one-hot labels: the labels whose odds are explained; for a prediction, the predicted ones
     * @return {@code queries x n}, in the order of the training examples: how far the example, brought to a random half without it, raises the
     *     log-odds of the query's label, to first order; positive helped
     */
    public double[][] gains(DataSet queries) {
        if (queries.getLabels().size(1) != classes) {
            throw new IllegalArgumentException("queries have labels of %d classes, the networks of %d"
                    .formatted(queries.getLabels().size(1), classes));
        }
        List<double[]> kernels = new ArrayList<>();
        for (List<Member> members : stages) {
            INDArray kernel = Nd4j.zeros(DataType.DOUBLE, queries.numExamples(), rows.length);
            for (Member member : members) {
                Factors asked = Factors.of(member.network, queries.getFeatures(), classes);
                asked.divide(member.scales);
                member.training.add(asked, 1.0 / members.size(), kernel);
            }
            kernels.add(flat(kernel));
        }
        return influence.gains(kernels, queries.getLabels().argMax(1).toIntVector());
    }

    /**
     * Tells a session which rows carry predictions, as {@link FactorIndex#tell} does.
     *
     * @param queries features and the predicted labels, one-hot
     * @param top how many rows a prediction names at most
     */
    public void tell(UsageSession session, DataSet queries, int top) {
        if (!PredictionShares.isOf(session, root)) {
            return;
        }
        session.attribution(
                "gains of held-out rows on predictions (tangent kernel, %d networks)"
                        .formatted(stages.get(0).size()),
                0);
        PredictionShares.tell(session, gains(queries), rows, top);
    }
}
