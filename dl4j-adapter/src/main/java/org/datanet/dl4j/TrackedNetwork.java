package org.datanet.dl4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** What recording needs of a network, the same for both of the framework's kinds. */
abstract sealed class TrackedNetwork {

    static TrackedNetwork of(MultiLayerNetwork network) {
        if (!network.isInitCalled()) {
            network.init();
        }
        return new Stack(network);
    }

    static TrackedNetwork of(ComputationGraph network) {
        network.init();
        return new Graph(network);
    }

    abstract Model model();

    abstract Layer[] layers();

    abstract Collection<TrainingListener> listeners();

    abstract void setListeners(Collection<TrainingListener> listeners);

    /** Whether one batch may take several iterations: truncated backpropagation through time. */
    abstract boolean iteratesWithinBatch();

    /** The parameters, flat. */
    final INDArray parameters() {
        INDArray parameters = model().params();
        return parameters.reshape(parameters.length());
    }

    /** Whether gradients are divided by the number of examples of their batch. */
    final boolean dividesByBatch() {
        return model().conf().isMiniBatch();
    }

    /** Iterations that the network has behind it, from the day it was made. */
    abstract int iterations();

    /** The updater's blocks; makes the updater, where the first step would. */
    abstract List<UpdaterBlock> updaterBlocks();

    /** Whether only {@code fit} by stochastic gradient descent moves the parameters. */
    final boolean isPlainDescent() {
        return model().conf().getOptimizationAlgo() == OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT;
    }

    /**
     * A network of the same parameters of its own, whose gradients are those of the bare loss: without dropout, weight noise
     * and regularisation. Draws nothing from the framework's random generator.
     */
    final TrackedNetwork shadow() {
        Random random = Nd4j.getRandom();
        long root = random.rootState();
        long node = random.nodeState();
        try {
            return copy();
        } finally {
            random.setStates(root, node);
        }
    }

    abstract TrackedNetwork copy();

    /** On a shadow: the gradient of the mean loss over the examples, times the factor, goes into the array, flat; returns that loss. */
    final double gradient(INDArray[] features, INDArray[] labels, double factor, INDArray into) {
        feed(features, labels);
        Model model = model();
        model.computeGradientAndScore(LayerWorkspaceMgr.noWorkspaces());
        INDArray sum = model.gradient().gradient();
        long examples = features[0].size(0);
        sum.reshape(sum.length()).muli(factor / examples, into);
        return dividesByBatch() ? model.score() : model.score() / examples;
    }

    /** On a shadow: the mean loss over the examples, taken as in training, without its gradient. */
    final double loss(INDArray[] features, INDArray[] labels) {
        double loss = score(new MultiDataSet(features, labels));
        return dividesByBatch() ? loss : loss / features[0].size(0);
    }

    abstract double score(MultiDataSet examples);

    /** Sets what the next gradient is computed on. */
    abstract void feed(INDArray[] features, INDArray[] labels);

    static void strip(@Nullable NeuralNetConfiguration configuration) {
        if (configuration == null || configuration.getLayer() == null) {
            return;
        }
        org.deeplearning4j.nn.conf.layers.Layer layer = configuration.getLayer();
        layer.setIDropout(null);
        if (layer instanceof BaseLayer parametrised) {
            parametrised.setWeightNoise(null);
            parametrised.setRegularization(new ArrayList<>());
            parametrised.setRegularizationBias(new ArrayList<>());
        }
    }

    private static List<UpdaterBlock> blocks(@Nullable Object updater) {
        return updater instanceof BaseMultiLayerUpdater<?> known ? known.getUpdaterBlocks() : List.of();
    }

    final boolean hears(TrainingListener listener) {
        for (TrainingListener each : listeners()) {
            if (each == listener) {
                return true;
            }
        }
        return false;
    }

    /** Adds a listener before all others, so that none of theirs that throws keeps it from hearing. */
    final void add(TrainingListener listener) {
        List<TrainingListener> all = new ArrayList<>();
        all.add(listener);
        all.addAll(listeners());
        setListeners(all);
    }

    final void remove(TrainingListener listener) {
        List<TrainingListener> all = new ArrayList<>(listeners());
        if (all.removeIf(each -> each == listener)) {
            setListeners(all);
        }
    }

    private static final class Stack extends TrackedNetwork {
        private final MultiLayerNetwork network;

        Stack(MultiLayerNetwork network) {
            this.network = network;
        }

        @Override
        Model model() {
            return network;
        }

        @Override
        Layer[] layers() {
            return network.getLayers();
        }

        @Override
        Collection<TrainingListener> listeners() {
            return network.getListeners();
        }

        @Override
        void setListeners(Collection<TrainingListener> listeners) {
            network.setListeners(listeners);
        }

        @Override
        List<UpdaterBlock> updaterBlocks() {
            return blocks(network.getUpdater());
        }

        @Override
        int iterations() {
            return network.getIterationCount();
        }

        @Override
        TrackedNetwork copy() {
            MultiLayerConfiguration configuration =
                    network.getLayerWiseConfigurations().clone();
            configuration.getConfs().forEach(TrackedNetwork::strip);
            configuration.setTrainingWorkspaceMode(WorkspaceMode.NONE);
            MultiLayerNetwork shadow = new MultiLayerNetwork(configuration);
            shadow.init(network.params().dup(), false);
            return new Stack(shadow);
        }

        @Override
        double score(MultiDataSet examples) {
            return network.score(new DataSet(examples.getFeatures(0), examples.getLabels(0)), true);
        }

        @Override
        void feed(INDArray[] features, INDArray[] labels) {
            network.setInput(features[0]);
            network.setLabels(labels[0]);
        }

        @Override
        boolean iteratesWithinBatch() {
            return network.getLayerWiseConfigurations().getBackpropType() == BackpropType.TruncatedBPTT;
        }
    }

    private static final class Graph extends TrackedNetwork {
        private final ComputationGraph network;

        Graph(ComputationGraph network) {
            this.network = network;
        }

        @Override
        Model model() {
            return network;
        }

        @Override
        Layer[] layers() {
            return network.getLayers();
        }

        @Override
        Collection<TrainingListener> listeners() {
            return network.getListeners();
        }

        @Override
        void setListeners(Collection<TrainingListener> listeners) {
            network.setListeners(listeners);
        }

        @Override
        List<UpdaterBlock> updaterBlocks() {
            return blocks(network.getUpdater());
        }

        @Override
        int iterations() {
            return network.getConfiguration().getIterationCount();
        }

        @Override
        TrackedNetwork copy() {
            ComputationGraphConfiguration configuration =
                    network.getConfiguration().clone();
            for (GraphVertex vertex : configuration.getVertices().values()) {
                if (vertex instanceof LayerVertex layer) {
                    strip(layer.getLayerConf());
                }
            }
            configuration.setTrainingWorkspaceMode(WorkspaceMode.NONE);
            ComputationGraph shadow = new ComputationGraph(configuration);
            shadow.init(network.params().dup(), false);
            return new Graph(shadow);
        }

        @Override
        double score(MultiDataSet examples) {
            return network.score(examples, true);
        }

        @Override
        void feed(INDArray[] features, INDArray[] labels) {
            network.setInputs(features);
            network.setLabels(labels);
        }

        @Override
        boolean iteratesWithinBatch() {
            return network.getConfiguration().getBackpropType() == BackpropType.TruncatedBPTT;
        }
    }
}
