package org.datanet.dl4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
    List<Map<String, double[]>> dot(INDArray inputs, INDArray deltas, List<Map<String, INDArray>> directions) {
        List<Map<String, double[]>> dots = new ArrayList<>();
        List<INDArray> weights = new ArrayList<>();
        for (Map<String, INDArray> direction : directions) {
            Map<String, double[]> ofDirection = new HashMap<>();
            INDArray bias = direction.get(BIAS);
            if (bias != null) {
                ofDirection.put(
                        BIAS, deltas.mmul(bias.reshape(bias.length(), 1)).toDoubleVector());
            }
            INDArray matrix = direction.get(WEIGHTS);
            if (matrix != null) {
                weights.add(matrix);
            }
            dots.add(ofDirection);
        }
        if (!weights.isEmpty()) {
            double[][] products = this.products.of(inputs, deltas, weights);
            for (int i = 0; i < products.length; i++) {
                dots.get(i).put(WEIGHTS, products[i]);
            }
        }
        return dots;
    }
}
