package org.datanet.dl4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.OptionalInt;
import java.util.Properties;
import org.datanet.proof.Digest;
import org.datanet.usage.UsageSession;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Joins what the tracked iterators hand out to what the network trains on: a batch is counted when the next iteration of the
 * network is done. Nothing it does throws into the training.
 */
final class UsageListener extends BaseTrainingListener {
    private static final Logger LOG = System.getLogger("org.datanet.dl4j");
    private static final String FRAMEWORK = framework();

    private final TrackedNetwork network;
    private final UsageSession session;
    private final SampleRows sampleRows;
    private int[] rows = new int[64];

    /** The batch that was handed out last, until an iteration has trained on it. */
    private @Nullable List<Serializable> pendingMetadata;

    private int pendingExamples;
    private boolean pending;
    private boolean trained;
    private boolean ended;

    private UsageListener(TrackedNetwork network, UsageSession session, SampleRows sampleRows) {
        this.network = network;
        this.session = session;
        this.sampleRows = sampleRows;
    }

    /** The listener of that session on the network: the one that is there, or a new one. */
    static UsageListener attach(TrackedNetwork network, UsageSession session, SampleRows rows) {
        for (TrainingListener other : List.copyOf(network.listeners())) {
            if (other instanceof UsageListener present) {
                if (present.session == session) {
                    return present;
                }
                String why =
                        "runs \"%s\" and \"%s\" recorded one network at the same time: end the first before the second"
                                .formatted(
                                        present.session.run().id(),
                                        session.run().id());
                present.session.incomplete(why);
                session.incomplete(why);
            }
        }
        UsageListener listener = new UsageListener(network, session, rows);
        network.add(listener);
        session.framework(FRAMEWORK);
        session.fingerprint(listener::end);
        return listener;
    }

    /** A batch was handed out; whether it is trained on is not known yet. */
    synchronized void fetched(@Nullable List<Serializable> metadata, int examples) {
        if (ended) {
            return;
        }
        if (!network.hears(this)) {
            // setListeners(..) between tracking and training drops every listener that was there before.
            network.add(this);
        }
        pendingMetadata = metadata;
        pendingExamples = examples;
        pending = true;
        trained = false;
    }

    @Override
    public synchronized void iterationDone(Model model, int iteration, int epoch) {
        try {
            if (pending) {
                pending = false;
                trained = true;
                count(model);
                pendingMetadata = null;
            } else if (!(trained && network.iteratesWithinBatch())) {
                session.incomplete("the network was trained on batches that are not tracked");
            }
            double score = model.score();
            if (!Double.isFinite(score)) {
                session.note("the training loss became " + score + "; training went on");
            }
        } catch (RuntimeException e) {
            lost("an iteration", e);
        }
    }

    private void count(Model model) {
        int examples = model.batchSize();
        if (examples != pendingExamples) {
            session.incomplete("an iteration trained on %d examples where the tracked batch has %d"
                    .formatted(examples, pendingExamples));
        }
        List<Serializable> metadata = pendingMetadata;
        if (metadata == null || metadata.size() != pendingExamples) {
            session.incomplete(
                    metadata == null
                            ? "batches without example metadata were trained on: their rows are not known"
                            : "batches were trained on whose metadata do not name each example once");
            return;
        }
        int known = resolve(metadata);
        session.exposed(rows, 0, known);
    }

    private int resolve(List<Serializable> metadata) {
        int size = metadata.size();
        if (rows.length < size) {
            rows = new int[size];
        }
        if (metadata instanceof RowList list && list.isOf(session.run().datanet())) {
            for (int i = 0; i < size; i++) {
                rows[i] = list.row(i);
            }
            return size;
        }
        int known = 0;
        for (int i = 0; i < size; i++) {
            try {
                OptionalInt row = sampleRows.row(metadata.get(i), session);
                if (row.isPresent()) {
                    rows[known++] = row.getAsInt();
                } else {
                    session.incomplete("examples were trained on that name no row of the Datanet");
                }
            } catch (RuntimeException e) {
                session.incomplete("examples were trained on whose rows are not known: " + e.getMessage());
            }
        }
        return known;
    }

    /** Asked for the fingerprint when the session ends: gives it and lets go of the network. */
    private synchronized Digest end() {
        ended = true;
        network.remove(this);
        INDArray parameters = network.model().params();
        if (!Double.isFinite(parameters.sumNumber().doubleValue())) {
            session.note("the trained parameters are not finite numbers");
        }
        return ParameterDigest.of(parameters);
    }

    private void lost(String what, RuntimeException e) {
        session.incomplete("%s could not be recorded: %s".formatted(what, e));
        LOG.log(Level.WARNING, "recording of run \"" + session.run().id() + "\" is incomplete; training goes on", e);
    }

    private static String framework() {
        Properties properties = new Properties();
        try (InputStream in = MultiLayerNetwork.class.getResourceAsStream(
                "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the framework's version is not known", e);
        }
        return ("deeplearning4j " + properties.getProperty("version", "")).strip();
    }
}
