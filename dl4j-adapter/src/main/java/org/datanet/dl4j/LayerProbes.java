package org.datanet.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.datanet.usage.UsageSession;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Finds the layers whose part of the gains is exact, and says by name what is not. */
final class LayerProbes {
    private LayerProbes() {}

    /** Probes of every layer that can be attributed; none, with the reason in the notes, where nothing can. */
    static List<LayerProbe> of(TrackedNetwork network, UsageSession session) {
        if (network.iteratesWithinBatch()) {
            session.note("no gains: truncated backpropagation through time makes several steps of one batch");
            return List.of();
        }
        if (!network.isPlainDescent()) {
            session.note("no gains: the optimisation algorithm is not stochastic gradient descent");
            return List.of();
        }
        List<LayerProbe> probes = new ArrayList<>();
        TreeSet<String> left = new TreeSet<>();
        for (Layer layer : network.layers()) {
            if (layer.numParams() == 0) {
                continue;
            }
            if (layer instanceof FrozenLayer || layer instanceof FrozenLayerWithBackprop) {
                session.note("frozen layers do not learn: no row is credited for " + name(layer));
                continue;
            }
            LayerProbe probe = probe(layer);
            if (probe == null) {
                left.add(name(layer));
            } else {
                probes.add(probe);
            }
            label(layer, session);
        }
        if (probes.isEmpty()) {
            session.note("no gains: no layer of a kind that can be attributed");
        } else if (!left.isEmpty()) {
            session.note("gains are partial: not attributed are " + String.join(", ", left));
        }
        return probes;
    }

    /** A probe of the layer; none where its gradients are not known example by example. */
    static @Nullable LayerProbe probe(Layer layer) {
        Class<?> kind = layer.conf().getLayer().getClass();
        if (kind == OutputLayer.class
                || kind == DenseLayer.class && !((DenseLayer) layer.conf().getLayer()).hasLayerNorm()) {
            return new DenseProbe(layer);
        }
        if (kind == ConvolutionLayer.class
                && ((ConvolutionLayer) layer.conf().getLayer()).getConvolutionMode() != ConvolutionMode.Causal) {
            return new ConvolutionProbe(layer);
        }
        return null;
    }

    private static void label(Layer layer, UsageSession session) {
        org.deeplearning4j.nn.conf.layers.Layer configuration = layer.conf().getLayer();
        if (configuration instanceof BatchNormalization) {
            session.note("batch normalisation: a row's gain includes what it does to the rest of its batch");
        }
        if (configuration.getConstraints() != null
                && !configuration.getConstraints().isEmpty()) {
            session.note("constraints move parameters too: no row is credited with that");
        }
        if (configuration instanceof BaseLayer base) {
            if (regularised(base.getRegularization()) || regularised(base.getRegularizationBias())) {
                session.note("weight decay moves parameters too: no row is credited with that");
            }
            if (base.getGradientNormalization() != null
                    && base.getGradientNormalization() != GradientNormalization.None) {
                session.note("SGD proxy: gradients are clipped or normalised (%s), gains take them as they were"
                        .formatted(base.getGradientNormalization()));
            }
            if (base.getWeightNoise() != null) {
                session.note("weight noise: gains are taken at the noisy weights");
            }
        }
    }

    private static boolean regularised(@Nullable List<Regularization> all) {
        return all != null && !all.isEmpty();
    }

    private static String name(Layer layer) {
        String kind = layer.conf().getLayer().getClass().getSimpleName();
        String given = layer.conf().getLayer().getLayerName();
        return given == null ? "%s (layer %d)".formatted(kind, layer.getIndex()) : "%s (\"%s\")".formatted(kind, given);
    }
}
