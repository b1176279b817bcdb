package org.datanet.dl4j;

import java.util.Map;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.AMSGradUpdater;
import org.nd4j.linalg.learning.AdaGradUpdater;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.NesterovsUpdater;
import org.nd4j.linalg.learning.NoOpUpdater;
import org.nd4j.linalg.learning.RmsPropUpdater;
import org.nd4j.linalg.learning.SgdUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * How an updater turns the gradient of one step into movement of the parameters: the step itself and, through momentum, later
 * ones move them by {@code part x gradient / denominator}. The denominator comes out of the updater's own state. Where it
 * follows the last few gradients closely (RMSProp, AdaGrad) it is kept for every step; where it is a long average (Adam,
 * AMSGrad) it is read at the nodes only, with its bias correction moved into it, so that it changes slowly in between.
 */
final class StepScale {
    /** Momentum below this share of a step's whole movement is credited with the last stretch that is looked at. */
    private static final double REST = 0.01;

    private enum Kind {
        PLAIN,
        NESTEROVS,
        ADAM,
        AMSGRAD,
        RMSPROP,
        ADAGRAD,
        NOOP,
        OTHER
    }

    private final Kind kind;
    private final IUpdater configuration;
    private final GradientUpdater<?> updater;
    private final double decay;
    private final double squares;
    private final double epsilon;

    private StepScale(Kind kind, GradientUpdater<?> updater, double decay, double squares, double epsilon) {
        this.kind = kind;
        this.updater = updater;
        this.configuration = updater.getConfig();
        this.decay = decay;
        this.squares = squares;
        this.epsilon = epsilon;
    }

    static StepScale of(UpdaterBlock block) {
        GradientUpdater<?> updater = block.getGradientUpdater();
        if (updater instanceof SgdUpdater) {
            return new StepScale(Kind.PLAIN, updater, 0, 0, 0);
        }
        if (updater instanceof NoOpUpdater) {
            return new StepScale(Kind.NOOP, updater, 0, 0, 0);
        }
        if (updater instanceof NesterovsUpdater nesterovs) {
            return new StepScale(Kind.NESTEROVS, updater, nesterovs.getConfig().getMomentum(), 0, 0);
        }
        if (updater instanceof AdamUpdater adam) {
            return new StepScale(
                    Kind.ADAM,
                    updater,
                    adam.getConfig().getBeta1(),
                    adam.getConfig().getBeta2(),
                    adam.getConfig().getEpsilon());
        }
        if (updater instanceof AMSGradUpdater amsgrad) {
            return new StepScale(
                    Kind.AMSGRAD,
                    updater,
                    amsgrad.getConfig().getBeta1(),
                    amsgrad.getConfig().getBeta2(),
                    amsgrad.getConfig().getEpsilon());
        }
        if (updater instanceof RmsPropUpdater rmsprop) {
            return new StepScale(
                    Kind.RMSPROP,
                    updater,
                    0,
                    rmsprop.getConfig().getRmsDecay(),
                    rmsprop.getConfig().getEpsilon());
        }
        if (updater instanceof AdaGradUpdater adagrad) {
            return new StepScale(
                    Kind.ADAGRAD, updater, 0, 0, adagrad.getConfig().getEpsilon());
        }
        return new StepScale(Kind.OTHER, updater, 0, 0, 0);
    }

    /** The updater's name, as its configuration has it. */
    String name() {
        return configuration.getClass().getSimpleName();
    }

    /** Whether the updater is known; of others only the learning rate is. */
    boolean isKnown() {
        return kind != Kind.OTHER;
    }

    /** Whether the denominator is read at nodes. */
    boolean isScaled() {
        return kind == Kind.ADAM || kind == Kind.AMSGRAD;
    }

    /** Whether the denominator is kept for every step. */
    boolean isScaledStepwise() {
        return kind == Kind.RMSPROP || kind == Kind.ADAGRAD;
    }

    /**
     * The denominators as they are now.
     *
     * @param iterations updates that the network has behind it, 1 or more
     * @param into gets them, as long as the updater's block
     */
    void denominators(int iterations, INDArray into) {
        Map<String, INDArray> state = updater.getState();
        String key = switch (kind) {
            case ADAM -> AdamUpdater.V_STATE;
            case AMSGRAD -> AMSGradUpdater.V_HAT_STATE;
            case RMSPROP -> RmsPropUpdater.G_STATE;
            case ADAGRAD -> AdaGradUpdater.GRAD_STATE;
            default -> throw new IllegalStateException(name() + " has no denominators");
        };
        INDArray squared = state.get(key);
        if (squared == null) {
            throw new IllegalStateException("the state " + key + " of " + name() + " is not there");
        }
        Nd4j.exec(new Sqrt(squared.reshape(squared.length()), into));
        into.addi(epsilon);
        if (isScaled()) {
            into.divi(Math.sqrt(1 - Math.pow(squares, iterations)));
        }
    }

    /** How many steps after its own a gradient still moves the parameters noticeably. */
    int horizon() {
        return decay <= 0 ? 0 : (int) Math.ceil(Math.log(REST) / Math.log(decay));
    }

    /**
     * The part of a step's gradient that moves the parameters some steps later, before the denominator.
     *
     * @param iteration the network's count at the step, 0-based
     * @param epoch the network's epoch at the step
     * @param later 0 for the step itself
     */
    double part(int iteration, int epoch, int later) {
        return switch (kind) {
            case NESTEROVS -> {
                double momentum = ((Nesterovs) configuration).currentMomentum(iteration, epoch);
                double rate = configuration.getLearningRate(iteration, epoch);
                yield later == 0 ? rate * (1 + momentum) : rate * Math.pow(momentum, later + 1.0);
            }
            case ADAM, AMSGRAD ->
                configuration.getLearningRate(iteration + later, epoch)
                        * (1 - decay)
                        * Math.pow(decay, later)
                        / (1 - Math.pow(decay, iteration + later + 1.0));
            case NOOP -> later == 0 ? 1 : 0;
            default ->
                later > 0 ? 0 : configuration.hasLearningRate() ? configuration.getLearningRate(iteration, epoch) : 1;
        };
    }

    @Override
    public String toString() {
        return name();
    }
}
