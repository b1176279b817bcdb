package org.datanet.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.datanet.contribution.Datanet;
import org.datanet.guard.DatanetGuard;
import org.datanet.io.DatanetReader;
import org.datanet.io.Reports;
import org.datanet.progress.Progress;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.usage.UsageView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectJobTest {
    @TempDir
    Path temp;

    private static QualityReport single(Datanet datanet) {
        return new DatanetGuard().inspect(datanet, UsageView.none(), QualityPolicy.defaults(), Progress.none());
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 20000000", "2, 2, 900", "3, 8, 20000000"})
    void weights_and_findings_are_those_of_one_machine_whatever_the_partitions_the_order_and_the_waves(
            long seed, int partitions, long pairs) throws Exception {
        Paragraphs paragraphs = new Paragraphs(seed, 300);
        Path folder = paragraphs.writeParquet(temp.resolve("net"), partitions, seed);
        SparkSession spark = LocalSpark.session(partitions);
        spark.conf().set(TextDetectors.MOST_JOINED, pairs);
        List<String> lines = new ArrayList<>();

        QualityReport carried = new InspectJob(spark, lines::add)
                .run(folder.toString(), temp.resolve("out").toString(), QualityPolicy.defaults());

        QualityReport single = single(paragraphs.datanet);
        assertThat(carried.datanet()).isEqualTo(single.datanet());
        assertThat(carried.detectors()).isEqualTo(single.detectors());
        assertThat(carried.findings()).isEqualTo(single.findings());
        assertThat(carried.weights()).containsExactly(single.weights());
        assertThat(carried.health()).isEqualTo(single.health()).isNotEmpty();
        assertThat(carried.drift()).isEqualTo(single.drift()).isNotEmpty();
        assertThat(carried.warnings()).isEqualTo(single.warnings());
        assertThat(carried.digest()).isEqualTo(single.digest());
        assertThat(single.findings().stream().map(Finding::detector))
                .contains("exact-duplicate", "near-duplicate", "synthetic-noise");
        assertThat(Reports.QUALITY.read(temp.resolve("out/quality.json")).digest())
                .isEqualTo(single.digest());
        assertThat(LocalSpark.session()
                        .read()
                        .parquet(temp.resolve("out/weights").toString())
                        .filter("weight < 1")
                        .count())
                .isEqualTo(java.util.Arrays.stream(single.weights())
                        .filter(w -> w < 1)
                        .count());
    }

    @Test
    void a_second_run_does_nothing_again_and_files_in_another_form_give_the_same() throws Exception {
        Paragraphs paragraphs = new Paragraphs(4, 120);
        Path folder = paragraphs.write(temp.resolve("net"));
        List<String> lines = new ArrayList<>();
        InspectJob job = new InspectJob(LocalSpark.session(2), lines::add);
        String out = temp.resolve("out").toString();

        QualityReport first = job.run(folder.toString(), out, QualityPolicy.defaults());
        assertThat(first.digest()).isEqualTo(single(paragraphs.datanet).digest());
        assertThat(lines).anyMatch(line -> line.matches("stage near-duplicates: .* s"));
        lines.clear();
        assertThat(job.run(folder.toString(), out, QualityPolicy.defaults()).digest())
                .isEqualTo(first.digest());
        assertThat(lines).isNotEmpty().allMatch(line -> line.endsWith("done before"));
        assertThat(Economy.children(temp.resolve("out")))
                .noneMatch(file -> file.toString().endsWith(".part"));
    }

    @Test
    void a_corrupt_page_and_a_missing_column_are_refused_and_leave_nothing() throws Exception {
        Path folder = new Paragraphs(6, 60).writeParquet(temp.resolve("net"), 1, 6);
        Path samples = folder.resolve("samples.parquet");
        SparkSession spark = LocalSpark.session(2);
        spark.read()
                .parquet(samples.toString())
                .drop("contributor")
                .write()
                .parquet(temp.resolve("narrow/samples.parquet").toString());
        Files.copy(folder.resolve("datanet.yaml"), temp.resolve("narrow/datanet.yaml"));
        InspectJob job = new InspectJob(spark, line -> {});

        assertThatThrownBy(() -> job.run(
                        temp.resolve("narrow").toString(), temp.resolve("out").toString(), QualityPolicy.defaults()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no column \"contributor\"; it has [row, id, epoch");

        for (Path file : Economy.children(samples)) {
            if (file.toString().endsWith(".parquet")) {
                byte[] bytes = Files.readAllBytes(file);
                for (int i = 40; i < 400; i++) {
                    bytes[i] ^= 0x55;
                }
                Files.write(file, bytes);
                Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
            }
        }
        assertThatThrownBy(() -> job.run(folder.toString(), temp.resolve("out").toString(), QualityPolicy.defaults()));
        assertThat(Economy.children(temp.resolve("out"))).isEmpty();
    }

    @Test
    void a_detector_that_is_not_carried_is_refused_by_name() throws Exception {
        Path folder = new Paragraphs(7, 40).write(temp.resolve("net"));
        QualityPolicy usual = QualityPolicy.defaults();
        QualityPolicy policy = new QualityPolicy(
                usual.mode(),
                usual.seed(),
                Map.of("machine-text", new DetectorPolicy(true, 0.01, 0.4, 0.8, Map.of("machine", "c1"))),
                usual.trustedSamples(),
                usual.trustedContributors(),
                usual.licencesAllowed(),
                usual.licencesDenied(),
                usual.appeals());

        assertThatThrownBy(() -> new InspectJob(LocalSpark.session(2), line -> {})
                        .run(folder.toString(), temp.resolve("out").toString(), policy))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("machine-text is not carried by Spark; inspect on one machine");
    }

    @Test
    void vectors_are_compared_by_the_executors_judged_as_on_one_machine_and_not_compared_again() throws Exception {
        Path folder = RealNet.of("wdbc").write(temp.resolve("net"));
        Datanet datanet = DatanetReader.open(folder).read();
        ShuffledTable.write(folder, 2, 5);
        List<String> lines = new ArrayList<>();
        String out = temp.resolve("out").toString();
        // Everything is handed over, however small.
        InspectJob job = new InspectJob(LocalSpark.session(2), lines::add, 0, Long.MAX_VALUE);

        QualityReport carried = job.run(folder.toString(), out, QualityPolicy.defaults());

        QualityReport single = single(datanet);
        assertThat(carried.datanet()).isEqualTo(single.datanet());
        assertThat(carried.detectors()).isEqualTo(single.detectors());
        assertThat(carried.findings()).isEqualTo(single.findings());
        assertThat(carried.weights()).containsExactly(single.weights());
        assertThat(carried.contributors()).isEqualTo(single.contributors());
        assertThat(carried.health()).isEqualTo(single.health());
        assertThat(carried.drift()).isEqualTo(single.drift());
        assertThat(carried.digest()).isEqualTo(single.digest());
        assertThat(single.findings().stream().map(Finding::detector)).contains("exact-duplicate", "near-duplicate");
        assertThat(lines)
                .anyMatch(line -> line.matches("stage neighbours-1: .* s"))
                .anyMatch(line -> line.matches("stage loneliness-1: .* s"));
        lines.clear();
        assertThat(job.run(folder.toString(), out, QualityPolicy.defaults()).digest())
                .isEqualTo(single.digest());
        assertThat(lines).isNotEmpty().allMatch(line -> line.endsWith("done before"));
    }

    @Test
    void more_features_than_the_driver_can_hold_are_refused_before_they_are_read() throws Exception {
        Path folder = RealNet.of("wheat").write(temp.resolve("net"));

        assertThatThrownBy(() -> new InspectJob(LocalSpark.session(2), line -> {}, 0, 19_199)
                        .run(folder.toString(), temp.resolve("out").toString(), QualityPolicy.defaults()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("200 rows of 2 features take up to")
                .hasMessageContaining("--driver-memory");
        assertThat(temp.resolve("out/quality.json")).doesNotExist();
    }
}
