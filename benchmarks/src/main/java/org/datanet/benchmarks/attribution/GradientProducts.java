package org.datanet.benchmarks.attribution;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.inverse.InvertMatrix;

/**
 * The baselines that values of networks' rows are set beside, from the gradient of every single example, one backward pass each: TracIn (Pruthi et al., NeurIPS 2020)
 * and TRAK (Park et al., ICML 2023). The network is small enough to leave out TRAK's random projection, which only costs accuracy.
 */
final class GradientProducts {
    private GradientProducts() {}

    /** The products of loss gradients, summed over the checkpoints of one run: queries x rows. */
    static double[][] tracIn(List<MultiLayerNetwork> checkpoints, DataSet training, DataSet queries) {
        INDArray sum = Nd4j.zeros(DataType.DOUBLE, queries.numExamples(), training.numExamples());
        for (MultiLayerNetwork network : checkpoints) {
            sum.addi(Nd4j.gemm(gradients(network, queries), gradients(network, training), false, true));
        }
        return sum.toDoubleMatrix();
    }

    /**
     * {@code mean(phi_q' (Phi'Phi + damping)^-1 Phi') . mean(1 - p)} with the gradients {@code phi} of the log-odds of the right class, means over networks.
     *
     * @param damping as a share of the mean squared length of {@code phi}
     */
    static double[][] trak(List<MultiLayerNetwork> networks, DataSet training, DataSet queries, double damping) {
        int rows = training.numExamples();
        INDArray mean = Nd4j.zeros(DataType.DOUBLE, queries.numExamples(), rows);
        INDArray missing = Nd4j.zeros(DataType.DOUBLE, rows);
        for (MultiLayerNetwork network : networks) {
            INDArray doubt = doubt(network, training);
            INDArray own = gradients(network, training).diviColumnVector(doubt);
            INDArray asked = gradients(network, queries).diviColumnVector(doubt(network, queries));
            INDArray kernel = Nd4j.gemm(own, own, false, true);
            double level = damping * own.mul(own).sumNumber().doubleValue() / rows;
            INDArray inverse = InvertMatrix.invert(
                    kernel.addi(Nd4j.eye(rows).castTo(DataType.DOUBLE).muli(level)), false);
            mean.addi(Nd4j.gemm(asked, own, false, true).mmul(inverse).divi(networks.size()));
            missing.addi(doubt.divi(networks.size()));
        }
        return mean.muliRowVector(missing).toDoubleMatrix();
    }

    /** {@code 1 - p} of each example's label, never nothing. */
    private static INDArray doubt(MultiLayerNetwork network, DataSet set) {
        return network.output(set.getFeatures())
                .mul(set.getLabels())
                .sum(1)
                .castTo(DataType.DOUBLE)
                .rsubi(1)
                .addi(1e-6);
    }

    /** Of each example's loss: examples x parameters. */
    private static INDArray gradients(MultiLayerNetwork network, DataSet set) {
        double[][] gradients = new double[set.numExamples()][];
        for (int i = 0; i < gradients.length; i++) {
            network.setInput(set.getFeatures().getRow(i, true));
            network.setLabels(set.getLabels().getRow(i, true));
            network.computeGradientAndScore();
            gradients[i] = network.gradient().gradient().dup().toDoubleVector();
        }
        return Nd4j.createFromArray(gradients);
    }
}
