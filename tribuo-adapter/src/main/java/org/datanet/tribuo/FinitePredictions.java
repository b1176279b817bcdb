package org.datanet.tribuo;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.regression.Regressor;

/**
 * Whether a model predicts finite numbers, tried on its first examples. Kinds of outputs are told by name: a class path has those that it
 * trains on, and seldom all.
 */
final class FinitePredictions {
    private static final int TRIED = 16;

    private FinitePredictions() {}

    static <T extends Output<T>> boolean of(Model<T> model, Dataset<T> examples) {
        for (int i = 0; i < Math.min(TRIED, examples.size()); i++) {
            Prediction<T> prediction = model.predict(examples.getExample(i));
            // Of scores that are all NaN, none is the highest, and there is no output.
            @Nullable Output<?> output = prediction.getOutput();
            if (output == null
                    || !isFinite(output)
                    || !prediction.getOutputScores().values().stream().allMatch(FinitePredictions::isFinite)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFinite(Output<?> output) {
        return switch (output.getClass().getName()) {
            case "org.tribuo.classification.Label" -> !Double.isNaN(((Label) output).getScore());
            case "org.tribuo.regression.Regressor" ->
                Arrays.stream(((Regressor) output).getValues()).allMatch(Double::isFinite);
            default -> true;
        };
    }
}
