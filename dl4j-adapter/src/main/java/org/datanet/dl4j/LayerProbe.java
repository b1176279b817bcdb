package org.datanet.dl4j;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * Looks at one layer while it backpropagates: its input {@code a_i} and the loss gradient at its pre-activation
 * {@code delta_i} of each example are all that the example's gradient is made of. The layer's function is decorated for one
 * call and puts itself back before it does its work, so that nothing else ever meets the decoration.
 */
abstract class LayerProbe {
    static final String WEIGHTS = "W";
    static final String BIAS = "b";

    private final Layer layer;
    private final BaseLayer configuration;

    LayerProbe(Layer layer) {
        this.layer = layer;
        configuration = (BaseLayer) layer.conf().getLayer();
    }

    final Layer layer() {
        return layer;
    }

    final String name() {
        String given = configuration.getLayerName();
        return given == null ? "layer " + layer.getIndex() : given;
    }

    /** Has the next backward pass hand over the layer's input and deltas, both batch first. */
    final void arm(BiConsumer<INDArray, INDArray> taker) {
        if (configuration instanceof BaseOutputLayer output) {
            ILossFunction loss = output.getLossFn();
            output.setLossFn(new LossTap(loss, () -> output.setLossFn(loss), delta -> hand(delta, taker)));
        } else {
            IActivation activation = configuration.getActivationFn();
            configuration.setActivationFn(new ActivationTap(
                    activation, () -> configuration.setActivationFn(activation), delta -> hand(delta, taker)));
        }
    }

    /** Takes back what {@link #arm} did, if the backward pass never came. */
    final void disarm() {
        if (configuration.getActivationFn() instanceof ActivationTap tap) {
            tap.restore();
        }
        if (configuration instanceof BaseOutputLayer output && output.getLossFn() instanceof LossTap tap) {
            tap.restore();
        }
    }

    private void hand(INDArray delta, BiConsumer<INDArray, INDArray> taker) {
        INDArray input = layer.input();
        taker.accept(input(input.castTo(delta.dataType())), delta);
    }

    /** The layer's input, examples first and channels second. */
    INDArray input(INDArray given) {
        return given;
    }

    /** Allows dot products through a subspace of that rank where it saves work; 0, as at first, for none. */
    void throughRank(int rank) {
        // Most layers are multiplied out.
    }

    /** Relative error of the dot products that were taken through a subspace, as measured on some of them. */
    double relativeError() {
        return 0;
    }

    /**
     * The dot products of each example's gradient with some directions, one a parameter array.
     *
     * @param inputs {@code n x ...}
     * @param deltas {@code n x ...}
     * @param directions each by the parameter's key, in the parameter's shape
     * @return for each direction, by the parameter's key, {@code n} values each
     */
    abstract List<Map<String, double[]>> dot(INDArray inputs, INDArray deltas, List<Map<String, INDArray>> directions);
}
