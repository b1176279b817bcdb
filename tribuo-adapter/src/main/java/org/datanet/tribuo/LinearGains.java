package org.datanet.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.datanet.attribution.linear.ConvexLoss;
import org.datanet.attribution.linear.GradientFlow;
import org.datanet.attribution.linear.LinearInfluence;
import org.datanet.attribution.linear.SparseRows;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.common.sgd.AbstractLinearSGDModel;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.la.SparseVector;
import org.tribuo.math.la.VectorTuple;
import org.tribuo.regression.Regressor;

/** Influence for linear models that were trained by gradient descent on a loss with a curvature. */
final class LinearGains {
    /**
     * Damping as a share of the mean curvature. Early stopping keeps such models from the optimum; without damping the directions
     * that were hardly trained would dominate.
     */
    private static final double DAMPING = 0.3;

    private LinearGains() {}

    /** Whether the model's loss is one with a curvature: hinge and absolute losses have none. */
    static boolean fits(Model<?> model) {
        return objective(model).endsWith(".LogMulticlass") || objective(model).endsWith(".SquaredLoss");
    }

    private static String objective(Model<?> model) {
        return model.getProvenance()
                                .getTrainerProvenance()
                                .getConfiguredParameters()
                                .get("objective")
                        instanceof ConfiguredObjectProvenance objective
                ? objective.getClassName()
                : "";
    }

    static <T extends Output<T>> Gains measure(
            Model<T> model, Dataset<T> examples, Dataset<T> validation, GainMethod method) {
        DenseMatrix matrix = ((AbstractLinearSGDModel<T>) model).getWeightsCopy();
        int classes = matrix.getDimension1Size();
        int width = matrix.getDimension2Size();
        double[] parameters = new double[classes * width];
        for (int c = 0; c < classes; c++) {
            for (int j = 0; j < width; j++) {
                parameters[c * width + j] = matrix.get(c, j);
            }
        }
        ConvexLoss loss = objective(model).endsWith(".LogMulticlass") ? ConvexLoss.SOFTMAX : ConvexLoss.SQUARED;
        List<Example<T>> training = new ArrayList<>();
        double[] weights = new double[examples.size()];
        for (int i = 0; i < weights.length; i++) {
            training.add(examples.getExample(i));
            weights[i] = examples.getExample(i).getWeight();
        }
        List<String> notes = new ArrayList<>();
        List<Example<T>> held = Gains.held(validation, model, notes);
        SparseRows rows = rows(training, model, width);
        double[] targets = targets(training, model, classes);
        SparseRows heldRows = rows(held, model, width);
        double[] heldTargets = targets(held, model, classes);
        double untrained =
                LinearInfluence.meanLoss(loss, heldRows, heldTargets, new double[parameters.length], classes);
        if (method == GainMethod.GRADIENT_FLOW) {
            double drop = untrained - LinearInfluence.meanLoss(loss, heldRows, heldTargets, parameters, classes);
            double reached = LinearInfluence.meanLoss(loss, rows, targets, parameters, classes);
            GradientFlow.Result flow =
                    new GradientFlow(loss, rows, targets, weights, classes).gains(heldRows, heldTargets, reached);
            notes.add("gains are those of the gradient's flow down to the model's training loss, in %d steps"
                    .formatted(flow.steps()));
            double residual = drop == 0 ? 0 : (Arrays.stream(flow.gains()).sum() - drop) / drop;
            return new Gains("in-run gain (gradient flow)", residual, flow.gains(), notes);
        }
        double damping = DAMPING * LinearInfluence.meanCurvature(loss, rows, weights, parameters, classes);
        LinearInfluence.Result result = new LinearInfluence(loss, rows, targets, weights, parameters, classes, damping)
                .gains(heldRows, heldTargets);
        double drop = untrained - result.validationLoss();
        double residual = drop == 0 ? 0 : (Arrays.stream(result.gains()).sum() - drop) / drop;
        notes.add("gains are leave-one-out effects, which do not sum to the drop of the loss");
        if (result.error() > 1e-6) {
            notes.add("the linear system was solved to a relative error of %.1e only".formatted(result.error()));
        }
        return new Gains("influence (Hessian), damping %.3g".formatted(damping), residual, result.gains(), notes);
    }

    /** Features by the model's ids, with the column of ones that Tribuo puts last. */
    private static <T extends Output<T>> SparseRows rows(List<Example<T>> examples, Model<T> model, int width) {
        int[] offsets = new int[examples.size() + 1];
        int[] columns = new int[Math.max(16, examples.size())];
        double[] values = new double[columns.length];
        int size = 0;
        for (int i = 0; i < examples.size(); i++) {
            SparseVector vector = SparseVector.createSparseVector(examples.get(i), model.getFeatureIDMap(), true);
            if (size + vector.numActiveElements() > columns.length) {
                int larger = Math.max(size + vector.numActiveElements(), size + (size >> 1));
                columns = Arrays.copyOf(columns, larger);
                values = Arrays.copyOf(values, larger);
            }
            for (VectorTuple element : vector) {
                columns[size] = element.index;
                values[size++] = element.value;
            }
            offsets[i + 1] = size;
        }
        return new SparseRows(width, offsets, columns, values);
    }

    private static <T extends Output<T>> double[] targets(List<Example<T>> examples, Model<T> model, int classes) {
        double[] targets = new double[examples.size() * classes];
        for (int i = 0; i < examples.size(); i++) {
            T output = examples.get(i).getOutput();
            if (output instanceof Label) {
                targets[i * classes + model.getOutputIDInfo().getID(output)] = 1;
            } else if (output instanceof Regressor regressor) {
                for (Regressor.DimensionTuple dimension : regressor) {
                    @SuppressWarnings("unchecked") // a dimension of a regressor is a regressor
                    T single = (T) (Output<?>) dimension;
                    targets[i * classes + model.getOutputIDInfo().getID(single)] = dimension.getValue();
                }
            } else {
                throw new IllegalArgumentException("influence knows labels and numbers, not "
                        + output.getClass().getSimpleName());
            }
        }
        return targets;
    }
}
