package org.datanet.tribuo;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.BooleanProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.DoubleProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.LongProvenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.common.sgd.AbstractSGDTrainer;
import org.tribuo.common.sgd.FMParameters;
import org.tribuo.common.sgd.SGDObjective;
import org.tribuo.math.FeedForwardParameters;
import org.tribuo.math.LinearParameters;
import org.tribuo.math.StochasticGradientOptimiser;
import org.tribuo.math.la.DenseVector;
import org.tribuo.math.la.Matrix;
import org.tribuo.math.la.MatrixTuple;
import org.tribuo.math.la.SGDVector;
import org.tribuo.math.la.SparseVector;
import org.tribuo.math.la.Tensor;
import org.tribuo.math.la.VectorTuple;

/**
 * Gains inside a run of gradient descent, measured after it: the run is gone through again from the configuration and the seed in
 * the model's provenance, step by step in the same order, until the same parameters stand there to the last bit; if they don't,
 * the replay says so and gives no gains. Each step's gain is the drop of the mean validation loss from before to after it, with no
 * approximation, so that over a run the gains sum to the whole drop. The rows of a minibatch share their step's drop by the products
 * of their gradients with the validation gradient (Wang et al., "Data Shapley in one training run", ICLR 2025, first order), what
 * the first order leaves over being shared equally.
 */
final class SgdReplay<T extends Output<T>> {
    /** Multiplications that the validation losses of all steps may cost; beyond it, fewer validation rows are used. */
    private static final double BUDGET = 1.5e9;

    private static final int MIN_VALIDATION = 32;

    private final Model<T> model;
    private final Dataset<T> examples;
    private final Map<String, Provenance> configuration;
    private final SGDObjective<Object> objective;
    private final StochasticGradientOptimiser optimiser;
    private final boolean bias;

    private SgdReplay(Model<T> model, Dataset<T> examples) {
        this.model = model;
        this.examples = examples;
        configuration = model.getProvenance().getTrainerProvenance().getConfiguredParameters();
        @SuppressWarnings(
                "unchecked") // the objective of the trainer is fed with the targets of the same kind of output
        SGDObjective<Object> made = (SGDObjective<Object>) make("objective", SGDObjective.class);
        objective = made;
        optimiser = make("optimiser", StochasticGradientOptimiser.class);
        bias = !configuration.containsKey("factorizedDimSize");
    }

    /** Whether the model's provenance has what a replay needs. */
    static boolean fits(Model<?> model) {
        Map<String, Provenance> configuration =
                model.getProvenance().getTrainerProvenance().getConfiguredParameters();
        return model.getProvenance().getTrainerProvenance().getClassName().startsWith("org.tribuo.")
                && configuration.get("objective") instanceof ConfiguredObjectProvenance
                && configuration.get("optimiser") instanceof ConfiguredObjectProvenance
                && configuration.get("epochs") instanceof IntProvenance
                && configuration.get("minibatchSize") instanceof IntProvenance
                && configuration.get("seed") instanceof LongProvenance;
    }

    /**
     * Replays the run.
     *
     * @throws IllegalStateException when the replay does not end in the model's own parameters
     */
    static <T extends Output<T>> Gains measure(Model<T> model, Dataset<T> examples, Dataset<T> validation) {
        return new SgdReplay<>(model, examples).gains(validation);
    }

    /**
     * What each example is worth for each query: rows x examples by index, in the query's own loss.
     *
     * @throws IllegalStateException when the run took minibatches, whose steps have no one row, or can't be replayed
     */
    static <T extends Output<T>> double[][] perQuery(Model<T> model, Dataset<T> examples, List<Example<T>> queries) {
        SgdReplay<T> replay = new SgdReplay<>(model, examples);
        if (replay.whole("minibatchSize") != 1) {
            throw new IllegalStateException(
                    "single queries are attributed to steps of one row, this run took minibatches of %d"
                            .formatted(replay.whole("minibatchSize")));
        }
        double[][] gains = new double[queries.size()][examples.size()];
        SgdReplay<T>.Held held = replay.new Held(queries);
        double[][] before = new double[1][];
        replay.run((place, parameters) -> {
            double[] after = held.losses(parameters);
            if (place >= 0) {
                for (int query = 0; query < after.length; query++) {
                    gains[query][place] += before[0][query] - after[query];
                }
            }
            before[0] = after;
        });
        for (int query = 0; query < gains.length; query++) {
            gains[query] = Gains.reorder(examples, gains[query]);
        }
        return gains;
    }

