package org.datanet.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.deliver.Receiver;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.store.Message;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.hook.webhook.WebhookSecrets;
import org.datanet.proof.ConsistencyProof;
import org.datanet.proof.Digest;
import org.datanet.rest.MediaTypes;
import org.datanet.rest.Proofs;
import org.datanet.reward.RewardReport;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.ReceiptCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups and rotated secrets, done as the operator's page says. */
class RestoredHookTest {
    private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEW = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final PlantedReceipts planted = new PlantedReceipts(
            new DatanetRef(new DatanetId("kept"), "1", 1_000, Digest.EMPTY), PlantedReceipts.signer(3));

    @Test
    void a_restored_directory_is_a_hook_whose_ledger_holds_against_the_heads_that_were_kept() throws Exception {
        Path original = directory.resolve("original");
        Proofs.Head kept;
        try (HookServer hook = HookServer.start(settings(original))) {
            append(hook, original, 0, 7);
            kept = head(hook);
            append(hook, original, 7, 9);
            hook.reporter().report(ReportsForTests.report("wheat", 1));
        }
        Path backup = directory.resolve("backup");
        copy(original, backup);
        Proofs.Head lost;
        try (HookServer hook = HookServer.start(settings(original))) {
            append(hook, original, 9, 12);
            lost = head(hook);
        }
        Path restored = directory.resolve("restored");
        copy(backup, restored);
        try (HookServer hook = HookServer.start(settings(restored))) {
            Proofs.Head head = head(hook);
            assertThat(head.head().size()).isEqualTo(9);
            assertThat(head.publicKey().orElseThrow())
                    .as("the keeper's key came back")
                    .isEqualTo(kept.publicKey().orElseThrow());
            HttpResponse<byte[]> proof =
                    get(hook, "v1/ledger/consistency?from=" + kept.head().size());
            assertThat(RecordJson.read(proof.body(), ConsistencyProof.class)
                            .leadsFrom(kept.head().root(), head.head().root()))
                    .isTrue();
            assertThat(get(hook, "v1/ledger/consistency?from=" + lost.head().size())
                            .statusCode())
                    .as("what came after the backup is seen to be gone")
                    .isBetween(400, 499);
            assertThat(hook.reporter().outbox().count(Message.State.PENDING)).isEqualTo(1);
            // What was lost is sent in again, by the recorders who still have it.
            append(hook, restored, 9, 12);
            assertThat(head(hook).head().root()).isEqualTo(lost.head().root());
        }
    }

    private static HookSettings settings(Path directory) throws IOException {
        HookSettings settings = HookSettings.in(directory);
        return settings.telling(
                List.of(Receiver.webhook("pay", URI.create("http://127.0.0.1:9/nobody"), settings.inbound())));
    }

