package org.datanet.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * Loss and gradient of a stack of dense layers, by the network's own functions of activation and loss and the fewest products: the framework's own pass takes
 * the first layer's product forward twice, and hands a gradient back to the input, which nobody asks for. Takes parameters as they
 * are given, so that no second network is needed; without dropout, weight noise and regularisation. Not thread-safe.
 */
final class DensePass {
    private final List<Dense> layers;
    private final ILossFunction loss;

    private DensePass(List<Dense> layers, ILossFunction loss) {
        this.layers = layers;
        this.loss = loss;
    }

    /** Of that network; none where it has anything but dense layers, the last of them its output. */
    static @Nullable DensePass of(TrackedNetwork network) {
        if (!(network.model() instanceof MultiLayerNetwork stack)
                || !stack.getLayerWiseConfigurations().getInputPreProcessors().isEmpty()) {
            return null;
        }
        Layer[] all = network.layers();
        List<Dense> layers = new ArrayList<>();
        long from = 0;
        for (int i = 0; i < all.length; i++) {
            Class<?> kind = all[i].conf().getLayer().getClass();
            boolean last = i == all.length - 1;
            // Frozen layers have a configuration of another kind.
            if (kind != (last ? OutputLayer.class : DenseLayer.class)) {
                return null;
            }
            FeedForwardLayer configuration = (FeedForwardLayer) all[i].conf().getLayer();
            if (configuration instanceof DenseLayer dense && dense.hasLayerNorm()) {
                return null;
            }
            boolean bias = all[i].getParam(LayerProbe.BIAS) != null;
            Dense layer = new Dense(
                    configuration.getNIn(), configuration.getNOut(), from, bias, configuration.getActivationFn());
            if (layer.length() != all[i].numParams()) {
                return null;
            }
            layers.add(layer);
            from += layer.length();
        }
        return new DensePass(
                layers, ((BaseOutputLayer) all[all.length - 1].conf().getLayer()).getLossFn());
    }

    /** The mean loss over the examples. */
    double loss(INDArray parameters, INDArray features, INDArray labels) {
        INDArray sums = forward(parameters, features, null);
        return score(labels, sums) / features.size(0);
    }

    /** The gradient of the mean loss over the examples, times the factor, goes into the array, flat; returns that loss. */
    double gradient(INDArray parameters, INDArray features, INDArray labels, double factor, INDArray into) {
        List<Step> steps = new ArrayList<>();
        INDArray sums = forward(parameters, features, steps);
        INDArray typed = labels.castTo(sums.dataType());
        double scale = factor / features.size(0);
        // Before the gradient: some activations go backward in their own input.
        double mean = score(labels, sums) / features.size(0);
        INDArray delta = loss.computeGradient(typed, sums, last().activation(), null);
        for (int i = layers.size() - 1; i >= 0; i--) {
            Dense layer = layers.get(i);
            Nd4j.gemm(steps.get(i).input(), delta, layer.weights(into), true, false, scale, 0);
            if (layer.bias()) {
                delta.sum(layer.biases(into), 0).muli(scale);
            }
            if (i > 0) {
                INDArray back = Nd4j.gemm(delta, layer.weights(parameters), false, true);
                delta = layers.get(i - 1)
                        .activation()
                        .backprop(steps.get(i - 1).sums(), back)
                        .getFirst();
            }
        }
        return mean;
    }

    private Dense last() {
        return layers.get(layers.size() - 1);
    }

    private double score(INDArray labels, INDArray sums) {
        return loss.computeScore(labels.castTo(sums.dataType()), sums, last().activation(), null, false);
    }

    /** The sums that the last layer's activation is taken of. */
    private INDArray forward(INDArray parameters, INDArray features, @Nullable List<Step> steps) {
        INDArray input = features.castTo(parameters.dataType());
        INDArray sums = input;
        for (int i = 0; i < layers.size(); i++) {
            Dense layer = layers.get(i);
            if (i > 0) {
                input = layers.get(i - 1).activation().getActivation(sums.dup(), true);
            }
            sums = Nd4j.gemm(input, layer.weights(parameters), false, false);
            if (layer.bias()) {
                sums.addiRowVector(layer.biases(parameters));
            }
            if (steps != null) {
                steps.add(new Step(input, sums));
            }
        }
        return sums;
    }

    /** One layer's input, and what its activation is taken of. */
    private record Step(INDArray input, INDArray sums) {}

    /** A layer's place among the flat parameters: its weights by columns, then its biases. */
    private record Dense(long width, long height, long from, boolean bias, IActivation activation) {
        long length() {
            return width * height + (bias ? height : 0);
        }

        INDArray weights(INDArray flat) {
            return flat.get(NDArrayIndex.interval(from, from + width * height)).reshape('f', width, height);
        }

        INDArray biases(INDArray flat) {
            return flat.get(NDArrayIndex.interval(from + width * height, from + length()));
        }
    }
}
