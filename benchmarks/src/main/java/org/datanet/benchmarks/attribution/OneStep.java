package org.datanet.benchmarks.attribution;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.datanet.attribution.audit.Ranks;
import org.datanet.attribution.recording.SigningUsageRecorder;
import org.datanet.benchmarks.recording.Digits;
import org.datanet.contribution.Datanet;
import org.datanet.dl4j.DatanetDataSetIterator;
import org.datanet.dl4j.Dl4jUsage;
import org.datanet.dl4j.InRunGain;
import org.datanet.proof.Signer;
import org.datanet.testkit.UnroundedGains;
import org.datanet.usage.UsageRun;
import org.datanet.usage.UsageSession;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** One step of a network of 64-32-10 on digits, whose gains are known from gradients taken example by example. */
final class OneStep {
    private static final int BATCH = 32;
    private static final int VALIDATION = 200;

    private final DataType type;
    private final DataSet validation;

    OneStep(DataType type) {
        this.type = type;
        validation =
                batches(Digits.rows(0, VALIDATION)).batch(VALIDATION).build().next();
    }

    private DatanetDataSetIterator.Builder batches(Datanet datanet) {
        return DatanetDataSetIterator.over(datanet).batch(BATCH).type(type);
    }

    private MultiLayerNetwork network(IUpdater updater) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(type)
                .updater(updater)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(64)
                        .nOut(32)
                        .activation(Activation.TANH)
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(32)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        return network;
    }

    /** Trains and gives the gain of each row, before it is rounded for a receipt. */
    private static Map<Integer, Double> gains(
            MultiLayerNetwork network, InRunGain options, Datanet rows, DatanetDataSetIterator.Builder batches)
            throws GeneralSecurityException {
        Map<Integer, Double> gains = new HashMap<>();
        UsageSession session = SigningUsageRecorder.of(
                        Signer.of(KeyPairGenerator.getInstance("Ed25519").generateKeyPair()), Clock.systemUTC())
                .open(UsageRun.on(rows).run("one-step").payer("benchmark").build());
        network.fit(Dl4jUsage.with(UnroundedGains.into(gains, session))
                .gain(options)
                .track(network, batches.build()));
        session.complete();
        return gains;
    }

    /** The largest error of a step's products over the largest product. */
    double worstProduct() throws GeneralSecurityException {
        double rate = 0.1;
        MultiLayerNetwork network = network(new Sgd(rate));
        MultiLayerNetwork before = network.clone();
        Datanet rows = Digits.rows(VALIDATION, VALIDATION + BATCH);
        Map<Integer, Double> gains = gains(network, InRunGain.on(validation).exact(), rows, batches(rows));
        MultiLayerNetwork half = before.clone();
        half.params().addi(network.params()).muli(0.5);
        INDArray direction = gradient(before, validation)
                .add(gradient(half, validation).muli(4))
                .add(gradient(network, validation))
                .divi(6 * VALIDATION);
        DataSet batch = batches(rows).build().next();
        double[] expected = IntStream.range(0, BATCH)
                .mapToDouble(i -> rate
                        / BATCH
                        * gradient(before, example(batch, i))
                                .mul(direction)
                                .sumNumber()
                                .doubleValue())
                .toArray();
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        return IntStream.range(0, BATCH)
                .mapToDouble(i -> Math.abs(gains.getOrDefault(i, Double.NaN) - expected[i]) / largest)
                .max()
                .orElseThrow();
    }

    /** Correlation and rank correlation of the gains of a step of Adam, after so many, with the true marginals. */
    double[] adam(int steps) throws GeneralSecurityException {
        Datanet rows = Digits.rows(VALIDATION, VALIDATION + (steps + 1) * BATCH);
        MultiLayerNetwork network = network(new Adam(0.003));
        MultiLayerNetwork[] before = new MultiLayerNetwork[1];
        network.addListeners(new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                if (iteration == steps - 1) {
                    before[0] = network.clone();
                }
            }
        });
        Map<Integer, Double> gains =
                gains(network, InRunGain.on(validation).every(1).exact(), rows, batches(rows));
        DataSet last = batches(rows).startAt(0, steps).build().next();
        double whole = lossAfter(before[0].clone(), steps, last, -1);
        double[] marginal = new double[BATCH];
        double[] measured = new double[BATCH];
        for (int i = 0; i < BATCH; i++) {
            marginal[i] = lossAfter(before[0].clone(), steps, last, i) - whole;
            measured[i] = gains.getOrDefault(steps * BATCH + i, Double.NaN);
        }
        return new double[] {
            new PearsonsCorrelation().correlation(marginal, measured), Ranks.spearman(marginal, measured)
        };
    }

    /** The validation loss after a step on the batch with one example's gradient left out, none for -1. */
    private double lossAfter(MultiLayerNetwork network, int steps, DataSet batch, int without) {
        INDArray full = gradient(network, batch);
        if (without >= 0) {
            full.subi(gradient(network, example(batch, without)));
        }
        network.setInput(batch.getFeatures());
        network.setLabels(batch.getLabels());
        network.computeGradientAndScore();
        network.gradient().gradient().assign(full);
        network.getUpdater()
                .update(network, network.gradient(), steps, 0, batch.numExamples(), LayerWorkspaceMgr.noWorkspaces());
        network.params().subi(network.gradient().gradient());
        return network.score(validation);
    }

    /** The gradient of the summed loss. */
    private static INDArray gradient(MultiLayerNetwork network, DataSet set) {
        network.setInput(set.getFeatures());
        network.setLabels(set.getLabels());
        network.computeGradientAndScore();
        return network.gradient().gradient().dup();
    }

    private static DataSet example(DataSet batch, int i) {
        return new DataSet(
                batch.getFeatures().get(NDArrayIndex.interval(i, i + 1), NDArrayIndex.all()),
                batch.getLabels().get(NDArrayIndex.interval(i, i + 1), NDArrayIndex.all()));
    }
}