    /** Looks at the parameters after each step of one row; at first, before any step, with place -1. */
    @FunctionalInterface
    private interface Step {
        void taken(int place, FeedForwardParameters parameters);
    }

    private void run(Step step) {
        boolean shuffle = !(configuration.get("shuffle") instanceof BooleanProvenance setting) || setting.getValue();
        SplittableRandom random = random();
        Walk walk = new Walk();
        FeedForwardParameters parameters = parameters(random);
        StochasticGradientOptimiser stepper = optimiser.copy();
        stepper.initialise(parameters);
        step.taken(-1, parameters);
        for (int epoch = 0; epoch < whole("epochs"); epoch++) {
            if (shuffle) {
                walk.shuffle(random);
            }
            for (int place : walk.places) {
                walk.train(place, parameters, stepper);
                step.taken(place, parameters);
            }
        }
        stepper.finalise();
        mustBeModel(parameters);
    }

    private <C extends Configurable> C make(String name, Class<C> kind) {
        ConfiguredObjectProvenance provenance = (ConfiguredObjectProvenance) required(name);
        ConfigurationManager manager = new ConfigurationManager();
        manager.addConfiguration(ProvenanceUtil.extractConfiguration(provenance));
        for (C candidate : manager.lookupAll(kind)) {
            if (candidate.getClass().getName().equals(provenance.getClassName())) {
                return candidate;
            }
        }
        throw new IllegalStateException("no %s can be made from the model's provenance".formatted(name));
    }

    private Provenance required(String name) {
        Provenance value = configuration.get(name);
        if (value == null) {
            throw new IllegalStateException("the model's provenance has no \"" + name + "\"");
        }
        return value;
    }

    private int whole(String name) {
        return ((IntProvenance) required(name)).getValue();
    }

    private Gains gains(Dataset<T> validation) {
        int epochs = whole("epochs");
        int batch = whole("minibatchSize");
        int n = examples.size();
        boolean shuffle = !(configuration.get("shuffle") instanceof BooleanProvenance setting) || setting.getValue();
        SplittableRandom random = random();
        Walk walk = new Walk();
        FeedForwardParameters parameters = parameters(random);
        List<String> notes = new ArrayList<>();
        Held all = new Held(Gains.held(validation, model, notes));
        Held held = all.sample((int) (BUDGET / ((double) epochs * n / batch) / size(parameters)));
        if (held.size() < all.size()) {
            notes.add("each step was measured on %d of %d validation rows".formatted(held.size(), all.size()));
        }
        StochasticGradientOptimiser stepper = optimiser.copy();
        stepper.initialise(parameters);
        double start = all.loss(parameters);
        double[] byWalk = new double[n];
        double before = held.loss(parameters);
        for (int epoch = 0; epoch < epochs; epoch++) {
            if (shuffle) {
                walk.shuffle(random);
            }
            for (int from = 0; from < n; from += batch) {
                if (batch == 1) {
                    int place = walk.places[from];
                    walk.train(place, parameters, stepper);
                    double after = held.loss(parameters);
                    byWalk[place] += before - after;
                    before = after;
                } else {
                    before = walk.batch(
                            from, Math.min(n, from + batch), batch, parameters, stepper, held, before, byWalk);
                }
            }
        }
        stepper.finalise();
        mustBeModel(parameters);
        double drop = start - all.loss(parameters);
        double residual = drop == 0 ? 0 : (Arrays.stream(byWalk).sum() - drop) / drop;
        return new Gains("in-run gain (replay)", residual, Gains.reorder(examples, byWalk), notes);
    }

    private void mustBeModel(FeedForwardParameters parameters) {
        if (!isModel(parameters)) {
            throw new IllegalStateException("the replay of %s did not end in the model's own parameters"
                    .formatted(model.getProvenance().getTrainerProvenance().getClassName()));
        }
    }

    /** The examples as the trainer laid them out, in the order in which it walked over the data set. */
    private final class Walk {
        private final SGDVector[] features = new SGDVector[examples.size()];
        private final Object[] targets = new Object[features.length];
        private final double[] weights = new double[features.length];
        private final Integer[] places = new Integer[features.length];

        Walk() {
            int i = 0;
            for (Example<T> example : examples) {
                features[i] = vector(example);
                targets[i] = target(example.getOutput());
                weights[i] = example.getWeight();
                places[i] = i;
                i++;
            }
        }

