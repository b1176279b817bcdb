package org.datanet.hook.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.hook.ReportsForTests;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.store.Message;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.quality.QualityGuard;
import org.datanet.reward.RewardReporter;
import org.datanet.usage.RecordUsage;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageLedger;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRecorder;
import org.datanet.usage.UsageSession;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin in a container: annotate a method, inject what you need, say the rest in configuration. */
class RecordUsageTest {
    @TempDir
    Path directory;

    private WeldContainer container;

    /** What a user writes. */
    @ApplicationScoped
    public static class Trainer {
        @RecordUsage(datanet = "wheat", run = "nightly", model = "mlp")
        public String train(UsageSession usage, boolean well) {
            usage.exposed(usage.row(new SampleId("s-1")).orElseThrow(), 3);
            if (!well) {
                throw new IllegalStateException("the loss is not a number");
            }
            return "model";
        }

        @RecordUsage(datanet = "wheat")
        public void forgetful() {}
    }

    @BeforeEach
    void start() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("wheat"));
        Files.writeString(
                folder.resolve("datanet.yaml"),
                "name: wheat\nversion: \"1\"\ncolumns:\n  id: id\n  contributor: who\n  label: kind\n  features: [x]\nlabels: [a, b]\n",
                StandardCharsets.UTF_8);
        Files.writeString(
                folder.resolve("samples.csv"), "id,who,kind,x\ns-0,ada,a,1\ns-1,bea,b,2\n", StandardCharsets.UTF_8);
        SecretFiles.create(directory.resolve("pay.secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        set("datanet.hook.directory", directory.resolve("hook").toString());
        set("datanet.datanets.wheat", folder.toString());
        set("datanet.payer", "acme");
        set("datanet.fee", "1000");
        set("datanet.receivers", "pay");
        set("datanet.receivers.pay.url", "http://127.0.0.1:9/never");
        set("datanet.receivers.pay.secret-file", directory.resolve("pay.secret").toString());
        container = new Weld("plugin-test")
                .disableDiscovery()
                .addBeanClasses(
                        HookBeans.class,
                        ConfiguredSettings.class,
                        UsageBeans.class,
                        RecordUsageInterceptor.class,
                        Trainer.class)
                .initialize();
    }

    @AfterEach
    void stop() {
        container.shutdown();
        System.getProperties().keySet().removeIf(key -> key.toString().startsWith("datanet."));
    }

    private static void set(String key, String value) {
        System.setProperty(key, value);
    }

    @Test
    void a_method_that_returns_leaves_a_completed_receipt_in_the_ledger() throws Exception {
        assertThat(container.select(Trainer.class).get().train(null, true)).isEqualTo("model");
        UsageReceipt receipt = only();
        assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        assertThat(receipt.header().payer().value()).isEqualTo("acme");
        assertThat(receipt.header().fee()).isEqualTo(1000);
        assertThat(receipt.header().model()).isEqualTo("mlp");
        assertThat(receipt.run().value()).startsWith("nightly-");
        assertThat(receipt.table().rows()).containsExactly(1);
        assertThat(receipt.table().exposures()).containsExactly(3);
    }

    @Test
    void a_method_that_throws_leaves_a_failed_receipt_and_its_own_exception() throws Exception {
        assertThatThrownBy(() -> container.select(Trainer.class).get().train(null, false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the loss is not a number");
        assertThat(only().header().state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void a_method_without_a_session_to_give_is_told_so() {
        assertThatThrownBy(() -> container.select(Trainer.class).get().forgetful())
                .hasMessageContaining("no parameter of type UsageSession");
    }

    @Test
    void everything_a_user_needs_can_be_injected() throws Exception {
        assertThat(container.select(QualityGuard.class).get()).isNotNull();
        assertThat(container.select(UsageRecorder.class).get()).isNotNull();
        Datanet wheat = container.select(Datanets.class).get().named("wheat");
        assertThat(wheat.id()).isEqualTo(new DatanetId("wheat"));
        assertThatThrownBy(() -> container.select(Datanets.class).get().named("oats"))
                .hasMessageContaining("datanet.datanets.oats");
        container.select(RewardReporter.class).get().report(ReportsForTests.report("wheat", 1));
        List<Message> waiting =
                container.select(OutboxReporter.class).get().outbox().messages(Message.State.PENDING, 0, 10);
        assertThat(waiting)
                .singleElement()
                .satisfies(message -> assertThat(message.receiver()).isEqualTo("pay"));
    }

    private UsageReceipt only() throws Exception {
        try (Stream<UsageReceipt> receipts =
                container.select(UsageLedger.class).get().receipts()) {
            List<UsageReceipt> all = receipts.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }
}
