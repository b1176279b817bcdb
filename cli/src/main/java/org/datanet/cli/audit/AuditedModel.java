package org.datanet.cli.audit;

import java.util.List;
import java.util.Locale;
import org.datanet.tribuo.GainMethod;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.math.optimisers.AdaGrad;

/** A kind of model that is trained again and again, and the methods that say what its rows are worth. */
public enum AuditedModel {
    /** Logistic regression by gradient descent. */
    LOGISTIC(GainMethod.INFLUENCE, GainMethod.GRADIENT_FLOW, GainMethod.IN_RUN, GainMethod.KNN_SHAPLEY),
    /** A random forest of 50 trees. */
    FOREST(GainMethod.LEAF_WEIGHTS, GainMethod.KNN_SHAPLEY);

    private final List<GainMethod> methods;

    AuditedModel(GainMethod... methods) {
        this.methods = List.of(methods);
    }

    /** The methods that know the model. */
    public List<GainMethod> methods() {
        return methods;
    }

    Trainer<Label> trainer(long seed) {
        return switch (this) {
            case LOGISTIC -> new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.1), 20, 1 << 30, 16, seed);
            case FOREST ->
                new RandomForestTrainer<>(
                        new CARTClassificationTrainer(12, 0.125f, seed), new VotingCombiner(), 50, seed);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
