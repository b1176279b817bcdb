package org.datanet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.datanet.contribution.Commitment;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.Reveal;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Annotation;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.curation.Verdict;
import org.datanet.proof.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatanetWriterTest {
    private static final String[] PIECES = {
        "plain",
        "a,b",
        "say \"no\"",
        "two\nlines",
        "cr\r\nlf",
        "tab\there",
        "\u00e9",
        "\ud83d\ude00",
        "#",
        "'",
        "\\",
        " x ",
        "-0",
        "null"
    };

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void what_is_written_reads_back_the_same(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Datanet net = generate(random);
        Datanet holdout = generate(new SplittableRandom(seed));
        List<Commitment> commitments = List.of(new Commitment(
                0, new ContributorId("ann"), Digest.sha256(new byte[] {(byte) seed}), Instant.ofEpochSecond(seed)));
        List<Reveal> reveals = List.of(new Reveal(net.sampleId(0), "ab".repeat(16)));
        Path folder = directory.resolve("out");
        DatanetWriter.of(net)
                .holdout(holdout)
                .reference(net)
                .commitments(commitments)
                .reveals(reveals)
                .write(folder);

        DatanetReader reader = DatanetReader.open(folder);
        Datanet back = reader.read();
        assertThat(back.root()).isEqualTo(net.root());
        assertThat(back.id()).isEqualTo(net.id());
        assertThat(back.version()).isEqualTo(net.version());
        assertThat(back.labels()).isEqualTo(net.labels());
        for (int row = 0; row < net.rows(); row++) {
            assertThat(back.sample(row)).isEqualTo(net.sample(row));
        }
        net.features()
                .ifPresent(
                        f -> assertThat(back.features().orElseThrow().values()).isEqualTo(f.values()));
        assertThat(back.curations()).isEqualTo(net.curations());
        assertThat(back.annotations()).isEqualTo(net.annotations());
        assertThat(reader.readHoldout().orElseThrow().root()).isEqualTo(holdout.root());
        assertThat(reader.readReference().orElseThrow().root()).isEqualTo(net.root());
        assertThat(reader.commitments()).isEqualTo(commitments);
        assertThat(reader.reveals()).isEqualTo(reveals);

        Path again = directory.resolve("again");
        DatanetWriter.of(back).describedBy(reader.descriptor()).holdout(holdout).write(again);
        assertThat(again.resolve("samples.csv")).hasSameBinaryContentAs(folder.resolve("samples.csv"));
        assertThat(again.resolve("datanet.yaml")).hasSameBinaryContentAs(folder.resolve("datanet.yaml"));
    }

    @Test
    void a_folder_that_holds_something_is_left_alone() throws IOException {
        Datanet net = generate(new SplittableRandom(1));
        Files.writeString(directory.resolve("precious"), "x");
        assertThatThrownBy(() -> DatanetWriter.of(net).write(directory))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("the folder is not empty; name a new one");
        assertThat(directory.resolve("precious")).hasContent("x");
    }

    @Test
    void a_failed_write_leaves_nothing_behind() throws IOException {
        Datanet.Builder builder = Datanet.builder(new DatanetId("d"), "1").featureNames(List.of("x"));
        builder.add(
                new Datanet.Row(new SampleId("s"), new ContributorId("c"), Digest.EMPTY).features(new double[] {1}));
        Datanet withText = textOnly();
        assertThatThrownBy(() ->
                        DatanetWriter.of(builder.build()).holdout(withText).write(directory.resolve("out")))
                .isInstanceOf(RuntimeException.class);
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    private static Datanet textOnly() {
        return Datanet.builder(new DatanetId("d"), "1")
                .add(new Datanet.Row(new SampleId("s"), new ContributorId("c"), Digest.EMPTY).text("t"))
                .build();
    }

    /** A Datanet with whatever the format allows. */
    static Datanet generate(SplittableRandom random) {
        int features = random.nextInt(4);
        boolean text = features == 0 || random.nextBoolean();
        boolean labels = random.nextBoolean();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < features; i++) {
            names.add(pick(random) + i);
        }
        Datanet.Builder builder = Datanet.builder(new DatanetId("net " + random.nextInt(100)), "v\"" + random.nextInt())
                .featureNames(names)
                .labels(labels ? List.of("0", "yes", pick(random).strip() + "L") : List.of());
        List<String> labelNames = labels ? builder.build().labels() : List.of();
        int rows = random.nextInt(1, 40);
        int epoch = 0;
        List<Curation> curations = new ArrayList<>();
        List<Annotation> annotations = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            double[] values = new double[features];
            for (int f = 0; f < features; f++) {
                values[f] = number(random);
            }
            String body = text ? pick(random) + pick(random) : null;
            String label = labels && random.nextInt(4) > 0 ? labelNames.get(random.nextInt(labelNames.size())) : null;
            SampleId id = new SampleId("s,\"" + i);
            Datanet.Row row = new Datanet.Row(
                            id,
                            new ContributorId("c" + random.nextInt(3)),
                            CanonicalPayload.digest(values, body, label))
                    .features(values)
                    .epoch(epoch += random.nextInt(2));
            if (body != null) {
                row.text(body);
            }
            if (label != null) {
                row.label(label);
                annotations.add(new Annotation(
                        id, new CuratorId("a"), label, Instant.ofEpochMilli(random.nextInt()), random.nextDouble()));
            }
            if (random.nextBoolean()) {
                row.submittedAt(Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L)))
                        .licence("CC0-1.0")
                        .source(pick(random) + "!");
            }
            builder.add(row);
            curations.add(new Curation(
                    id,
                    new CuratorId("q"),
                    Verdict.values()[random.nextInt(2)],
                    Instant.ofEpochMilli(random.nextInt())));
        }
        return builder.curations(curations).annotations(annotations).build();
    }

    private static double number(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(17);
            case 1 -> random.nextDouble();
            case 2 -> BigInteger.valueOf(random.nextInt()).doubleValue() / 1000;
            default -> {
                double any = Double.longBitsToDouble(random.nextLong());
                yield Double.isFinite(any) ? any : 0;
            }
        };
    }

    private static String pick(SplittableRandom random) {
        return PIECES[random.nextInt(PIECES.length)];
    }
}
