package org.datanet.hook.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.HookSettings;
import org.datanet.hook.deliver.Receiver;
import org.datanet.hook.webhook.WebhookSecrets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code datanet serve --config} reads: the keys that a container reads, from a file. */
@SuppressWarnings("NullAway.Init")
class StatedSettingsTest {
    @TempDir
    Path directory;

    private HookSettings read(String... lines) throws IOException {
        Path file = directory.resolve("hook.properties");
        Files.write(file, java.util.List.of(lines));
        return ConfiguredSettings.stated(HookSettings.in(directory.resolve("hook")), file);
    }

    @Test
    void receivers_limits_epochs_and_the_database_come_from_the_file() throws IOException {
        Path secret = directory.resolve("bank.secret");
        WebhookSecrets.readOrCreate(secret, new SecureRandom());
        HookSettings settings = read(
                "datanet.hook.port = 18081",
                "datanet.hook.requests-per-minute=7",
                "datanet.database.url=jdbc:postgresql://db/datanet",
                "datanet.epochs.open=P7D",
                "datanet.receivers=bank",
                "datanet.receivers.bank.url=https://bank.example/rewards",
                "datanet.receivers.bank.secret-file=" + secret);
        assertThat(settings.port()).isEqualTo(18_081);
        assertThat(settings.limits())
                .isEqualTo(new HookSettings.Limits(HookSettings.Limits.DEFAULT.documentBytes(), 7));
        assertThat(settings.storage().url()).isEqualTo("jdbc:postgresql://db/datanet");
        assertThat(settings.epochs().orElseThrow().open()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.epochs().orElseThrow().challenge()).isEqualTo(Duration.ofDays(3));
        assertThat(settings.receivers()).singleElement().satisfies(bank -> {
            assertThat(bank.name()).isEqualTo("bank");
            assertThat(bank.target()).isEqualTo(URI.create("https://bank.example/rewards"));
            assertThat(bank.documents()).isEmpty();
        });
    }

    @Test
    void what_the_file_does_not_state_stays_as_it_was() throws IOException {
        HookSettings settings = read("# nothing");
        assertThat(settings.receivers()).extracting(Receiver::name).isEmpty();
        assertThat(settings.limits()).isEqualTo(HookSettings.Limits.DEFAULT);
        assertThat(settings.storage().url()).startsWith("jdbc:h2:");
    }

    @Test
    void a_datanet_under_another_name_than_its_receipts_have_is_refused() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("grain"));
        Files.writeString(folder.resolve("datanet.yaml"), "name: wheat\nversion: \"1\"\ncolumns: {features: [x]}\n");
        assertThat(read("datanet.datanets=wheat", "datanet.datanets.wheat=" + folder)
                        .datanets())
                .containsEntry(new DatanetId("wheat"), folder);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("datanet.datanets=grain", "datanet.datanets.grain=" + folder))
                .withMessageContaining("holds Datanet wheat");
    }

    @ParameterizedTest
    @CsvSource({
        "datanet.hook.prot=1, datanet.hook.prot means nothing",
        "datanet.receivers.bank.url=http://bank, datanet.receivers.bank.url means nothing",
        "datanet.receivers=bank, datanet.receivers.bank.url is missing",
        "datanet.epochs.open=7 days, datanet.epochs.open is a time such as P7D",
    })
    void a_key_that_is_misspelt_missing_or_wrong_is_named_with_its_file(String line, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(line))
                .withMessageContaining("hook.properties: ")
                .withMessageContaining(problem);
    }
}
