package org.datanet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.datanet.quality.QualityReport;
import org.datanet.reward.RewardReport;
import org.datanet.valuation.ValuationReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReportsTest {
    @TempDir
    Path directory;

    static Stream<Arguments> documents() {
        return Stream.of(
                Arguments.of("quality.json", Reports.QUALITY, SampleReports.quality(9, 1)),
                Arguments.of("valuation.json", Reports.VALUATION, SampleReports.valuation(5, 1)),
                Arguments.of("rewards.json", Reports.REWARDS, SampleReports.rewards()),
                Arguments.of("rewards.json", Reports.REWARDS, SampleReports.rewardsOfEpochs()));
    }

    /** Longer than parsers allow a document to be unless they are told. */
    @Test
    void values_of_half_a_million_rows_are_read_back() throws IOException {
        ValuationReport report = SampleReports.valuation(500_000, 1);
        Path file = directory.resolve("valuation.json");
        Reports.VALUATION.write(report, file);

        assertThat(Files.size(file)).isGreaterThan(15_000_000);
        assertThat(Reports.VALUATION.read(file).digest()).isEqualTo(report.digest());
        assertThat(Reports.VALUATION.verify(file).ok()).isTrue();
    }

    @Test
    void reports_read_back_as_they_were() throws IOException {
        Path file = directory.resolve("f.json");
        RewardReport rewards = SampleReports.rewards();
        Reports.REWARDS.write(rewards, file);
        assertThat(Reports.REWARDS.read(file)).isEqualTo(rewards);

        RewardReport ofEpochs = SampleReports.rewardsOfEpochs();
        Reports.REWARDS.write(ofEpochs, file);
        assertThat(Reports.REWARDS.read(file)).isEqualTo(ofEpochs);
        assertThat(ofEpochs.digest())
                .isNotEqualTo(rewards.digest())
                .isNotEqualTo(rewards.ofEpochs(List.of(3)).digest());
        Files.writeString(
                file, Files.readString(file).replace("[3,12]", "[3,3]").replace("[3, 12]", "[3, 3]"));
        assertThatThrownBy(() -> Reports.REWARDS.read(file)).hasMessageContaining("epochs ascend");

        QualityReport quality = SampleReports.quality(300, 2);
        Reports.QUALITY.write(quality, file);
        QualityReport back = Reports.QUALITY.read(file);
        assertThat(back.weights()).isEqualTo(quality.weights());
        assertThat(back.findings()).isEqualTo(quality.findings());
        assertThat(back.digest()).isEqualTo(quality.digest());

        ValuationReport valuation = SampleReports.valuation(1000, 3);
        Reports.VALUATION.write(valuation, file);
        assertThat(Reports.VALUATION.read(file).gains()).isEqualTo(valuation.gains());
        assertThat(Reports.VALUATION.read(file).digest()).isEqualTo(valuation.digest());
    }

    @ParameterizedTest
    @MethodSource("documents")
    <T> void the_same_report_gives_the_same_bytes(String name, JsonDocument<T> document, T report) throws IOException {
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        document.write(report, one);
        document.write(report, two);
        assertThat(one.toByteArray()).isEqualTo(two.toByteArray());
        assertThat(one.toString(StandardCharsets.UTF_8)).endsWith("}\n").doesNotContain("\r");
    }

    @ParameterizedTest
    @MethodSource("documents")
    <T> void every_flipped_byte_is_found_and_what_it_damaged_is_named(String name, JsonDocument<T> document, T report)
            throws IOException {
        Path file = directory.resolve(name);
        document.write(report, file);
        byte[] sound = Files.readAllBytes(file);
        assertThat(Verifier.verify(file).ok()).isTrue();
        for (int mask : new int[] {1, 0x20, 0xff}) {
            int step = mask > 1 ? 23 : document == Reports.REWARDS ? 1 : 5;
            for (int i = 0; i < sound.length; i += step) {
                byte[] damaged = sound.clone();
                damaged[i] ^= (byte) mask;
                Files.write(file, damaged);
                Verification verification = Verifier.verify(file);
                assertThat(verification.ok()).as("byte %d ^ %d", i, mask).isFalse();
                assertThat(verification.failures().get(0).detail()).contains(name);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    <T> void a_cut_or_lengthened_file_is_found(String name, JsonDocument<T> document, T report) throws IOException {
        Path file = directory.resolve(name);
        document.write(report, file);
        byte[] sound = Files.readAllBytes(file);
        for (int length = 0; length < sound.length; length += 41) {
            Files.write(file, Arrays.copyOf(sound, length));
            assertThat(Verifier.verify(file).ok()).as("%d bytes", length).isFalse();
        }
        Files.write(file, (new String(sound, StandardCharsets.UTF_8) + " ").getBytes(StandardCharsets.UTF_8));
        assertThat(Verifier.verify(file).failures())
                .singleElement()
                .satisfies(check -> assertThat(check.name()).isEqualTo("bytes"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "90000000000000000000000 | 90000000000000000000001 | lines",
                "\"fees\": \"1 | \"fees\": \"2 | totals",
                "\"usedRows\":3 | \"usedRows\":2 | lines",
                "\"rule\": \"conditional-gain\" | \"rule\": \"conditional-pain\" | digest",
                "\"receipts\": 2 | \"receipts\":  2 | bytes",
                "\"receipts\": 2 | \"receipts\": 02 | form",
                "\"receipts\" | \"recepits\" | form",
                "datanet-rewards/1 | datanet-rewards/2 | form",
            })
    void the_part_that_was_changed_is_named(String from, String to, String part) throws IOException {
        Path file = directory.resolve("rewards.json");
        Reports.REWARDS.write(SampleReports.rewards(), file);
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
        assertThat(Verifier.verify(file).failures().get(0).name()).isEqualTo(part);
    }

    @Test
    void a_changed_line_is_refused_with_its_contributor() throws IOException {
        Path file = directory.resolve("rewards.json");
        Reports.REWARDS.write(SampleReports.rewards(), file);
        Files.writeString(file, Files.readString(file).replace("3 of 4 rows", "4 of 4 rows"));
        assertThatThrownBy(() -> Reports.REWARDS.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file + ":14:")
                .hasMessageEndingWith(
                        "the line of contributor ann is not the one that its leaf stands for; the file was changed"
                                + " after it was written; fetch it again");
    }

    @Test
    void a_large_report_is_written_and_read_in_a_moment() throws IOException {
        Path file = directory.resolve("valuation.json");
        Reports.VALUATION.write(SampleReports.valuation(100_000, 1), file);
        assertThat(Reports.VALUATION.verify(file).ok()).isTrue();
        Path quality = directory.resolve("quality.json");
        Reports.QUALITY.write(SampleReports.quality(100_000, 1), quality);
        assertThat(Reports.QUALITY.verify(quality).ok()).isTrue();
    }

    @Test
    void what_states_no_known_format_is_refused_by_name() throws IOException {
        Path file = directory.resolve("x.json");
        Files.writeString(file, "{\"format\":\"other/1\"}");
        assertThatThrownBy(() -> Verifier.verify(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + ": states the format \"other/1\"; name a report, a manifest, a receipt or a ledger");
        Files.writeString(file, "hello");
        assertThatThrownBy(() -> Verifier.verify(file)).hasMessageContaining("states no format");
        assertThatThrownBy(() -> Verifier.verify(directory.resolve("none"))).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> Verifier.verify(directory))
                .hasMessageContaining("is a folder without manifest.json or datanet.yaml");
        assertThat(List.of(Reports.REWARDS.format())).containsExactly("datanet-rewards/1");
    }
}
