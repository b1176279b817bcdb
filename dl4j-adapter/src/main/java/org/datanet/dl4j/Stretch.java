package org.datanet.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The examples of the steps between two gradients of the validation loss. */
final class Stretch {
    private final List<RowStack> inputs = new ArrayList<>();
    private final List<RowStack> deltas = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private int from;
    private int to;
    private int examples;

    Stretch(int layers) {
        for (int i = 0; i < layers; i++) {
            inputs.add(new RowStack());
            deltas.add(new RowStack());
        }
    }

    /** Uses it for the steps {@code [from, to)}. */
    Stretch over(int first, int end) {
        from = first;
        to = end;
        return this;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    RowStack inputs(int layer) {
        return inputs.get(layer);
    }

    RowStack deltas(int layer) {
        return deltas.get(layer);
    }

    List<Step> steps() {
        return steps;
    }

    int examples() {
        return examples;
    }

    /** Takes a step whose examples have been stacked; false, and nothing taken, when not every layer showed all of them. */
    boolean take(Step step) {
        int wanted = examples + step.rows().length;
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).rows() != wanted || deltas.get(i).rows() != wanted) {
                drop();
                return false;
            }
        }
        steps.add(step);
        examples = wanted;
        return true;
    }

    /** Forgets what was stacked for a step that was not taken. */
    void drop() {
        inputs.forEach(stack -> stack.cut(examples));
        deltas.forEach(stack -> stack.cut(examples));
    }

    /** Empties it for the next use, keeping its memory. */
    void clear() {
        examples = 0;
        steps.clear();
        drop();
    }

    /**
     * One step of training.
     *
     * @param at its place among the recorded steps, 0-based
     * @param rows the batch's rows in the Datanet, -1 where not known; kept
     * @param iteration the network's own count
     * @param epoch the network's own epoch
     * @param denominators of the updaters that change them with every step
     */
    record Step(
            int at,
            int[] rows,
            int iteration,
            int epoch,
            @Nullable INDArray denominators) {}
}
