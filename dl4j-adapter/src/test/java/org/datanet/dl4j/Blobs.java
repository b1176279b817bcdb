package org.datanet.dl4j;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.datanet.attribution.recording.SigningUsageRecorder;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.usage.UsageRecorder;
import org.datanet.usage.UsageRun;

/** Gaussian classes whose first feature names the row, so that a network's input says which rows it is trained on. */
final class Blobs {
    static final int CLASSES = 3;
    static final int FEATURES = 6;
    /** The first feature of a row is its number times this: exact in a float, and small. */
    static final double ROW_STEP = 1.0 / 4096;

    private static final KeyPair KEYS = keys();

    private Blobs() {}

    static Datanet datanet(int rows, long seed) {
        Random random = new Random(seed);
        Datanet.Builder builder = Datanet.builder(new DatanetId("blobs"), "1")
                .featureNames(
                        IntStream.range(0, FEATURES).mapToObj(i -> "f" + i).toList())
                .labels(List.of("a", "b", "c"));
        for (int row = 0; row < rows; row++) {
            int label = random.nextInt(CLASSES);
            double[] x = new double[FEATURES];
            x[0] = row * ROW_STEP;
            for (int j = 1; j < FEATURES; j++) {
                x[j] = random.nextGaussian() + (j % CLASSES == label ? 1.5 : 0);
            }
            String id = "s" + row;
            builder.add(new Datanet.Row(
                            new SampleId(id),
                            new ContributorId("c" + row % 5),
                            Digest.sha256(id.getBytes(StandardCharsets.UTF_8)))
                    .features(x)
                    .label(List.of("a", "b", "c").get(label)));
        }
        return builder.build();
    }

    static UsageRun run(Datanet datanet, String id) {
        return UsageRun.on(datanet).run(id).payer("acme").fee(1_000).build();
    }

    static UsageRecorder recorder() {
        return SigningUsageRecorder.of(
                Signer.of(KEYS), Clock.fixed(Instant.parse("2025-03-01T12:00:00Z"), ZoneOffset.UTC));
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
