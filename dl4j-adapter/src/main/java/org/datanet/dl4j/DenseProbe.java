package org.datanet.dl4j;

import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code z = a W + b}: the gradient of an example is {@code a_i delta_i'}, and its product {@code rowsum((A D_W) . Delta)}. */
final class DenseProbe extends LayerProbe {
    private LowRankProducts products = new LowRankProducts(0);

    DenseProbe(Layer layer) {
        super(layer);
    }

    @Override
    void throughRank(int rank) {
        products = new LowRankProducts(rank);
    }

    @Override
    double relativeError() {
        return products.relativeError();
    }

    @Override
    Map<String, double[]> dot(INDArray inputs, INDArray deltas, Map<String, INDArray> direction) {
        Map<String, double[]> dots = new HashMap<>();
        INDArray bias = direction.get(BIAS);
        if (bias != null) {
            dots.put(BIAS, deltas.mmul(bias.reshape(bias.length(), 1)).toDoubleVector());
        }
        INDArray weights = direction.get(WEIGHTS);
        if (weights != null) {
            dots.put(WEIGHTS, products.of(inputs, deltas, weights));
        }
        return dots;
    }
}
