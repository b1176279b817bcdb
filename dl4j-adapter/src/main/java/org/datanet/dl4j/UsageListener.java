package org.datanet.dl4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.function.Consumer;
import org.datanet.proof.CanonicalBytes;
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
    /** The listeners of every session that has not ended, in the order of their networks. */
    private static final Map<UsageSession, List<UsageListener>> OPEN = new IdentityHashMap<>();

    private final TrackedNetwork network;
    private final UsageSession session;
    private final SampleRows sampleRows;
    private @Nullable GainMeter meter;

    /** The batch that was handed out last, until an iteration has trained on it. */
    private @Nullable List<Serializable> metadata;

    private int examples;
    private boolean masked;
    private boolean pending;
    private boolean trained;
    private boolean fetchedAny;
    private boolean trainedAny;
    private boolean ended;

    private UsageListener(TrackedNetwork network, UsageSession session, SampleRows sampleRows) {
        this.network = network;
        this.session = session;
        this.sampleRows = sampleRows;
    }

    /** The listener of that session on the network: the one that is there, or a new one. */
    static UsageListener attach(
            TrackedNetwork network, UsageSession session, SampleRows rows, @Nullable InRunGain gain) {
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
        if (gain != null) {
            listener.measure(gain);
        }
        synchronized (OPEN) {
            OPEN.computeIfAbsent(session, s -> new ArrayList<>()).add(listener);
        }
        session.fingerprint(() -> endAll(session));
        return listener;
    }

    private void measure(InRunGain gain) {
        try {
            List<LayerProbe> probes = LayerProbes.of(network, session);
            if (!probes.isEmpty()) {
                meter = new GainMeter(network, session, gain, probes);
            }
        } catch (RuntimeException e) {
            lost("gains", e);
        }
    }

    /** A batch was handed out; whether it is trained on is not known yet. */
    synchronized void fetched(@Nullable List<Serializable> ids, int size, boolean masks) {
        if (ended) {
            return;
        }
        if (!network.hears(this)) {
            // setListeners(..) between tracking and training drops every listener that was there before.
            network.add(this);
        }
        metadata = ids;
        examples = size;
        masked = masks;
        pending = true;
        fetchedAny = true;
        trained = false;
        withMeter(GainMeter::begin);
    }

    @Override
    public void onForwardPass(Model model, List<INDArray> activations) {
        forward();
    }

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
        forward();
    }

    private synchronized void forward() {
        if (!pending || ended) {
            return;
        }
        if (masked) {
            if (meter != null) {
                session.note("gains are partial: batches with masks are not attributed");
            }
            return;
        }
        withMeter(GainMeter::arm);
    }

    @Override
    public synchronized void iterationDone(Model model, int iteration, int epoch) {
        try {
            if (model != network.model()) {
                session.incomplete("single layers were trained (layerwise pretraining), which is not recorded");
                return;
            }
            if (pending) {
                pending = false;
                trained = true;
                trainedAny = true;
                int[] rows = count(model);
                metadata = null;
                withMeter(m -> m.done(rows, iteration, epoch));
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

    /** Counts the batch and gives its rows in the order of its examples, -1 where a row is not known. */
    private int[] count(Model model) {
        int seen = model.batchSize();
        if (seen != examples) {
            session.incomplete(
                    "an iteration trained on %d examples where the tracked batch has %d".formatted(seen, examples));
        }
        int[] rows = new int[seen];
        Arrays.fill(rows, -1);
        List<Serializable> ids = metadata;
        if (ids == null || ids.size() != examples) {
            session.incomplete(
                    ids == null
                            ? "batches without example metadata were trained on: their rows are not known"
                            : "batches were trained on whose metadata do not name each example once");
            return rows;
        }
        int[] all = resolve(ids);
        int[] known = all.clone();
        int count = 0;
        for (int row : all) {
            if (row != -1) {
                known[count++] = row;
            }
        }
        session.exposed(known, 0, count);
        if (repeats(known, count)) {
            session.note("a batch named a row more than once: it was counted as often as it stood there");
        }
        return seen == examples ? all : rows;
    }

    /** Whether a row stands twice among the first so many; sorts them. */
    private static boolean repeats(int[] rows, int count) {
        Arrays.sort(rows, 0, count);
        for (int i = 1; i < count; i++) {
            if (rows[i] == rows[i - 1]) {
                return true;
            }
        }
        return false;
    }

    private int[] resolve(List<Serializable> ids) {
        int[] rows = new int[ids.size()];
        if (ids instanceof RowList list && list.isOf(session.run().datanet())) {
            for (int i = 0; i < rows.length; i++) {
                rows[i] = list.row(i);
            }
            return rows;
        }
        for (int i = 0; i < rows.length; i++) {
            rows[i] = -1;
            try {
                OptionalInt row = sampleRows.row(ids.get(i), session);
                if (row.isPresent() && row.getAsInt() >= 0) {
                    rows[i] = row.getAsInt();
                } else {
                    session.incomplete("examples were trained on that name no row of the Datanet");
                }
            } catch (RuntimeException e) {
                session.incomplete("examples were trained on whose rows are not known: " + e.getMessage());
            }
        }
        return rows;
    }

    private void withMeter(Consumer<GainMeter> deed) {
        GainMeter present = meter;
        if (present != null) {
            try {
                deed.accept(present);
            } catch (RuntimeException e) {
                meter = null;
                lost("gains", e);
            }
        }
    }

    /** Asked for the fingerprint when the session ends: brings the last gains, and lets go of the session's networks. */
    private static Digest endAll(UsageSession session) {
        List<UsageListener> listeners;
        synchronized (OPEN) {
            List<UsageListener> present = OPEN.remove(session);
            listeners = present == null ? List.of() : present;
        }
        List<Digest> digests = new ArrayList<>();
        for (UsageListener listener : listeners) {
            digests.add(listener.end());
        }
        if (digests.size() == 1) {
            return digests.get(0);
        }
        CanonicalBytes all = CanonicalBytes.tagged("datanet-networks-1").number(digests.size());
        digests.forEach(all::digest);
        return all.toDigest();
    }

    private synchronized Digest end() {
        ended = true;
        network.remove(this);
        if (fetchedAny && !trainedAny) {
            session.incomplete("batches were handed out and the network was not seen to train on any of them");
        }
        withMeter(m -> m.end(network.iterations()));
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
