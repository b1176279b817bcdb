package org.datanet.dl4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Where each layer's parameters stand in the flat vector, and which updater moves them. */
final class ParameterMap {
    private final List<Block> blocks = new ArrayList<>();
    private final Map<Object, Map<String, Slot>> slots = new IdentityHashMap<>();

    ParameterMap(List<UpdaterBlock> updaterBlocks) {
        for (UpdaterBlock each : updaterBlocks) {
            Block block = new Block(StepScale.of(each), each.getParamOffsetStart(), each.getParamOffsetEnd());
            blocks.add(block);
            for (UpdaterBlock.ParamState state : each.getLayersAndVariablesInBlock()) {
                INDArray view = Objects.requireNonNull(
                        state.getLayer().paramTable(false).get(state.getParamName()), state.getParamName());
                Object owner = state.getLayer() instanceof GraphVertex vertex && vertex.hasLayer()
                        ? vertex.getLayer()
                        : state.getLayer();
                slots.computeIfAbsent(owner, layer -> new HashMap<>())
                        .put(
                                state.getParamName(),
                                new Slot(
                                        block,
                                        state.getParamOffsetStart(),
                                        state.getParamOffsetEnd(),
                                        view.ordering(),
                                        view.shape()));
            }
        }
    }

    /** The updaters, in the order of the parameters. */
    List<Block> blocks() {
        return blocks;
    }

    /** The updater of most parameters. */
    Block largest() {
        Block largest = blocks.get(0);
        for (Block block : blocks) {
            if (block.to() - block.from() > largest.to() - largest.from()) {
                largest = block;
            }
        }
        return largest;
    }

    /** A layer's parameters by key; none for a layer that the updater does not move. */
    Map<String, Slot> of(Object layer) {
        return slots.getOrDefault(layer, Map.of());
    }

    /** The longest momentum of any updater, in steps. */
    int horizon() {
        return blocks.stream().mapToInt(block -> block.scale().horizon()).max().orElse(0);
    }

    /** Whether any updater's denominators are read at nodes. */
    boolean isScaled() {
        return blocks.stream().anyMatch(block -> block.scale().isScaled());
    }

    /** Whether any updater's denominators are kept for every step. */
    boolean isScaledStepwise() {
        return blocks.stream().anyMatch(block -> block.scale().isScaledStepwise());
    }

    /**
     * Denominators of all updaters as they are now, ones where an updater has none of the kind.
     *
     * @param stepwise of those that are kept for every step, or of those that are read at nodes
     * @param into gets them, as long as the parameters
     */
    void denominators(boolean stepwise, int iterations, INDArray into) {
        long covered = blocks.stream()
                .filter(block -> stepwise
                        ? block.scale().isScaledStepwise()
                        : block.scale().isScaled())
                .mapToLong(block -> block.to() - block.from())
                .sum();
        if (covered < into.length()) {
            into.assign(1);
        }
        for (Block block : blocks) {
            if (stepwise ? block.scale().isScaledStepwise() : block.scale().isScaled()) {
                block.scale().denominators(iterations, block.of(into));
            }
        }
    }

    /** A stretch of the flat vector that one updater moves. */
    record Block(StepScale scale, long from, long to) {
        INDArray of(INDArray flat) {
            return flat.get(NDArrayIndex.interval(from, to));
        }
    }

    /** One parameter array. */
    record Slot(Block block, long from, long to, char order, long[] shape) {
        INDArray of(INDArray flat) {
            return flat.get(NDArrayIndex.interval(from, to)).reshape(order, shape);
        }
    }
}
