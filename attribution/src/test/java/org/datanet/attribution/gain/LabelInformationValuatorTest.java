package org.datanet.attribution.gain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.valuation.ValuationReport;
import org.junit.jupiter.api.Test;

class LabelInformationValuatorTest {
    private final LabelInformationValuator valuator = new LabelInformationValuator(Novelty.LEVERAGE);

    private static long sum(Datanet datanet, ValuationReport report, String prefix) {
        return IntStream.range(0, datanet.rows())
                .filter(row -> datanet.sampleId(row).value().startsWith(prefix))
                .mapToLong(report::value)
                .sum();
    }

    @Test
    void right_labels_earn_and_wrong_ones_cost() {
        TableWorld world = TableWorld.optdigits(11);
        List<String> labels = world.table.labelNames();
        List<TableWorld.Row> rows = world.rows.stream()
                .map(row -> new TableWorld.Row(
                        (labels.get(labelOf(world, row)).equals(row.label()) ? "right" : "wrong") + row.id(),
                        row.contributor(),
                        row.epoch(),
                        row.features(),
                        row.label()))
                .toList();
        Datanet datanet = world.build(rows);
        ValuationReport report = valuator.value(datanet, world.holdout, world.reference, 1, Progress.none());
        assertThat(sum(datanet, report, "right")).isPositive();
        assertThat(sum(datanet, report, "wrong")).isNegative();
        assertThat(IntStream.range(0, datanet.rows())
                        .filter(row -> datanet.sampleId(row).value().startsWith("wrong"))
                        .filter(row -> report.value(row) > 0)
                        .count())
                .isLessThan(10);
    }

    private static int labelOf(TableWorld world, TableWorld.Row row) {
        return IntStream.range(0, world.table.rows())
                .filter(i -> world.table.features()[i] == row.features())
                .map(i -> world.table.labels()[i])
                .findFirst()
                .orElseThrow();
    }

    @Test
    void without_published_rows_the_first_epoch_is_judged_by_the_holdout_alone() {
        TableWorld world = TableWorld.optdigits(12);
        Datanet datanet = world.datanet();
        ValuationReport report = valuator.value(datanet, world.holdout, 1, Progress.none());
        // A fifth of the labels is wrong.
        int[] right = IntStream.range(0, 160)
                .filter(row -> world.table
                        .labelNames()
                        .get(labelOf(world, world.rows.get(row)))
                        .equals(world.rows.get(row).label()))
                .toArray();
        assertThat(IntStream.of(right).filter(row -> report.value(row) > 0).count())
                .isGreaterThan(right.length * 3L / 4);
        assertThat(IntStream.of(right).mapToLong(report::value).sum()).isPositive();
    }

    @Test
    void a_row_without_label_is_worth_nothing_and_takes_nothing_but_is_known_afterwards() {
        TableWorld world = TableWorld.optdigits(13);
        List<TableWorld.Row> rows = new ArrayList<>(world.rows);
        for (int i = 160; i < 190; i++) {
            TableWorld.Row later = world.rows.get(i);
            rows.add(160, new TableWorld.Row("bare" + i, "early", 0, later.features(), ""));
        }
        Datanet datanet = world.build(rows);
        ValuationReport with = valuator.value(datanet, world.holdout, world.reference, 1, Progress.none());
        ValuationReport without = valuator.value(world.datanet(), world.holdout, world.reference, 1, Progress.none());
        assertThat(with.gains()).startsWith(java.util.Arrays.copyOf(without.gains(), 160));
        assertThat(with.novelties()).startsWith(java.util.Arrays.copyOf(without.novelties(), 160));
        for (int i = 0; i < 30; i++) {
            assertThat(with.value(160 + i)).isZero();
            assertThat(with.value(190 + i)).isLessThanOrEqualTo(0);
        }
    }

    @Test
    void a_retired_slice_of_the_holdout_cannot_be_copied_for_pay() {
        TableWorld world = TableWorld.optdigits(14);
        List<TableWorld.Row> owned = new ArrayList<>();
        for (int row = 0; row < 200; row++) {
            owned.add(new TableWorld.Row(
                    "h" + row,
                    "owner",
                    row < 100 ? 0 : 1,
                    world.holdout.features().orElseThrow().row(row),
                    world.holdout.labels().get(world.holdout.label(row))));
        }
        List<TableWorld.Row> rows = new ArrayList<>(world.rows);
        for (int i = 0; i < 40; i++) {
            rows.add(new TableWorld.Row(
                    "retired" + i,
                    "copier",
                    1,
                    owned.get(i).features(),
                    owned.get(i).label()));
        }
        Datanet datanet = world.build(rows);
        ValuationReport report = valuator.value(datanet, world.build(owned), world.reference, 1, Progress.none());
        assertThat(IntStream.range(0, datanet.rows())
                        .filter(row -> datanet.sampleId(row).value().startsWith("retired"))
                        .mapToLong(report::value)
                        .max()
                        .orElseThrow())
                .isLessThanOrEqualTo(0);
    }

