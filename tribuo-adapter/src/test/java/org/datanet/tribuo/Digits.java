package org.datanet.tribuo;

import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import org.datanet.attribution.recording.SigningUsageRecorder;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.testkit.planted.RealTable;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRun;
import org.datanet.usage.UsageSession;

/** Real digits as a Datanet, and a recorder for them. */
final class Digits {
    static final RealTable TABLE = RealTable.optdigits();

    private Digits() {}

    /** The rows [from, to) of the table, scaled to 0..1, under ids that say which. */
    static Datanet rows(String id, int from, int to) {
        Datanet.Builder builder = Datanet.builder(new DatanetId(id), "1")
                .featureNames(TABLE.featureNames())
                .labels(TABLE.labelNames());
        for (int i = from; i < to; i++) {
            double[] scaled = TABLE.features()[i].clone();
            for (int c = 0; c < scaled.length; c++) {
                scaled[c] /= 16;
            }
            String sample = "digit-" + i;
            builder.add(new Datanet.Row(
                            new SampleId(sample),
                            new ContributorId("contributor-" + i % 7),
                            Digest.sha256(sample.getBytes(StandardCharsets.UTF_8)))
                    .features(scaled)
                    .label(TABLE.labelNames().get(TABLE.labels()[i])));
        }
        return builder.build();
    }

    static UsageReceipt record(Datanet datanet, Consumer<UsageSession> training) {
        return recorder()
                .record(
                        UsageRun.on(datanet)
                                .run("run-7")
                                .payer("lab")
                                .model("digits")
                                .fee(1000)
                                .build(),
                        training::accept);
    }

    static SigningUsageRecorder recorder() {
        try {
            return SigningUsageRecorder.of(
                    Signer.of(KeyPairGenerator.getInstance("Ed25519").generateKeyPair()),
                    Clock.fixed(Instant.parse("2025-06-01T00:00:00Z"), ZoneOffset.UTC));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