    private void append(HookServer hook, Path own, int from, int to) throws Exception {
        String token = SecretFiles.readLine(own.resolve(HookSettings.OWNER_TOKEN_FILE));
        for (int i = from; i < to; i++) {
            HttpRequest request = HttpRequest.newBuilder(hook.uri().resolve("v1/receipts/r" + i))
                    .header("Content-Type", MediaTypes.RECEIPT)
                    .header("Authorization", "Bearer " + token)
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(ReceiptCodec.toBytes(planted.random("r" + i, 20, i))))
                    .build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(201);
        }
    }

    private Proofs.Head head(HookServer hook) throws Exception {
        return RecordJson.read(get(hook, "v1/ledger/head").body(), Proofs.Head.class);
    }

    private HttpResponse<byte[]> get(HookServer hook, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(hook.uri().resolve(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** The restored sender pays its epoch out again, with another receipt: no receiver takes that, and the owner is told what to do. */
    @Test
    void a_sender_that_was_restored_is_told_that_its_epoch_is_paid() throws Exception {
        Path receiver = directory.resolve("receiver");
        RewardReport paid = ReportsForTests.report("wheat", 1).ofEpochs(List.of(5));
        RewardReport again = ReportsForTests.report("wheat", 2).ofEpochs(List.of(5));
        RewardReport next = ReportsForTests.report("wheat", 3).ofEpochs(List.of(6));
        try (HookServer hook = HookServer.start(HookSettings.in(receiver))) {
            Receiver bank = Receiver.hook("bank", hook.uri(), secrets(receiver.resolve(HookSettings.SECRET_FILE)));
            try (OutboxReporter reporter = OutboxReporter.open(directory.resolve("before"), bank)) {
                reporter.report(paid);
                assertThat(reporter.deliver(Duration.ZERO)).isZero();
                assertThatThrownBy(() -> reporter.report(again))
                        .as("who remembers does not even try")
                        .hasMessageContaining("epoch 5 of wheat is paid by report " + paid.digest());
            }
            List<String> told = new java.util.ArrayList<>();
            try (OutboxReporter reporter = OutboxReporter.to(bank)
                    .onGivenUp(failed -> told.add(failed.reason()))
                    .open(directory.resolve("restored"))) {
                reporter.report(again);
                reporter.report(next);
                assertThat(reporter.deliver(Duration.ZERO))
                        .as("given up at once, and what is behind it is not held up")
                        .isZero();
                assertThat(reporter.outbox().messages(Message.State.DEAD, 0, 9))
                        .singleElement()
                        .satisfies(dead -> assertThat(dead.lastError().orElseThrow())
                                .contains(
                                        "not paid a second time: epoch 5 of wheat is paid by report " + paid.digest(),
                                        "OPERATIONS.md"));
                assertThat(reporter.outbox().count(Message.State.DELIVERED)).isEqualTo(1);
            }
            assertThat(told).hasSize(1);
            assertThat(hook.events().list(0, 9))
                    .extracting(org.datanet.hook.store.Events.Accepted::subject)
                    .containsExactly(paid.digest(), next.digest());
        }
    }

    /** Receivers of Standard Webhooks need to know nothing but ids to pay an epoch once. */
    @Test
    void two_reports_of_an_epoch_have_one_event_id() throws Exception {
        List<String> ids = new java.util.ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            try (OutboxReporter reporter = OutboxReporter.open(
                    directory.resolve("sender-" + number),
                    Receiver.webhook(
                            "pay",
                            URI.create("http://127.0.0.1:9/nobody"),
                            HookSettings.in(directory.resolve("keys")).inbound()))) {
                reporter.report(ReportsForTests.report("wheat", number).ofEpochs(List.of(5)));
                reporter.report(ReportsForTests.report("wheat", number).ofEpochs(List.of(6)));
                reporter.report(ReportsForTests.report("rye", number).ofEpochs(List.of(5)));
                reporter.outbox().messages(Message.State.PENDING, 0, 9).forEach(message -> ids.add(message.event()));
            }
        }
        assertThat(ids.subList(0, 3)).doesNotHaveDuplicates().isEqualTo(ids.subList(3, 6));
    }

    /** Sender and receiver change one after the other, in either order at the end; every step is a restart of one side. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_secret_is_rotated_while_reports_go_out(boolean receiverFirst) throws Exception {
        Path receiver = directory.resolve("receiver");
        Files.createDirectories(receiver);
        Path sending = directory.resolve("sender.secret");
        Path receiving = receiver.resolve(HookSettings.SECRET_FILE);
        write(sending, OLD);
        write(receiving, OLD);
        int sent = deliver(receiver, sending, 0);
        write(receiving, NEW, OLD);
        sent = deliver(receiver, sending, sent);
        write(sending, NEW, OLD);
        sent = deliver(receiver, sending, sent);
        write(receiverFirst ? receiving : sending, NEW);
        sent = deliver(receiver, sending, sent);
        write(receiverFirst ? sending : receiving, NEW);
        sent = deliver(receiver, sending, sent);
        // The test can fail: the old secret alone is refused now.
        write(sending, OLD);
        try (HookServer hook = HookServer.start(HookSettings.in(receiver));
                OutboxReporter reporter = OutboxReporter.open(
                        directory.resolve("outbox"), Receiver.hook("hook", hook.uri(), secrets(sending)))) {
            reporter.report(ReportsForTests.report("wheat", sent));
            assertThat(reporter.deliver(Duration.ZERO)).isEqualTo(1);
        }
    }

    /** Restarts both sides with what their files hold now, and sends one report. */
    private int deliver(Path receiver, Path sending, int number) throws Exception {
        try (HookServer hook = HookServer.start(HookSettings.in(receiver));
                OutboxReporter reporter = OutboxReporter.open(
                        directory.resolve("outbox"), Receiver.hook("hook", hook.uri(), secrets(sending)))) {
            reporter.report(ReportsForTests.report("wheat", number));
            assertThat(reporter.deliver(Duration.ZERO))
                    .as("at the first attempt")
                    .isZero();
            assertThat(reporter.outbox().count(Message.State.DELIVERED)).isEqualTo(number + 1);
        }
        return number + 1;
    }

    private static WebhookSecrets secrets(Path file) throws IOException {
        return WebhookSecrets.read(file);
    }

    private static void write(Path file, String... lines) throws IOException {
        java.util.Set<PosixFilePermission> mine = PosixFilePermissions.fromString("rw-------");
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(mine));
        }
        Files.write(file, List.of(lines));
    }
}
