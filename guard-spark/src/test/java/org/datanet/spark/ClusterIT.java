package org.datanet.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;
import org.datanet.attribution.gain.LabelInformationValuator;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.guard.DatanetGuard;
import org.datanet.io.CanonicalPayload;
import org.datanet.io.DatanetReader;
import org.datanet.io.DatanetWriter;
import org.datanet.progress.Progress;
import org.datanet.quality.QualityPolicy;
import org.datanet.reward.RewardPolicy;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.usage.UsageView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standalone master and two worker processes, and somebody who kills an executor in the middle of every stage. */
class ClusterIT {
    @TempDir
    Path temp;

    /** Kills an executor at the first task of every stage of a job, once a stage; of models of features, which ask again each epoch, once a model. */
    private static final class Failures extends SparkListener {
        private final LoopbackCluster cluster;
        private final Set<String> hit = ConcurrentHashMap.newKeySet();
        private volatile String running = "";

        Failures(LoopbackCluster cluster) {
            this.cluster = cluster;
        }

        @Override
        public void onJobStart(SparkListenerJobStart job) {
            running = job.properties().getProperty("spark.job.description", "");
        }

        @Override
        public void onTaskStart(SparkListenerTaskStart task) {
            String stage = running.replaceFirst("-\\d+$", "");
            if (!stage.isEmpty() && !hit.contains(stage) && cluster.killExecutor()) {
                hit.add(stage);
            }
        }
    }

    @Test
    void results_stay_those_of_one_machine_though_an_executor_dies_in_every_stage() throws Exception {
        Paragraphs paragraphs = new Paragraphs(9, 90);
        Path texts = paragraphs.writeParquet(temp.resolve("texts"), 3, 9);
        LocalSpark.session().stop();
        PlantedDatanet planted = PlantedDatanet.optdigits(5, true);
        DatanetWriter.of(planted.datanet())
                .holdout(planted.holdout())
                .reference(planted.reference())
                .write(temp.resolve("digits"));
        DatanetReader digits = DatanetReader.open(temp.resolve("digits"));
        Datanet clouds = clouds();
        DatanetWriter.of(clouds).write(temp.resolve("clouds"));
        Economy economy = new Economy(8, 120, 9, 6).write(temp.resolve("economy"));
        RewardPolicy policy = new RewardPolicy("WEI", 900_000, 50_000_000L, 2, 50_000, BigInteger.valueOf(7), 0);
        LoopbackCluster.configure();
        try (LoopbackCluster cluster = new LoopbackCluster(temp, 2);
                SparkSession spark = Sessions.open(cluster.master())) {
            spark.sparkContext().setLogLevel("OFF");
            Failures failures = new Failures(cluster);
            spark.sparkContext().addSparkListener(failures);

            assertThat(new InspectJob(spark, line -> {})
                            .run(texts.toString(), out("inspection"), QualityPolicy.defaults())
                            .digest())
                    .isEqualTo(new DatanetGuard()
                            .inspect(paragraphs.datanet, UsageView.none(), QualityPolicy.defaults(), Progress.none())
                            .digest());
            assertThat(new RewardJob(spark, line -> {}).run(places(temp.resolve("economy")), policy))
                    .isEqualTo(economy.paid(policy));
            assertThat(new ValueJob(spark, line -> {}, 1e6)
                            .run(temp.resolve("digits").toString(), out("valuation"), 3)
                            .digest())
                    .isEqualTo(new LabelInformationValuator()
                            .value(
                                    digits.read(),
                                    digits.readHoldout().orElseThrow(),
                                    digits.readReference().orElseThrow(),
                                    3,
                                    Progress.none())
                            .digest());
            assertThat(new InspectJob(spark, line -> {}, 0, Long.MAX_VALUE)
                            .run(temp.resolve("clouds").toString(), out("features"), QualityPolicy.defaults())
                            .digest())
                    .isEqualTo(new DatanetGuard()
                            .inspect(clouds, UsageView.none(), QualityPolicy.defaults(), Progress.none())
                            .digest());
            assertThat(failures.hit)
                    .contains(
                            "stage rows",
                            "stage copies",
                            "stage copy-chances",
                            "stage postings",
                            "stage similar",
                            "stage near-duplicates",
                            "stage letters",
                            "stage shapes",
                            "stage weights",
                            "stage findings",
                            "stage receipts",
                            "stage terms",
                            "stage row-usage",
                            "stage receipt-sums",
                            "stage shares",
                            "stage valuation",
                            "stage neighbours",
                            "stage loneliness",
                            "stage labels");
        }
    }

    /** Three clouds of points, with some wrong labels and strays: more rows than the label model is fitted to, so that it must predict the others. */
    private static Datanet clouds() {
        Random random = new Random(7);
        Datanet.Builder datanet = Datanet.builder(new DatanetId("clouds"), "1")
                .featureNames(List.of("x", "y", "z"))
                .labels(List.of("a", "b", "c"));
        for (int row = 0; row < 9_000; row++) {
            int cloud = random.nextInt(3);
            double[] x = new double[3];
            double width = random.nextInt(100) == 0 ? 20 : 1;
            Arrays.setAll(x, i -> width * random.nextGaussian() + (i == cloud ? 4 : 0));
            String label = List.of("a", "b", "c").get(random.nextInt(30) == 0 ? random.nextInt(3) : cloud);
            datanet.add(new Datanet.Row(
                            new SampleId("s" + row),
                            new ContributorId("c" + row % 20),
                            CanonicalPayload.digest(x, null, label))
                    .features(x)
                    .label(label));
        }
        return datanet.build();
    }

    private String out(String name) {
        return temp.resolve("out").resolve(name).toString();
    }

    private RewardJob.Places places(Path folder) {
        return new RewardJob.Places(
                folder.resolve("datanet").toString(),
                folder.resolve("ledger").toString(),
                "",
                folder.resolve("valuation.json").toString(),
                folder.resolve("quality.json").toString(),
                out("rewards"));
    }
}
