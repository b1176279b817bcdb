package org.datanet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.datanet.io.Reports;
import org.datanet.reward.RewardReport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The main job, run twice with one seed. */
class DemoIT {
    @TempDir
    static Path directory;

    private static Path first = Path.of("");
    private static Path second = Path.of("");
    private static String printed = "";

    @BeforeAll
    static void run() {
        first = directory.resolve("first");
        second = directory.resolve("second");
        assertThat(run("demo", "--out", first, "--seed", 3)).isZero();
        assertThat(run("demo", "--out", second, "--seed", 3)).isZero();
    }

    private static int run(Object... arguments) {
        StringWriter out = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out));
        int code = line.execute(Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
        printed = out.toString();
        return code;
    }

    @Test
    void one_seed_gives_the_same_bytes() {
        for (String file : List.of("quality.json", "valuation.json", "rewards.json", "report.html")) {
            assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
        }
        for (String run : List.of("mlp-nightly", "logistic-nightly", "forest-nightly")) {
            String file = "receipts/" + run + ".receipt";
            assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
        }
    }

    @Test
    void contributors_get_at_least_four_fifths_of_their_share() {
        RewardReport report = Reports.REWARDS.read(first.resolve("rewards.json"));
        assertThat(report.paid().doubleValue())
                .isGreaterThan(0.8 * 0.9 * report.fees().doubleValue());
    }

    @Test
    void every_file_verifies_until_a_byte_is_flipped() throws IOException {
        assertThat(run("verify", first)).as(printed).isZero();
        try (Stream<Path> files = Files.walk(first)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                if (bytes.length == 0) {
                    continue;
                }
                byte[] flipped = bytes.clone();
                flipped[bytes.length / 2] ^= 4;
                Files.write(file, flipped);
                assertThat(run("verify", first)).as(file.toString()).isEqualTo(2);
                assertThat(printed)
                        .contains("FAILS")
                        .contains(file.getFileName().toString());
                Files.write(file, bytes);
            }
        }
        assertThat(run("verify", first)).as(printed).isZero();
    }

    @Test
    void a_folder_with_something_else_in_it_is_left_alone() throws IOException {
        Path other = Files.createDirectories(directory.resolve("other"));
        Path precious = Files.writeString(other.resolve("precious.txt"), "keep me");
        assertThat(run("demo", "--out", other)).isEqualTo(2);
        assertThat(precious).hasContent("keep me");
    }
}