        /** The trainer's own shuffle, over places, so that every array can be read through them. */
        void shuffle(SplittableRandom random) {
            AbstractSGDTrainer.shuffleInPlace(new SGDVector[places.length], places, new double[places.length], random);
        }

        /** One step on one row. */
        void train(int place, FeedForwardParameters parameters, StochasticGradientOptimiser stepper) {
            Pair<Double, SGDVector> output =
                    objective.lossAndGradient(targets[place], parameters.predict(features[place]));
            parameters.update(stepper.step(parameters.gradients(output, features[place]), weights[place]));
        }

        /** One step on the rows at [from, to) of the present order; gives the loss after it. */
        double batch(
                int from,
                int to,
                int batch,
                FeedForwardParameters parameters,
                StochasticGradientOptimiser stepper,
                Held held,
                double before,
                double[] gains) {
            Tensor[][] gradients = new Tensor[batch][];
            double[] slope = held.gradient(parameters);
            double[] total = new double[slope.length];
            double weight = 0;
            for (int k = from; k < to; k++) {
                int place = places[k];
                Pair<Double, SGDVector> output =
                        objective.lossAndGradient(targets[place], parameters.predict(features[place]));
                weight += weights[place];
                gradients[k - from] = parameters.gradients(output, features[place]);
                add(gradients[k - from], total);
            }
            Tensor[] updates = parameters.merge(gradients, to - from);
            for (Tensor update : updates) {
                update.scaleInPlace(batch);
            }
            Tensor[] stepped = stepper.step(updates, weight / batch);
            double[] scaled = preconditioned(slope, stepped, total);
            parameters.update(stepped);
            double after = held.loss(parameters);
            double rest = before - after;
            for (int k = from; k < to; k++) {
                double share = dot(scaled, gradients[k - from]);
                gains[places[k]] += share;
                rest -= share;
            }
            for (int k = from; k < to; k++) {
                gains[places[k]] += rest / (to - from);
            }
            return after;
        }
    }

    /**
     * The validation slope times the optimiser's scale of each coordinate, which is what it made of the summed gradient. Memory of
     * earlier steps can make that ratio anything where the sum is near 0, so it is held within ten times its usual size.
     */
    private static double[] preconditioned(double[] slope, Tensor[] stepped, double[] total) {
        double[] scaled = new double[slope.length];
        add(stepped, scaled);
        double moved = 0;
        double pushed = 0;
        for (int i = 0; i < slope.length; i++) {
            moved += Math.abs(scaled[i]);
            pushed += Math.abs(total[i]);
        }
        double limit = pushed == 0 ? 0 : 10 * moved / pushed;
        for (int i = 0; i < slope.length; i++) {
            double ratio = total[i] == 0 ? 0 : scaled[i] / total[i];
            scaled[i] = slope[i] * Math.max(-limit, Math.min(limit, ratio));
        }
        return scaled;
    }

    /** The stream that the trainer split off for the run. */
    private SplittableRandom random() {
        SplittableRandom random = new SplittableRandom(((LongProvenance) required("seed")).getValue());
        Provenance invocation =
                model.getProvenance().getTrainerProvenance().getInstanceValues().get("train-invocation-count");
        int earlier = invocation instanceof IntProvenance count ? count.getValue() : 0;
        for (int i = 0; i < earlier; i++) {
            random.split();
        }
        return random.split();
    }

    private FeedForwardParameters parameters(SplittableRandom random) {
        int features = model.getFeatureIDMap().size();
        int outputs = model.getOutputIDInfo().size();
        return bias
                ? new LinearParameters(features + 1, outputs)
                : new FMParameters(
                        random,
                        features,
                        outputs,
                        whole("factorizedDimSize"),
                        ((DoubleProvenance) required("variance")).getValue());
    }

    private SGDVector vector(Example<T> example) {
        return example.size() == model.getFeatureIDMap().size()
                ? DenseVector.createDenseVector(example, model.getFeatureIDMap(), bias)
                : SparseVector.createSparseVector(example, model.getFeatureIDMap(), bias);
    }

    private Object target(T output) {
        boolean standardised =
                configuration.get("standardise") instanceof BooleanProvenance setting && setting.getValue();
        return SgdTargets.of(output, model.getOutputIDInfo(), standardised);
    }

