package org.datanet.tribuo;

import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Output;
import org.tribuo.math.la.DenseVector;
import org.tribuo.multilabel.MultiLabel;
import org.tribuo.regression.ImmutableRegressionInfo;
import org.tribuo.regression.Regressor;

/**
 * Outputs in the form in which Tribuo's gradient descent takes them. Kinds of output are optional dependencies, so each is touched
 * in a class of its own and only after its name was seen.
 */
final class SgdTargets {
    private SgdTargets() {}

    static <T extends Output<T>> Object of(T output, ImmutableOutputInfo<T> info, boolean standardised) {
        return switch (output.getClass().getName()) {
            case "org.tribuo.classification.Label" -> info.getID(output);
            case "org.tribuo.multilabel.MultiLabel" -> MultiLabels.of(output, info);
            case "org.tribuo.regression.Regressor", "org.tribuo.regression.Regressor$DimensionTuple" ->
                Numbers.of(output, info, standardised);
            default ->
                throw new IllegalArgumentException("gradient descent is replayed for labels and numbers, not for "
                        + output.getClass().getSimpleName());
        };
    }

    private static final class Numbers {
        static Object of(Output<?> output, ImmutableOutputInfo<?> info, boolean standardised) {
            ImmutableRegressionInfo numbers = (ImmutableRegressionInfo) info;
            double[] values = new double[info.size()];
            for (Regressor.DimensionTuple dimension : (Regressor) output) {
                int id = numbers.getID(dimension);
                double value = dimension.getValue();
                values[id] = standardised ? (value - numbers.getMean(id)) / numbers.getVariance(id) : value;
            }
            return DenseVector.createDenseVector(values);
        }
    }

    private static final class MultiLabels {
        @SuppressWarnings("unchecked") // the domain of a multi-label output is one of multi-labels
        static Object of(Output<?> output, ImmutableOutputInfo<?> info) {
            return ((MultiLabel) output).convertToSparseVector((ImmutableOutputInfo<MultiLabel>) info);
        }
    }
}
