package org.datanet.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.datanet.proof.Digest;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * A copy of a network of dense layers with a softmax output under cross-entropy, which shows what the gradient of each example is made of:
 * the outer product, layer by layer, of an input and a delta.
 *
 * @param parameters digest of the network's
 */
record DenseStack(Digest parameters, TrackedNetwork shadow, List<DenseProbe> probes) {
    private static final int BATCH = 512;

    /** @throws IllegalArgumentException naming what the network has besides */
    static DenseStack of(MultiLayerNetwork network) {
        TrackedNetwork tracked = TrackedNetwork.of(network);
        TrackedNetwork shadow = tracked.shadow();
        List<DenseProbe> probes = new ArrayList<>();
        for (Layer layer : shadow.layers()) {
            if (layer.numParams() > 0) {
                if (!(LayerProbes.probe(layer) instanceof DenseProbe probe)) {
                    throw new IllegalArgumentException("only dense layers can be indexed, not "
                            + layer.conf().getLayer().getClass().getSimpleName());
                }
                probes.add(probe);
            }
        }
        if (probes.isEmpty()
                || !(probes.get(probes.size() - 1).layer().conf().getLayer() instanceof BaseOutputLayer output)
                || !(output.getLossFn() instanceof LossMCXENT)
                || !(output.getActivationFn() instanceof ActivationSoftmax)) {
            throw new IllegalArgumentException(
                    "only networks with a softmax output under cross-entropy can be indexed");
        }
        return new DenseStack(ParameterDigest.of(network.params()), shadow, probes);
    }

    /** Number of layers with parameters. */
    int layers() {
        return probes.size();
    }

    /** Input with the column of ones, and delta, of every example: layers x 2. */
    INDArray[][] capture(INDArray features, INDArray labels) {
        INDArray gradient =
                Nd4j.create(shadow.parameters().dataType(), shadow.parameters().length());
        List<List<INDArray>> inputs = new ArrayList<>();
        List<List<INDArray>> deltas = new ArrayList<>();
        probes.forEach(probe -> {
            inputs.add(new ArrayList<>());
            deltas.add(new ArrayList<>());
        });
        long examples = features.size(0);
        for (long from = 0; from < examples; from += BATCH) {
            long to = Math.min(examples, from + BATCH);
            for (int i = 0; i < probes.size(); i++) {
                List<INDArray> input = inputs.get(i);
                List<INDArray> delta = deltas.get(i);
                probes.get(i).arm((a, d) -> {
                    input.add(withOnes(a));
                    delta.add(d.dup('c'));
                });
            }
            shadow.gradient(
                    new INDArray[] {
                        features.get(NDArrayIndex.interval(from, to), NDArrayIndex.all())
                                .dup()
                    },
                    new INDArray[] {
                        labels.get(NDArrayIndex.interval(from, to), NDArrayIndex.all())
                                .dup()
                    },
                    1,
                    gradient);
        }
        INDArray[][] captured = new INDArray[probes.size()][];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = new INDArray[] {Nd4j.vstack(inputs.get(i)), Nd4j.vstack(deltas.get(i))};
        }
        return captured;
    }

    private static INDArray withOnes(INDArray inputs) {
        return Nd4j.hstack(inputs, Nd4j.ones(inputs.dataType(), inputs.size(0), 1));
    }
}