    /** Whether the model holds these parameters, bit by bit. */
    private boolean isModel(FeedForwardParameters parameters) {
        try {
            ByteString replayed = parameters.serialize().toByteString();
            UnknownFieldSet fields = UnknownFieldSet.parseFrom(
                    model.serialize().getSerializedData().getValue());
            return fields.asMap().values().stream()
                    .anyMatch(field -> field.getLengthDelimitedList().contains(replayed));
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }

    private static long size(FeedForwardParameters parameters) {
        long size = 0;
        for (Tensor tensor : parameters.get()) {
            long part = 1;
            for (int dimension : tensor.getShape()) {
                part *= dimension;
            }
            size += part;
        }
        return size;
    }

    /** The product of a flat gradient with tensors. */
    private static double dot(double[] flat, Tensor[] tensors) {
        double sum = 0;
        int base = 0;
        for (Tensor tensor : tensors) {
            if (tensor instanceof Matrix matrix) {
                int width = matrix.getDimension2Size();
                for (MatrixTuple element : matrix) {
                    sum += flat[base + element.i * width + element.j] * element.value;
                }
                base += matrix.getDimension1Size() * width;
            } else {
                SGDVector vector = (SGDVector) tensor;
                for (VectorTuple element : vector) {
                    sum += flat[base + element.index] * element.value;
                }
                base += vector.size();
            }
        }
        return sum;
    }

    /** Validation rows as the trainer would see them. */
    private final class Held {
        private final List<SGDVector> features = new ArrayList<>();
        private final List<Object> targets = new ArrayList<>();
        /** Some of Tribuo's objectives give a loss, others a log-likelihood. */
        private final double sign;

        Held(List<Example<T>> held) {
            for (Example<T> example : held) {
                features.add(vector(example));
                targets.add(target(example.getOutput()));
            }
            sign = falls() ? 1 : -1;
        }

        /** Whether the objective's value falls along the direction in which parameters are updated. */
        private boolean falls() {
            double rise = 0;
            int outputs = model.getOutputIDInfo().size();
            for (Object target : targets) {
                Pair<Double, SGDVector> at = objective.lossAndGradient(target, new DenseVector(outputs));
                DenseVector moved = new DenseVector(outputs);
                for (VectorTuple element : at.getB()) {
                    moved.set(element.index, element.value * 1e-3);
                }
                rise += objective.lossAndGradient(target, moved).getA() - at.getA();
            }
            return rise < 0;
        }

        private Held(Held all, int size) {
            sign = all.sign;
            for (int i = 0; i < size; i++) {
                int at = (int) ((long) i * all.size() / size);
                features.add(all.features.get(at));
                targets.add(all.targets.get(at));
            }
        }

        /** Evenly spaced rows, at least {@link #MIN_VALIDATION} where there are as many. */
        Held sample(int most) {
            return most >= size() ? this : new Held(this, Math.min(size(), Math.max(MIN_VALIDATION, most)));
        }

        int size() {
            return features.size();
        }

        double[] losses(FeedForwardParameters parameters) {
            double[] losses = new double[size()];
            for (int i = 0; i < losses.length; i++) {
                losses[i] = sign
                        * objective
                                .lossAndGradient(targets.get(i), parameters.predict(features.get(i)))
                                .getA();
            }
            return losses;
        }

        double loss(FeedForwardParameters parameters) {
            double loss = 0;
            for (int i = 0; i < size(); i++) {
                loss += objective
                        .lossAndGradient(targets.get(i), parameters.predict(features.get(i)))
                        .getA();
            }
            return sign * loss / size();
        }

        /** Mean of the gradients in Tribuo's sign, that of an ascent, flat. */
        double[] gradient(FeedForwardParameters parameters) {
            double[] sum = new double[Math.toIntExact(SgdReplay.size(parameters))];
            for (int i = 0; i < size(); i++) {
                Pair<Double, SGDVector> output =
                        objective.lossAndGradient(targets.get(i), parameters.predict(features.get(i)));
                add(parameters.gradients(output, features.get(i)), sum);
            }
            for (int i = 0; i < sum.length; i++) {
                sum[i] /= size();
            }
            return sum;
        }
    }

    private static void add(Tensor[] tensors, double[] flat) {
        int base = 0;
        for (Tensor tensor : tensors) {
            if (tensor instanceof Matrix matrix) {
                int width = matrix.getDimension2Size();
                for (MatrixTuple element : matrix) {
                    flat[base + element.i * width + element.j] += element.value;
                }
                base += matrix.getDimension1Size() * width;
            } else {
                SGDVector vector = (SGDVector) tensor;
                for (VectorTuple element : vector) {
                    flat[base + element.index] += element.value;
                }
                base += vector.size();
            }
        }
    }
}
