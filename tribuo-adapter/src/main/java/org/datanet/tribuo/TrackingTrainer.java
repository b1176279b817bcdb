package org.datanet.tribuo;

import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.datanet.usage.UsageSession;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Trainer;
import org.tribuo.Tribuo;
import org.tribuo.WeightedExamples;
import org.tribuo.provenance.TrainerProvenance;

/** Decorates a trainer: what it returns is what the trainer returned, and the session is told after the fact. */
class TrackingTrainer<T extends Output<T>> implements Trainer<T> {
    private static final String TWO_RUNS =
            "two runs recorded one training, and the model names the inner one: track a trainer once";

    private final Trainer<T> trainer;
    private final UsageSession session;
    private final Optional<Dataset<T>> validation;
    private final GainMethod method;

    private TrackingTrainer(
            Trainer<T> trainer, UsageSession session, Optional<Dataset<T>> validation, GainMethod method) {
        this.trainer = trainer;
        this.session = session;
        this.validation = validation;
        this.method = method;
    }

    static <T extends Output<T>> Trainer<T> of(
            Trainer<T> trainer, UsageSession session, Optional<Dataset<T>> validation, GainMethod method) {
        return trainer instanceof WeightedExamples
                ? new Weighted<>(trainer, session, validation, method)
                : new TrackingTrainer<>(trainer, session, validation, method);
    }

    /** Boosting asks whether its inner trainer heeds weights, and trains differently if it does. */
    private static final class Weighted<T extends Output<T>> extends TrackingTrainer<T> implements WeightedExamples {
        Weighted(Trainer<T> trainer, UsageSession session, Optional<Dataset<T>> validation, GainMethod method) {
            super(trainer, session, validation, method);
        }
    }

    @Override
    public Model<T> train(Dataset<T> examples) {
        return train(examples, Map.of());
    }

    @Override
    public Model<T> train(Dataset<T> examples, Map<String, Provenance> runProvenance) {
        Model<T> model = trainer.train(examples, bind(runProvenance));
        observe(model, examples);
        return model;
    }

    @Override
    public Model<T> train(Dataset<T> examples, Map<String, Provenance> runProvenance, int invocationCount) {
        Model<T> model = trainer.train(examples, bind(runProvenance), invocationCount);
        observe(model, examples);
        return model;
    }

    private Map<String, Provenance> bind(Map<String, Provenance> runProvenance) {
        if (runProvenance.containsKey(TribuoUsage.RUN)) {
            session.incomplete(TWO_RUNS);
        }
        Map<String, Provenance> bound = new LinkedHashMap<>(runProvenance);
        bound.put(
                TribuoUsage.RUN,
                new StringProvenance(TribuoUsage.RUN, session.run().id().value()));
        bound.put(
                TribuoUsage.ROOT,
                new StringProvenance(
                        TribuoUsage.ROOT, session.run().datanet().root().hex()));
        return bound;
    }

    private void observe(Model<T> model, Dataset<T> examples) {
        try {
            session.framework("tribuo " + Tribuo.VERSION);
            session.fingerprint(() -> ModelFingerprint.of(model));
            new TrainingRecord<>(model, examples).tell(session);
            if (!TribuoUsage.run(model).equals(Optional.of(session.run().id()))) {
                session.incomplete(TWO_RUNS);
            }
            if (!FinitePredictions.of(model, examples)) {
                session.note("the trained model predicts what is no finite number");
            }
        } catch (RuntimeException | LinkageError e) {
            session.incomplete("the rows that " + trainer.getClass().getSimpleName() + " trained on: " + e);
            return;
        }
        if (validation.isPresent()) {
            try {
                Gains.measure(model, examples, validation.get(), method).tell(session, examples);
            } catch (RuntimeException | LinkageError e) {
                session.note("gains were not measured: " + e.getMessage());
            }
        }
    }

    @Override
    public int getInvocationCount() {
        return trainer.getInvocationCount();
    }

    @Override
    public void setInvocationCount(int invocationCount) {
        trainer.setInvocationCount(invocationCount);
    }

    @Override
    public TrainerProvenance getProvenance() {
        return trainer.getProvenance();
    }

    @Override
    public void postConfig() throws PropertyException {
        // The decorated trainer was configured by whoever made it.
    }

    @Override
    public String toString() {
        return "TribuoUsage.track(" + trainer + ")";
    }
}
