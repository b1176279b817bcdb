package org.datanet.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.datanet.attribution.recording.SigningUsageRecorder;
import org.datanet.contribution.Datanet;
import org.datanet.proof.Signer;
import org.datanet.testkit.planted.PlantedDatanet;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRecorder;
import org.datanet.usage.UsageRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DigitModelsTest {
    private static final PlantedDatanet PLANTED = PlantedDatanet.optdigits(1, true);
    private static final Datanet DATANET = PLANTED.datanet();
    private static final DigitModels MODELS = new DigitModels(DATANET, PLANTED.validation(), 1);

    @SuppressWarnings("NullAway.Init")
    private static Signer signer;

    @SuppressWarnings("NullAway.Init")
    private static UsageRecorder recorder;

    @BeforeAll
    static void key() throws Exception {
        signer = Signer.of(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        recorder = SigningUsageRecorder.of(signer, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }

    private static UsageRun run(String id) {
        return UsageRun.on(DATANET).run(id).payer("payer").fee(1).build();
    }

    private static void whole(UsageReceipt receipt) {
        assertThat(receipt.header().state()).as("%s", receipt.header().notes()).isEqualTo(RunState.COMPLETED);
        assertThat(receipt.verify(signer.publicKey())).isTrue();
        assertThat(Arrays.stream(receipt.table().gains()).filter(gain -> gain != 0))
                .isNotEmpty();
    }

    @Test
    void the_network_saw_every_row_once_an_epoch() {
        UsageReceipt receipt = MODELS.mlp(recorder, run("mlp"));
        whole(receipt);
        assertThat(receipt.table().size()).isEqualTo(DATANET.rows());
        assertThat(receipt.table().exposures()).containsOnly(15);
        assertThat(Math.abs(receipt.header().residual())).isLessThan(0.1);
    }

    @Test
    void the_regression_saw_every_row_equally_often() {
        UsageReceipt receipt = MODELS.logistic(recorder, run("logistic"));
        whole(receipt);
        assertThat(receipt.table().size()).isEqualTo(DATANET.rows());
        assertThat(Arrays.stream(receipt.table().exposures()).distinct()).hasSize(1);
    }

    @Test
    void the_forest_drew_as_many_rows_for_each_tree_as_there_are() {
        UsageReceipt receipt = MODELS.forest(recorder, run("forest"));
        whole(receipt);
        assertThat(receipt.table().totalExposures()).isEqualTo(50L * DATANET.rows());
    }
}
