package org.datanet.benchmarks.job;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.datanet.attribution.gain.LabelInformationValuator;
import org.datanet.attribution.recording.SigningUsageRecorder;
import org.datanet.benchmarks.ProcessorTime;
import org.datanet.contribution.Datanet;
import org.datanet.dl4j.DatanetDataSetIterator;
import org.datanet.dl4j.Dl4jUsage;
import org.datanet.guard.DatanetGuard;
import org.datanet.io.KeyFiles;
import org.datanet.progress.Progress;
import org.datanet.proof.Signer;
import org.datanet.quality.Detector;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.rewards.ConditionalGainRule;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRecorder;
import org.datanet.usage.UsageRun;
import org.datanet.usage.UsageView;
import org.datanet.valuation.ValuationReport;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Prints recording overhead, and rows a second and peak memory of guard, valuation and reward rule. Arguments: number of
 * distinct rows (default 100,000) and pairs of training runs (default 5). Run with {@code benchmarks/run job}.
 */
public final class MainJobBenchmark {
    private static final long SEED = 20_261_122;

    private MainJobBenchmark() {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) {
        int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int pairs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        System.out.printf(
                Locale.ROOT,
                "%d distinct rows of 64 features fitted to optdigits, seed %d, Java %s, %d processors%n",
                rows,
                SEED,
                Runtime.version(),
                Runtime.getRuntime().availableProcessors());
        Datanet datanet = FittedDigits.datanet("digits", rows, SEED);
        UsageRecorder recorder = SigningUsageRecorder.of(Signer.of(KeyFiles.unsafeFromSeed(1)), Clock.systemUTC());
        recording(datanet, recorder, pairs);

        for (Detector detector : new DatanetGuard().detectors()) {
            timed(
                    "guard: " + detector.name(),
                    rows,
                    () -> new DatanetGuard(List.of(detector))
                            .inspect(datanet, UsageView.none(), QualityPolicy.defaults(), Progress.none()));
        }
        QualityReport quality = timed(
                "guard: all detectors",
                rows,
                () -> new DatanetGuard().inspect(datanet, UsageView.none(), QualityPolicy.defaults(), Progress.none()));
        Datanet holdout = FittedDigits.datanet("holdout", 1_000, SEED + 1);
        Datanet reference = FittedDigits.datanet("reference", 500, SEED + 2);
        ValuationReport valuation = timed(
                "valuation",
                rows,
                () -> new LabelInformationValuator().value(datanet, holdout, reference, SEED, Progress.none()));
        UsageReceipt receipt = recorder.record(run(datanet, "paid"), session -> {
            for (int row = 0; row < rows; row++) {
                session.exposed(row, 3);
            }
        });
        RewardReport rewards = timed(
                "reward rule",
                rows,
                () -> new ConditionalGainRule()
                        .apply(RewardInput.of(
                                datanet, valuation, quality, RewardPolicy.defaults(), () -> Stream.of(receipt))));
        System.out.printf(
                Locale.ROOT,
                "contributors get %.1f %% of the fee%n",
                100 * rewards.paid().doubleValue() / rewards.fees().doubleValue());
    }

    private static UsageRun run(Datanet datanet, String id) {
        return UsageRun.on(datanet).run(id).payer("bench").fee(1_000_000_000).build();
    }

    /** The same training with and without recording, in turn; processor time, because machines are shared. */
    private static void recording(Datanet datanet, UsageRecorder recorder, int pairs) {
        double[] ratios = new double[pairs];
        train(datanet, recorder, false, 0);
        train(datanet, recorder, true, 0);
        for (int pair = 0; pair < pairs; pair++) {
            long plain = train(datanet, recorder, false, pair);
            long recorded = train(datanet, recorder, true, pair);
            ratios[pair] = recorded / (double) plain;
        }
        Arrays.sort(ratios);
        System.out.printf(
                Locale.ROOT,
                "recording exposures: processor time %+.2f %% (median of %d pairs, %+.2f to %+.2f)%n",
                100 * (ratios[pairs / 2] - 1),
                pairs,
                100 * (ratios[0] - 1),
                100 * (ratios[pairs - 1] - 1));
    }

    private static long train(Datanet datanet, UsageRecorder recorder, boolean recorded, int pair) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(SEED)
                .updater(new Adam(0.001))
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(64)
                        .nOut(128)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nIn(128)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        DatanetDataSetIterator batches =
                DatanetDataSetIterator.over(datanet).batch(64).shuffled(SEED).build();
        long before = ProcessorTime.nanos();
        if (recorded) {
            recorder.record(
                    run(datanet, "r" + pair), session -> network.fit(Dl4jUsage.track(network, batches, session), 1));
        } else {
            network.fit(batches, 1);
        }
        return ProcessorTime.nanos() - before;
    }

    private static <T> T timed(String what, int rows, Supplier<T> work) {
        System.gc();
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
        long cpu = ProcessorTime.nanos();
        long wall = System.nanoTime();
        T result = work.get();
        double seconds = (System.nanoTime() - wall) / 1e9;
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        System.out.printf(
                Locale.ROOT,
                "%-28s %,12.0f rows/s  %7.2f s wall  %7.2f s processor  peak heap %,d MB%n",
                what,
                rows / seconds,
                seconds,
                (ProcessorTime.nanos() - cpu) / 1e9,
                peak >> 20);
        return result;
    }
}
