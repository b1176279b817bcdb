package org.datanet.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.SplittableRandom;
import org.datanet.contribution.ContributorId;
import org.datanet.proof.Signer;
import org.datanet.quality.QualityPolicy;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in a file, a reader gives a value or an {@link InvalidInputException}, and nothing else. */
class MutatedInputTest {
    private static final int ROUNDS = 100;
    private static final String[] PIECES = {
        "\"",
        ",",
        "\n",
        "\r",
        "\0",
        "NaN",
        "-",
        "1e400",
        "{",
        "[",
        "]",
        "}",
        ":",
        "\\u0000",
        "\ufeff",
        "&a",
        "*a",
        "!!",
        "%",
        "'",
        "999999999999999999999",
        "\ud83d\ude00",
        "null",
        "#",
        "\t",
        "- ",
        "? ",
        "|",
        ">",
        "--- ",
        "..."
    };

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "datanet.yaml",
                "samples.csv",
                "samples.jsonl",
                "samples.csv.gz",
                "curations.csv",
                "annotations.csv",
                "commitments.csv",
                "reveals.jsonl",
                "holdout.csv"
            })
    void a_mutated_folder_is_read_or_refused(String name) throws IOException {
        Folder folder = Folder.sound(directory)
                .with("datanet.yaml", Folder.YAML + "description: \"a\\tb\"\nlicences: {default: X, allowed: [X, Y]}\n")
                .with("curations.csv", "sample,curator,verdict,at\ns1,\"c,at\",approve,2026-01-01T00:00:00Z\n")
                .with("annotations.csv", "sample,annotator,label,at,seconds\ns1,d,a,2026-01-01T00:00:00Z,1.5\n")
                .with(
                        "commitments.csv",
                        "epoch,contributor,commitment,at\n0,ann," + "0a".repeat(32) + ",2026-01-01T00:00:00Z\n")
                .with("reveals.jsonl", "{\"sample\":\"s1\",\"salt\":\"" + "ff".repeat(16) + "\"}\n")
                .with("holdout.csv", "id,contributor,epoch,label,x,y\nh1,owner,0,b,1,2\n");
        if (name.startsWith("samples.") && !name.equals("samples.csv")) {
            folder.without("samples.csv")
                    .with(
                            name,
                            name.contains("jsonl")
                                    ? "{\"id\":\"s1\",\"contributor\":\"ann\",\"epoch\":0,\"label\":\"a\",\"x\":1,\"y\":2.5e-1}\n"
                                    : Folder.SAMPLES);
        }
        Path file = folder.path().resolve(name);
        mutate(file, () -> {
            DatanetReader reader = folder.open();
            reader.read();
            reader.readHoldout();
            reader.commitments();
            reader.reveals();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy.yaml", "rewards.json", "quality.json", "manifest.json", "key.pem", "rows.csv"})
    void another_mutated_file_is_read_or_refused(String name) throws IOException {
        Folder folder = Folder.sound(directory);
        Path file = directory.resolve(name);
        Map<String, QualityPolicy.DetectorPolicy> detectors =
                Map.of("outlier", new QualityPolicy.DetectorPolicy(true, 0.01, 0, 0.5, Map.of("k", 5)));
        switch (name) {
            case "policy.yaml" -> Policies.writeDefaults(file, detectors);
            case "rewards.json" -> Reports.REWARDS.write(SampleReports.rewards(), file);
            case "quality.json" -> Reports.QUALITY.write(SampleReports.quality(5, 1), file);
            case "manifest.json" -> Manifest.write(directory, Signer.of(KeyFiles.unsafeFromSeed(1)));
            case "key.pem" -> KeyFiles.createUnsafe(file, 1);
            default -> Files.writeString(file, "id,label,x,y\nn,a,1,2\nm,b,-3e-7,4\n");
        }
        mutate(file, () -> {
            switch (name) {
                case "policy.yaml" -> Policies.read(file, detectors);
                case "rewards.json" -> Reports.REWARDS.read(file);
                case "quality.json" -> Reports.QUALITY.read(file);
                case "manifest.json" -> Manifest.read(file);
                case "key.pem" -> KeyFiles.read(file);
                default -> {
                    try (Intake intake = Intake.open(folder.path(), Clock.systemUTC())) {
                        intake.validate(new ContributorId("eve"), file);
                    }
                }
            }
        });
    }

    private interface Reading {
        void run() throws IOException;
    }

    private static void mutate(Path file, Reading reading) throws IOException {
        byte[] sound = Files.readAllBytes(file);
        reading.run();
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mutated = mutate(sound, new SplittableRandom(round));
            Files.write(file, mutated);
            try {
                reading.run();
            } catch (InvalidInputException e) {
                refused++;
                assertThat(e.getMessage()).startsWith(e.place().toString()).doesNotContain("\0");
                assertThat(e.problem()).isNotBlank();
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "round %d: %s".formatted(round, new String(mutated, StandardCharsets.ISO_8859_1)), e);
            }
        }
        assertThat(refused).as("refusals").isGreaterThan(ROUNDS / 5);
    }

    private static byte[] mutate(byte[] sound, SplittableRandom random) {
        byte[] bytes = sound;
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            int at = random.nextInt(bytes.length + 1);
            int cut = Math.min(bytes.length - at, random.nextInt(3) == 0 ? random.nextInt(20) : random.nextInt(2));
            byte[] piece = switch (random.nextInt(4)) {
                case 0 -> new byte[] {(byte) random.nextInt(256)};
                case 1 -> new byte[0];
                default -> PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
            };
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(bytes, 0, at);
            out.writeBytes(piece);
            out.write(bytes, at + cut, bytes.length - at - cut);
            bytes = out.size() == 0 ? new byte[] {' '} : out.toByteArray();
        }
        return bytes;
    }
}
