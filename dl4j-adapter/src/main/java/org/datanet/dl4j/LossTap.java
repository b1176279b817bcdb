package org.datanet.dl4j;

import java.util.function.Consumer;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** A loss function that shows one backward pass and is gone. */
final class LossTap implements ILossFunction {
    private static final long serialVersionUID = 1;

    private final ILossFunction inner;
    private final transient Runnable restore;
    private final transient Consumer<INDArray> deltas;

    LossTap(ILossFunction inner, Runnable restore, Consumer<INDArray> deltas) {
        this.inner = inner;
        this.restore = restore;
        this.deltas = deltas;
    }

    void restore() {
        restore.run();
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        restore();
        INDArray delta = inner.computeGradient(labels, preOutput, activation, mask);
        deltas.accept(delta);
        return delta;
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        return inner.computeScore(labels, preOutput, activation, mask, average);
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        return inner.computeScoreArray(labels, preOutput, activation, mask);
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        return inner.computeGradientAndScore(labels, preOutput, activation, mask, average);
    }

    @Override
    public String name() {
        return inner.name();
    }
}
