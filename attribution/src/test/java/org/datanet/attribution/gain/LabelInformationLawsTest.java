package org.datanet.attribution.gain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.datanet.contribution.Datanet;
import org.datanet.progress.Progress;
import org.datanet.valuation.ValuationReport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws on which payment rests, on real rows. */
class LabelInformationLawsTest {
    static Stream<Arguments> worlds() {
        return Stream.of(
                Arguments.of(Novelty.LEVERAGE, TableWorld.optdigits(1)),
                Arguments.of(Novelty.LEVERAGE, TableWorld.wdbc(2)),
                Arguments.of(Novelty.LEVERAGE, TableWorld.wdbc(3)));
    }

    static Stream<Arguments> worldsOfEachNovelty() {
        return Stream.concat(worlds(), Stream.of(Arguments.of(Novelty.DERIVABILITY, TableWorld.wdbc(1))));
    }

    private static ValuationReport value(Novelty novelty, TableWorld world, List<TableWorld.Row> rows) {
        return new LabelInformationValuator(novelty)
                .value(world.build(rows), world.holdout, world.reference, 42, Progress.none());
    }

    /** What stands in the report for each sample: gain, novelty and base. */
    private static Map<String, List<Long>> bySample(Datanet datanet, ValuationReport report) {
        Map<String, List<Long>> values = new HashMap<>();
        for (int row = 0; row < datanet.rows(); row++) {
            values.put(
                    datanet.sampleId(row).value(),
                    List.of(report.gains()[row], report.novelties()[row], report.bases()[row]));
        }
        return values;
    }

    private static Map<String, List<Long>> bySample(Novelty novelty, TableWorld world, List<TableWorld.Row> rows) {
        return bySample(world.build(rows), value(novelty, world, rows));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("worldsOfEachNovelty")
    void copies_of_a_row_together_earn_no_more_than_the_row_and_change_nothing_for_others(
            Novelty novelty, TableWorld world) {
        Map<String, List<Long>> before = bySample(novelty, world, world.rows);
        Random random = new Random(7);
        for (int copies : new int[] {1, 3}) {
            // Copied in its own epoch, right or wrong, and once more in a later one.
            List<TableWorld.Row> rows = new ArrayList<>(world.rows);
            List<String> copied = new ArrayList<>();
            List<TableWorld.Row> added = new ArrayList<>();
            for (int n = 0; n < 12; n++) {
                TableWorld.Row original = world.rows.get(random.nextInt(world.rows.size()));
                if (copied.contains(original.id())) {
                    continue;
                }
                copied.add(original.id());
                for (int c = 0; c < copies; c++) {
                    added.add(original.as("copy" + n + "-" + c, c % 2 == 0 ? original.contributor() : "sybil" + c));
                }
            }
            rows.addAll(added);
            rows.sort((a, b) -> Integer.compare(a.epoch(), b.epoch()));
            Map<String, List<Long>> after = bySample(novelty, world, rows);
            Map<String, Long> sums = new HashMap<>();
            Map<String, Long> bases = new HashMap<>();
            for (TableWorld.Row row : rows) {
                String key = row.id().startsWith("copy") ? originalOf(row, world) : row.id();
                sums.merge(key, value(after.get(row.id())), Long::sum);
                bases.merge(key, after.get(row.id()).get(2), Long::sum);
            }
            for (TableWorld.Row row : world.rows) {
                if (copied.contains(row.id())) {
                    assertThat(sums.get(row.id())).isLessThanOrEqualTo(value(before.get(row.id())));
                    assertThat(bases.get(row.id()))
                            .isEqualTo(before.get(row.id()).get(2));
                } else {
                    assertThat(after.get(row.id())).isEqualTo(before.get(row.id()));
                }
            }
        }
    }

    private static String originalOf(TableWorld.Row copy, TableWorld world) {
        return world.rows.stream()
                .filter(row -> row.features() == copy.features() && row.epoch() == copy.epoch())
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static long value(List<Long> of) {
        return BigInteger.valueOf(of.get(0))
                .multiply(BigInteger.valueOf(of.get(1)))
                .divide(BigInteger.valueOf(ValuationReport.UNIT))
                .longValueExact();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("worlds")
    void a_copy_of_what_was_known_before_its_epoch_earns_nothing(Novelty novelty, TableWorld world) {
        List<TableWorld.Row> rows = new ArrayList<>(world.rows);
        for (int i = 0; i < 30; i++) {
            TableWorld.Row early = world.rows.get(i);
            rows.add(new TableWorld.Row("late" + i, "copier", 1, early.features(), early.label()));
            rows.add(new TableWorld.Row(
                    "seed" + i,
                    "copier",
                    1,
                    world.reference.features().orElseThrow().row(i),
                    world.reference.labels().get(world.reference.label(i))));
        }
        Map<String, List<Long>> values = bySample(novelty, world, rows);
        for (int i = 0; i < 30; i++) {
            assertThat(value(values.get("late" + i))).isLessThanOrEqualTo(0);
            assertThat(value(values.get("seed" + i))).isLessThanOrEqualTo(0);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("worldsOfEachNovelty")
    void names_and_the_order_inside_an_epoch_change_nothing(Novelty novelty, TableWorld world) {
        Map<String, List<Long>> before = bySample(novelty, world, world.rows);
        assertThat(bySample(
                        novelty,
                        world,
                        IntStream.range(0, world.rows.size())
                                .mapToObj(i ->
                                        world.rows.get(i).as(world.rows.get(i).id(), "name" + i))
                                .toList()))
                .isEqualTo(before);
        List<TableWorld.Row> shuffled = new ArrayList<>(world.rows);
        Collections.shuffle(shuffled, new Random(3));
        shuffled.sort((a, b) -> Integer.compare(a.epoch(), b.epoch()));
        assertThat(bySample(novelty, world, shuffled)).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("worlds")
    void what_comes_later_never_changes_a_value(Novelty novelty, TableWorld world) {
        Map<String, List<Long>> all = bySample(novelty, world, world.rows);
        List<TableWorld.Row> first =
                world.rows.stream().filter(row -> row.epoch() == 0).toList();
        Map<String, List<Long>> frozen = bySample(novelty, world, first);
        assertThat(all).containsAllEntriesOf(frozen);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("worldsOfEachNovelty")
    void one_thread_gives_the_same_report_as_many(Novelty novelty, TableWorld world) throws Exception {
        ForkJoinPool one = new ForkJoinPool(1);
        ForkJoinPool many = new ForkJoinPool(4);
        try {
            assertThat(one.submit(() -> value(novelty, world, world.rows).digest())
                            .get())
                    .isEqualTo(
                            many.submit(() -> value(novelty, world, world.rows).digest())
                                    .get());
        } finally {
            one.shutdown();
            many.shutdown();
        }
    }
}
