package org.datanet.benchmarks.recording;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.datanet.attribution.recording.SigningUsageRecorder;
import org.datanet.contribution.Datanet;
import org.datanet.dl4j.DatanetDataSetIterator;
import org.datanet.dl4j.Dl4jUsage;
import org.datanet.dl4j.InRunGain;
import org.datanet.proof.Signer;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRun;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Whether in-run gains add up to the true fall of the validation loss: real digits, 1,200 rows to train on and 500 to validate,
 * five epochs of 32, a network of 64-64-32-10, by updater and by distance of the validation gradients. Prints the residual as
 * the receipt has it.
 */
public final class AccountingBenchmark {
    private static final int TRAINING = 1_200;
    private static final int VALIDATION = 500;

    private AccountingBenchmark() {}

    /** The updaters that are measured; the last makes steps that are too large for the first order, and its residual says so. */
    public static List<IUpdater> updaters() {
        return List.of(
                new Sgd(0.1),
                new Nesterovs(0.05, 0.9),
                new Adam(0.001),
                new Adam(0.005),
                new AMSGrad(0.002),
                new RmsProp(0.001),
                new Sgd(0.5));
    }

    public static void main(String[] args) throws NoSuchAlgorithmException {
        System.out.printf("%-24s %10s %10s %10s%n", "updater", "every 5", "every 10", "every 20");
        for (IUpdater updater : updaters()) {
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT, "%-24s", updater.getClass().getSimpleName() + " " + updater.getLearningRate(0, 0)));
            for (int every : new int[] {5, 10, 20}) {
                line.append(String.format(Locale.ROOT, " %9.2f%%", 100 * residual(updater, every)));
            }
            System.out.println(line);
        }
    }

    /** Sum of all gains minus the true fall of the validation loss, as a share of that fall. */
    public static double residual(IUpdater updater, int every) throws NoSuchAlgorithmException {
        Datanet training = Digits.rows(0, TRAINING);
        DataSet validation = DatanetDataSetIterator.over(Digits.rows(TRAINING, TRAINING + VALIDATION))
                .batch(VALIDATION)
                .build()
                .next();
        MultiLayerNetwork network = network(updater);
        UsageRun run =
                UsageRun.on(training).run("accounting").payer("benchmark").build();
        UsageReceipt receipt = SigningUsageRecorder.of(
                        Signer.of(KeyPairGenerator.getInstance("Ed25519").generateKeyPair()), Clock.systemUTC())
                .record(
                        run,
                        session -> network.fit(
                                Dl4jUsage.with(session)
                                        .gain(InRunGain.on(validation)
                                                .every(every)
                                                .slice(VALIDATION))
                                        .track(
                                                network,
                                                DatanetDataSetIterator.over(training)
                                                        .batch(32)
                                                        .shuffled(1)
                                                        .build()),
                                5));
        return receipt.header().residual();
    }

    private static MultiLayerNetwork network(IUpdater updater) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(updater)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(64)
                        .nOut(64)
                        .activation(Activation.RELU)
                        .build())
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
}
