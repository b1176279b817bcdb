package org.datanet.benchmarks.attribution;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

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
     * @param dampings as shares of the mean squared length of {@code phi}
     * @return for each damping: queries x rows
     */
    static List<double[][]> trak(
            List<MultiLayerNetwork> networks, DataSet training, DataSet queries, double... dampings) {
        int rows = training.numExamples();
        List<INDArray> means = new ArrayList<>();
        for (int i = 0; i < dampings.length; i++) {
            means.add(Nd4j.zeros(DataType.DOUBLE, queries.numExamples(), rows));
        }
        INDArray missing = Nd4j.zeros(DataType.DOUBLE, rows);
        for (MultiLayerNetwork network : networks) {
            INDArray doubt = doubt(network, training);
            INDArray own = gradients(network, training).diviColumnVector(doubt);
            INDArray asked = gradients(network, queries).diviColumnVector(doubt(network, queries));
            double[][] kernel = Nd4j.gemm(own, own, false, true).toDoubleMatrix();
            INDArray across = Nd4j.gemm(asked, own, false, true);
            double level = own.mul(own).sumNumber().doubleValue() / rows;
            for (int i = 0; i < dampings.length; i++) {
                means.get(i)
                        .addi(Nd4j.createFromArray(solved(kernel, dampings[i] * level, across.toDoubleMatrix()))
                                .divi(networks.size()));
            }
            missing.addi(doubt.divi(networks.size()));
        }
        return means.stream()
                .map(mean -> mean.muliRowVector(missing).toDoubleMatrix())
                .toList();
    }

    /** {@code rights (matrix + noise I)^-1}, by Gaussian elimination of a positive definite matrix, in place of the right sides. */
    private static double[][] solved(double[][] matrix, double noise, double[][] rights) {
        int n = matrix.length;
        double[][] upper = new double[n][];
        for (int i = 0; i < n; i++) {
            upper[i] = matrix[i].clone();
            upper[i][i] += noise;
        }
        for (int j = 0; j < n; j++) {
            for (int i = j + 1; i < n; i++) {
                double factor = upper[j][i] / upper[j][j];
                for (int k = i; k < n; k++) {
                    upper[i][k] -= factor * upper[j][k];
                }
            }
        }
        for (double[] right : rights) {
            for (int j = 0; j < n; j++) {
                double factor = right[j] / upper[j][j];
                for (int k = j + 1; k < n; k++) {
                    right[k] -= factor * upper[j][k];
                }
            }
            for (int j = n - 1; j >= 0; j--) {
                double sum = right[j];
                for (int k = j + 1; k < n; k++) {
                    sum -= upper[j][k] * right[k];
                }
                right[j] = sum / upper[j][j];
            }
        }
        return rights;
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
