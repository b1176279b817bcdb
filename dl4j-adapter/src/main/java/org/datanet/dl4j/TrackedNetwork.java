package org.datanet.dl4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;

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

    final boolean hears(TrainingListener listener) {
        for (TrainingListener each : listeners()) {
            if (each == listener) {
                return true;
            }
        }
        return false;
    }

    final void add(TrainingListener listener) {
        List<TrainingListener> all = new ArrayList<>(listeners());
        all.add(listener);
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
        boolean iteratesWithinBatch() {
            return network.getConfiguration().getBackpropType() == BackpropType.TruncatedBPTT;
        }
    }
}