    @Test
    void text_without_features_is_compared_by_its_characters() {
        String[][] words = {
            {"invoice", "payment", "account", "balance", "credit", "refund", "interest", "deposit"},
            {"glacier", "mountain", "valley", "river", "summit", "forest", "meadow", "canyon"}
        };
        Random random = new Random(5);
        Datanet holdout = texts(words, random, 80, "h", false);
        Datanet datanet = texts(words, random, 60, "s", true);
        ValuationReport report = valuator.value(datanet, holdout, 1, Progress.none());
        // Every third row of the Datanet has the wrong label.
        long right = 0;
        for (int row = 0; row < datanet.rows(); row++) {
            if (row % 3 == 0) {
                assertThat(report.value(row)).isNegative();
            } else {
                right += report.value(row);
            }
        }
        assertThat(right).isPositive();
    }

    private static Datanet texts(String[][] words, Random random, int rows, String prefix, boolean wrong) {
        Datanet.Builder builder = Datanet.builder(new DatanetId("notes"), "1").labels(List.of("bank", "land"));
        for (int row = 0; row < rows; row++) {
            int topic = row % 2;
            StringBuilder text = new StringBuilder();
            for (int w = 0; w < 8; w++) {
                text.append(words[topic][random.nextInt(8)]).append(' ');
            }
            int label = wrong && row % 3 == 0 ? 1 - topic : topic;
            builder.add(new Datanet.Row(
                            new SampleId(prefix + row),
                            new ContributorId("c" + row % 4),
                            Digest.sha256((text.toString() + label).getBytes(StandardCharsets.UTF_8)))
                    .text(text.toString())
                    .label(label == 0 ? "bank" : "land"));
        }
        return builder.build();
    }

    @Test
    void constant_columns_and_a_single_class_are_worth_nothing_rather_than_an_error() {
        TableWorld world = TableWorld.wdbc(15);
        List<TableWorld.Row> flat = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            flat.add(new TableWorld.Row("f" + i, "c", 0, new double[30], "benign"));
        }
        ValuationReport report =
                valuator.value(world.datanet(), world.build(flat), world.reference, 1, Progress.none());
        assertThat(LongStream.of(report.gains()).max().orElseThrow()).isLessThan(ValuationReport.UNIT / 50);
    }

    @Test
    void a_holdout_that_is_too_small_is_refused_with_the_remedy() {
        TableWorld world = TableWorld.wdbc(16);
        List<TableWorld.Row> few = world.rows.subList(0, 39);
        assertThatThrownBy(() -> valuator.value(world.datanet(), world.build(few), world.reference, 1, Progress.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the holdout has 39 labelled rows for epoch 0, but values need at least 40: move some of the owner's"
                                + " rows to the holdout");
    }

    @Test
    void a_holdout_of_other_columns_is_refused_by_name() {
        TableWorld world = TableWorld.wdbc(17);
        Datanet other = TableWorld.optdigits(17).holdout;
        assertThatThrownBy(() -> valuator.value(world.datanet(), other, world.reference, 1, Progress.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the holdout has the features [")
                .hasMessageContaining("they must be the same");
    }

    @Test
    void a_label_outside_the_declared_set_is_refused_by_row_and_value() {
        TableWorld world = TableWorld.wdbc(18);
        Datanet other = Datanet.builder(new DatanetId("other"), "1")
                .featureNames(world.table.featureNames())
                .labels(List.of("B", "M", "unsure"))
                .add(new Datanet.Row(new SampleId("x"), new ContributorId("owner"), Digest.EMPTY)
                        .features(new double[30])
                        .label("unsure"))
                .build();
        assertThatThrownBy(() -> valuator.value(world.datanet(), world.holdout, other, 1, Progress.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row 0 of the reference (sample x) has label \"unsure\"");
    }

    @Test
    void the_commitment_binds_holdout_and_seed() {
        TableWorld world = TableWorld.wdbc(19);
        Datanet datanet = world.build(world.rows.subList(0, 20));
        Digest one = valuator.value(datanet, world.holdout, 1, Progress.none()).holdout();
        assertThat(valuator.value(datanet, world.holdout, 2, Progress.none()).holdout())
                .isNotEqualTo(one);
        assertThat(valuator.value(datanet, world.reference, 1, Progress.none()).holdout())
                .isNotEqualTo(one);
    }
}
