package org.datanet.dl4j;

import java.util.function.Consumer;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An activation function that shows one backward pass and is gone. */
final class ActivationTap implements IActivation {
    private static final long serialVersionUID = 1;

    private final IActivation inner;
    private final transient Runnable restore;
    private final transient Consumer<INDArray> deltas;

    ActivationTap(IActivation inner, Runnable restore, Consumer<INDArray> deltas) {
        this.inner = inner;
        this.restore = restore;
        this.deltas = deltas;
    }

    void restore() {
        restore.run();
    }

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
        return inner.getActivation(in, training);
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
        restore();
        Pair<INDArray, INDArray> result = inner.backprop(in, epsilon);
        deltas.accept(result.getFirst());
        return result;
    }

    @Override
    public int numParams(int inputSize) {
        return inner.numParams(inputSize);
    }
}
