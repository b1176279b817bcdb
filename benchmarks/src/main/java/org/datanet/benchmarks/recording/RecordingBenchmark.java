package org.datanet.benchmarks.recording;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.attribution.recording.SigningUsageRecorder;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.dl4j.DatanetDataSetIterator;
import org.datanet.dl4j.Dl4jUsage;
import org.datanet.dl4j.InRunGain;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRun;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Trains the same networks without recording, with exposures, and with gains, in turns in one process, and compares the
 * processor time of the training thread in each round with the plain training of the same round: medians, with the smallest
 * and the largest. Making the network and the validation gradients of the first steps, which are closer together, count.
 *
 * <p>Arguments: rounds (5), rows (4,096), epochs a round (8), "dense" or "conv" or "all"; all optional. Run with
 * {@code OMP_NUM_THREADS=1}, so that the training thread does all the work of training.
 */
public final class RecordingBenchmark {
    private static final int SIDE = 28;
    private static final int CLASSES = 10;
    private static final int BATCH = 64;
    private static final int VALIDATION = 256;
    private static final int SLICE = 32;
    private static final int SAMPLED = 8;

    private RecordingBenchmark() {}

    public static void main(String[] args) throws NoSuchAlgorithmException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        int rows = args.length > 1 ? Integer.parseInt(args[1]) : 4_096;
        int epochs = args.length > 2 ? Integer.parseInt(args[2]) : 8;
        String networks = args.length > 3 ? args[3] : "all";
        Datanet datanet = datanet(rows, 1);
        Datanet reserved = datanet(VALIDATION, 2);
        DataSet validation =
                DatanetDataSetIterator.over(reserved).batch(VALIDATION).build().next();
        SigningUsageRecorder recorder = SigningUsageRecorder.of(
                Signer.of(KeyPairGenerator.getInstance("Ed25519").generateKeyPair()), Clock.systemUTC());
        System.out.printf(
                "%-22s %-6s %8s  %-26s %-26s %-26s %-26s %9s%n",
                "network",
                "update",
                "ms/step",
                "exposures",
                "gains, every 20 steps",
                "gains, every 10 steps",
                "every 20, one step in " + SAMPLED,
                "residual");
        for (boolean convolutional : new boolean[] {false, true}) {
            if (!networks.equals("all") && networks.equals("conv") != convolutional) {
                continue;
            }
            for (IUpdater updater : List.of(new Sgd(0.05), new Adam(0.001))) {
                compare(convolutional, updater, datanet, validation, recorder, rounds, epochs);
            }
        }
    }

    private static void compare(
            boolean convolutional,
            IUpdater updater,
            Datanet datanet,
            DataSet validation,
            SigningUsageRecorder recorder,
            int rounds,
            int epochs) {
        int ways = 5;
        double[][] overhead = new double[ways][rounds];
        double[] plain = new double[rounds];
        double residual = 0;
        for (int round = -1; round < rounds; round++) {
            double[] time = new double[ways];
            for (int turn = 0; turn < ways; turn++) {
                // The order changes with the round, so that no way always follows the same one.
                int way = Math.floorMod(turn + round, ways);
                MultiLayerNetwork network = network(convolutional, updater);
                long from = processorNanos();
                if (way == 0) {
                    network.fit(iterator(datanet), epochs);
                } else {
                    InRunGain gain = way == 1
                            ? null
                            : InRunGain.on(validation)
                                    .every(way == 3 ? 10 : 20)
                                    .slice(SLICE)
                                    .sampling(way == 4 ? SAMPLED : 1);
                    UsageReceipt receipt = record(recorder, datanet, network, gain, epochs);
                    residual = way == 2 ? receipt.header().residual() : residual;
                }
                time[way] = processorNanos() - from;
            }
            if (round >= 0) {
                int steps = epochs * ((datanet.rows() + BATCH - 1) / BATCH);
                plain[round] = time[0] / steps / 1e6;
                for (int way = 1; way < ways; way++) {
                    overhead[way][round] = 100 * (time[way] / time[0] - 1);
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-22s %-6s %8.2f  %-26s %-26s %-26s %-26s %8.2f%%%n",
                convolutional ? "conv 8, 16, dense 32" : "dense 784-256-10",
                updater.getClass().getSimpleName(),
                median(plain),
                spread(overhead[1]),
                spread(overhead[2]),
                spread(overhead[3]),
                spread(overhead[4]),
                100 * residual);
    }

    private static UsageReceipt record(
            SigningUsageRecorder recorder,
            Datanet datanet,
            MultiLayerNetwork network,
            @Nullable InRunGain gain,
            int epochs) {
        UsageRun run = UsageRun.on(datanet).run("benchmark").payer("benchmark").build();
        return recorder.record(run, session -> {
            Dl4jUsage usage = Dl4jUsage.with(session);
            network.fit((gain == null ? usage : usage.gain(gain)).track(network, iterator(datanet)), epochs);
        });
    }

    private static DatanetDataSetIterator iterator(Datanet datanet) {
        return DatanetDataSetIterator.over(datanet).batch(BATCH).shuffled(1).build();
    }

    private static String spread(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT, "%.2f%% (%.2f to %.2f)", median(values), sorted[0], sorted[sorted.length - 1]);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Ten smooth pictures, each row one of them under noise. */
    private static Datanet datanet(int rows, long seed) {
        int pixels = SIDE * SIDE;
        List<String> labels =
                IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
        Datanet.Builder builder = Datanet.builder(new DatanetId("pictures"), "1")
                .featureNames(IntStream.range(0, pixels).mapToObj(i -> "p" + i).toList())
                .labels(labels);
        SplittableRandom random = new SplittableRandom(seed);
        for (int row = 0; row < rows; row++) {
            int label = random.nextInt(CLASSES);
            double[] x = new double[pixels];
            for (int i = 0; i < pixels; i++) {
                double wave = Math.sin((label + 2) * (i % SIDE) / 9.0) * Math.cos((label + 3) * (i / SIDE) / 11.0);
                x[i] = 0.5 + 0.2 * wave + 0.25 * (random.nextDouble() - 0.5);
            }
            String id = "s" + row;
            builder.add(new Datanet.Row(
                            new SampleId(id),
                            new ContributorId("c" + row % 20),
                            Digest.sha256(id.getBytes(StandardCharsets.UTF_8)))
                    .features(x)
                    .label(labels.get(label)));
        }
        return builder.build();
    }

    private static MultiLayerNetwork network(boolean convolutional, IUpdater updater) {
        NeuralNetConfiguration.ListBuilder layers =
                new NeuralNetConfiguration.Builder().seed(1).updater(updater).list();
        if (convolutional) {
            layers.layer(new ConvolutionLayer.Builder(3, 3)
                            .nOut(8)
                            .activation(Activation.RELU)
                            .build())
                    .layer(new SubsamplingLayer.Builder()
                            .kernelSize(2, 2)
                            .stride(2, 2)
                            .build())
                    .layer(new ConvolutionLayer.Builder(3, 3)
                            .nOut(16)
                            .activation(Activation.RELU)
                            .build())
                    .layer(new SubsamplingLayer.Builder()
                            .kernelSize(2, 2)
                            .stride(2, 2)
                            .build())
                    .layer(new DenseLayer.Builder()
                            .nOut(32)
                            .activation(Activation.RELU)
                            .build());
        } else {
            layers.layer(new DenseLayer.Builder()
                    .nOut(256)
                    .activation(Activation.RELU)
                    .build());
        }
        MultiLayerNetwork network = new MultiLayerNetwork(layers.layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutionalFlat(SIDE, SIDE, 1))
                .build());
        network.init();
        return network;
    }
}
