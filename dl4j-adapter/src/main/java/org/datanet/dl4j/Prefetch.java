package org.datanet.dl4j;

import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Whether the framework would prefetch here by itself. It does so in {@code fit}, and not where batches are taken one by one
 * (early stopping, loops of one's own); a wrapper that did otherwise could change what is drawn from shared random generators.
 */
final class Prefetch {
    private static final Set<Class<?>> NETWORKS = Set.of(MultiLayerNetwork.class, ComputationGraph.class);
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private Prefetch() {}

    /** Whether the caller is a network's own training loop. */
    static boolean wanted() {
        return WALKER.walk(frames -> frames.limit(6)
                .anyMatch(frame -> NETWORKS.contains(frame.getDeclaringClass())
                        && frame.getMethodName().startsWith("fit")));
    }

    /**
     * Refuses who would train copies of the network, which the network's listeners never hear of.
     *
     * @throws UnsupportedOperationException before anything is trained
     */
    static void refuseCopies() {
        boolean copies = WALKER.walk(frames ->
                frames.limit(6).anyMatch(frame -> frame.getClassName().startsWith("org.deeplearning4j.parallelism.")));
        if (copies) {
            throw new UnsupportedOperationException(
                    "ParallelWrapper trains copies of the network in threads of its own, and"
                            + " which rows they train on cannot be told exactly: train with fit(..), or without recording");
        }
    }
}
