package org.datanet.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.progress.Progress;
import org.datanet.proof.CanonicalBytes;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.quality.QualityReport.DetectorOutcome.State;
import org.datanet.usage.UsageView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Datanets that nobody would show in a demonstration: all detectors run on them, or say that they do not apply. */
class OddDatanetsTest {
    private static Datanet datanet(int rows, int people, int classes, IntFunction<double[]> features) {
        return datanet(rows, row -> "c" + row % people, classes, features);
    }

    private static Datanet datanet(
            int rows, IntFunction<String> contributor, int classes, IntFunction<double[]> features) {
        Datanet.Builder builder = Datanet.builder(new DatanetId("odd"), "1")
                .featureNames(IntStream.range(0, features.apply(0).length)
                        .mapToObj(c -> "f" + c)
                        .toList())
                .labels(List.of("a", "b"));
        for (int i = 0; i < rows; i++) {
            double[] row = features.apply(i);
            builder.add(new Datanet.Row(
                            new SampleId("s" + i),
                            new ContributorId(contributor.apply(i)),
                            CanonicalBytes.tagged("odd")
                                    .text(Arrays.toString(row))
                                    .text(i % classes == 0 ? "a" : "b")
                                    .toDigest())
                    .features(row)
                    .label(i % classes == 0 ? "a" : "b"));
        }
        return builder.build();
    }

    static Stream<Arguments> odd() {
        Random random = new Random(1);
        double[][] usual = IntStream.range(0, 120)
                .mapToObj(i -> random.doubles(4).toArray())
                .toArray(double[][]::new);
        return Stream.of(
                Arguments.of("one row", datanet(1, 1, 1, i -> usual[i])),
                Arguments.of("two rows", datanet(2, 2, 2, i -> usual[i])),
                Arguments.of("one contributor", datanet(120, 1, 2, i -> usual[i])),
                Arguments.of("one class", datanet(120, 4, 1, i -> usual[i])),
                Arguments.of("a contributor a row", datanet(120, 120, 2, i -> usual[i])),
                Arguments.of("constant columns", datanet(120, 4, 2, i -> new double[] {1, 1, 1, 1})),
                Arguments.of("a column that is nearly constant", datanet(120, 4, 2, i ->
                        new double[] {i == 7 ? 1 : 0, usual[i][1], usual[i][2], 0})),
                Arguments.of("huge and tiny numbers", datanet(120, 4, 2, i ->
                        new double[] {usual[i][0] * Double.MAX_VALUE, usual[i][1] * Double.MIN_NORMAL, -1e18 * i, i})));
    }

    private static QualityReport inspect(Datanet datanet) {
        QualityReport report =
                new DatanetGuard().inspect(datanet, UsageView.none(), QualityPolicy.defaults(), Progress.none());
        assertThat(report.detectors()).noneMatch(d -> d.state() == State.FAILED);
        assertThat(report.requireWeights()).hasSize(datanet.rows());
        return report;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("odd")
    void odd_tables_are_inspected_by_every_detector(String name, Datanet datanet) {
        inspect(datanet);
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void a_hundred_thousand_identical_rows_of_one_among_others_leave_weight_to_the_first_alone() {
        Random random = new Random(2);
        double[][] usual = IntStream.range(0, 1_000)
                .mapToObj(i -> random.doubles(4).toArray())
                .toArray(double[][]::new);
        // Nine people bring a row each now and then, the tenth the same one all along.
        Datanet datanet = datanet(
                101_000,
                row -> row % 101 == 100 ? "honest" + row / 101 % 9 : "flood",
                1,
                row -> row % 101 == 100 ? usual[row / 101] : new double[] {0.5, 0.25, 0.125, 0.75});
        double[] weights = inspect(datanet).weights();
        assertThat(weights[0]).isEqualTo(1);
        assertThat(IntStream.range(1, weights.length)
                        .filter(row -> row % 101 < 100)
                        .mapToDouble(row -> weights[row])
                        .max())
                .hasValue(0);
        assertThat(IntStream.range(0, 1_000)
                        .mapToDouble(i -> weights[101 * i + 100])
                        .average()
                        .orElse(0))
                .isGreaterThan(0.99);
    }

    /** What everybody does is nobody's fault: the reward rule shares one credit among them. */
    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void a_hundred_thousand_rows_that_are_all_the_same_are_inspected_in_linear_time() {
        inspect(datanet(100_000, 10, 1, i -> new double[] {1, 2, 3, 4}));
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void a_hundred_thousand_identical_texts_are_inspected_in_linear_time() {
        TextDatanet texts = new TextDatanet(3);
        for (int i = 0; i < 100_000; i++) {
            texts.add("c" + i % 10, i / 50_000, "The same sentence, whoever says it and however often.");
        }
        inspect(texts.build());
    }

    @Test
    void texts_with_halves_of_characters_and_none_at_all_are_inspected() {
        TextDatanet texts = new TextDatanet(5);
        String[] odd = {"", " ", "\uD83D", "\uDE00 turned \uD83D", "\u0000\uFFFD\uFFFE", "\u202Egnp.exe", "...!?"};
        for (int i = 0; i < 140; i++) {
            texts.add("c" + i % 5, 0, i % 5 == 0 ? odd[i / 5 % odd.length] : texts.sentence(12));
        }
        inspect(texts.build());
    }

    @Test
    void ids_that_differ_only_in_unicode_form_are_refused_and_those_that_look_alike_stay_two() {
        assertThatThrownBy(() -> new ContributorId("Zoe\u0308"))
                .hasMessageContaining("NFC")
                .hasMessageContaining("write it composed");
        TextDatanet texts = new TextDatanet(6);
        // A ligature is no other form of its letters, and a Cyrillic letter is another letter.
        String[] names = {"fi", "\uFB01", "pay", "p\u0430y"};
        for (int i = 0; i < 80; i++) {
            texts.add(names[i % 4], 0, texts.sentence(12));
        }
        assertThat(inspect(texts.build()).contributors())
                .hasSize(4)
                .allSatisfy(summary -> assertThat(summary.rows()).isEqualTo(20));
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void texts_of_more_than_a_megabyte_are_inspected_with_the_others() {
        TextDatanet texts = new TextDatanet(1);
        String page = texts.sentence(2_000);
        for (int i = 0; i < 60; i++) {
            texts.add("c" + i % 4, 0, i % 30 == 7 ? page.repeat(80) + i : texts.sentence(20));
        }
        Datanet datanet = texts.build();
        assertThat(datanet.text(7).length()).isGreaterThan(1 << 20);
        inspect(datanet);
    }
}
