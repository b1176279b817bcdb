package org.datanet.guard.outlier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.guard.DatanetGuard;
import org.datanet.progress.Progress;
import org.datanet.proof.CanonicalBytes;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.quality.Subject;
import org.datanet.usage.UsageView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContributorOutliersTest {
    private static final int PEOPLE = 10;
    private static final int ROWS = 400;
    private static final int COLUMNS = 4;

    private record Row(String contributor, double[] features, String label) {}

    /** Heavy-tailed rows about two centres, whose label is the centre. */
    private static Row honest(Random random, String contributor) {
        boolean second = random.nextBoolean();
        double size = Math.exp(0.7 * random.nextGaussian());
        double[] features = random.doubles(COLUMNS, -1, 1)
                .map(x -> x * size + (second ? 5 : 0))
                .toArray();
        return new Row(contributor, features, second ? "b" : "a");
    }

    private static Row junk(Random random, String contributor, double reach) {
        return new Row(
                contributor,
                random.doubles(COLUMNS, 2.5 - reach, 2.5 + reach).toArray(),
                random.nextBoolean() ? "a" : "b");
    }

    private static QualityReport inspect(long seed, IntFunction<List<Row>> extra, Map<String, Object> options) {
        Random random = new Random(seed);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(honest(random, "c" + random.nextInt(PEOPLE)));
            rows.addAll(extra.apply(i));
        }
        Datanet.Builder builder = Datanet.builder(new DatanetId("heavy"), "1")
                .featureNames(IntStream.range(0, COLUMNS).mapToObj(c -> "x" + c).toList())
                .labels(List.of("a", "b"));
        for (Row row : rows) {
            int at = builder.rows();
            builder.add(new Datanet.Row(
                            new SampleId("s" + at),
                            new ContributorId(row.contributor),
                            CanonicalBytes.tagged("row").number(at).toDigest())
                    .features(row.features)
                    .label(row.label));
        }
        QualityPolicy policy = new QualityPolicy(
                QualityPolicy.Mode.ENFORCE,
                1,
                Map.of("outlier", new QualityPolicy.DetectorPolicy(true, 0.01, 0.3, 0.8, options)),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                List.of());
        return new DatanetGuard(List.of(new OutlierDetector()))
                .inspect(builder.build(), UsageView.none(), policy, Progress.none());
    }

    private static double lowered(QualityReport report, String contributor) {
        return report.contributors().stream()
                .filter(s -> s.contributor().value().equals(contributor))
                .mapToDouble(s -> (double) s.flagged() / s.rows())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void junk_of_one_contributor_is_found_together_though_its_rows_are_hardly_unusual_alone(long seed) {
        Random random = new Random(seed + 100);
        IntFunction<List<Row>> flood = i -> i % 8 == 0 ? List.of(junk(random, "junk", 6.5)) : List.of();
        QualityReport report = inspect(seed, flood, Map.of());
        assertThat(lowered(report, "junk")).isGreaterThan(0.6);
        assertThat(IntStream.range(0, PEOPLE).mapToDouble(c -> lowered(report, "c" + c)))
                .allMatch(share -> share < 0.05);
        assertThat(report.findings())
                .anyMatch(f -> f.subject() instanceof Subject.Contributor c
                        && c.contributor().value().equals("junk")
                        && f.reason().contains("too unusual"));
        QualityReport alone = inspect(seed, flood, Map.of("pool", 0));
        assertThat(lowered(alone, "junk")).isLessThan(0.3);
    }

    @Test
    void three_flooders_do_not_excuse_one_another() {
        Random random = new Random(7);
        QualityReport report =
                inspect(4, i -> i % 3 == 0 ? List.of(junk(random, "junk" + i % 9 / 3, 13)) : List.of(), Map.of());
        assertThat(IntStream.range(0, 3).mapToDouble(j -> lowered(report, "junk" + j)))
                .allMatch(share -> share > 0.6);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_minority_that_resembles_itself_is_not_junk(long seed) {
        Random random = new Random(seed + 200);
        QualityReport report = inspect(
                seed,
                i -> i % 8 == 0
                        ? List.of(new Row(
                                "minority",
                                random.doubles(COLUMNS, -0.3, 0.3)
                                        .map(x -> x + 12)
                                        .toArray(),
                                "a"))
                        : List.of(),
                Map.of());
        assertThat(report.findings().stream().map(Finding::subject))
                .noneMatch(s -> s instanceof Subject.Contributor c
                        && c.contributor().value().equals("minority"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void rare_cases_labelled_as_their_neighbours_are_not_junk(long seed) {
        Random random = new Random(seed + 300);
        QualityReport report = inspect(
                seed,
                i -> {
                    boolean second = random.nextBoolean();
                    double[] far = random.doubles(COLUMNS, -1, 1)
                            .map(x -> 3.5 * Math.signum(x) + (second ? 8 : -3))
                            .toArray();
                    return i % 8 == 0 ? List.of(new Row("rare", far, second ? "b" : "a")) : List.of();
                },
                Map.of());
        assertThat(report.findings().stream().map(Finding::subject))
                .noneMatch(s -> s instanceof Subject.Contributor c
                        && c.contributor().value().equals("rare"));
    }

    @Test
    void of_ten_honest_contributors_none_is_suspected() {
        for (int seed = 20; seed < 30; seed++) {
            assertThat(inspect(seed, i -> List.of(), Map.of()).findings().stream()
                            .map(Finding::subject))
                    .noneMatch(Subject.Contributor.class::isInstance);
        }
    }
}
