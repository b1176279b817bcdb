package org.datanet.samples.service;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.usage.RecordUsage;
import org.datanet.usage.UsageSession;
import org.jspecify.annotations.Nullable;

/** Trains a perceptron on two labels; every row that moved a weight is counted as used. */
@ApplicationScoped
public class GrainTrainer {
    private static final int EPOCHS = 5;

    /**
     * @param handedIn by the interceptor; callers pass null
     * @return one weight per feature, and the bias
     */
    @RecordUsage(datanet = "wheat", run = "service", model = "perceptron")
    public double[] train(@Nullable UsageSession handedIn) {
        UsageSession usage = Objects.requireNonNull(handedIn, "the interceptor hands it in");
        Datanet datanet = usage.run().datanet();
        FeatureMatrix features = datanet.features().orElseThrow();
        double[] weights = new double[features.columns() + 1];
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (int row = 0; row < datanet.rows(); row++) {
                double sum = weights[features.columns()];
                for (int column = 0; column < features.columns(); column++) {
                    sum += weights[column] * features.get(row, column);
                }
                int target = datanet.label(row) == 0 ? -1 : 1;
                if (sum * target <= 0) {
                    for (int column = 0; column < features.columns(); column++) {
                        weights[column] += target * features.get(row, column);
                    }
                    weights[features.columns()] += target;
                    usage.exposed(row, 1);
                }
            }
        }
        usage.framework("perceptron");
        return weights;
    }
}
