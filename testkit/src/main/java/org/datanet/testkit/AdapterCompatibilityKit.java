package org.datanet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRecorder;
import org.datanet.usage.UsageRun;
import org.datanet.usage.UsageSession;
import org.junit.jupiter.api.Test;

/**
 * What an adapter of a training framework owes to who trusts its receipts, whatever the framework: exact exposures, the same
 * model with and without recording, and no exception in somebody's training. Extend it once for every kind of training that
 * the adapter supports; every public test must pass.
 */
public abstract class AdapterCompatibilityKit {
    private static final int ROWS = 150;

    /** A trained model, as far as the kit looks at it. */
    protected interface Trained {

        /** The parameters, all of them, as bytes: equal for equal models only. */
        byte[] parameters();

        /**
         * How often each row was trained on, one entry a row of the Datanet, counted by other means than the adapter's: from the
         * inputs that the model saw, or from what the framework's documentation promises.
         */
        long[] exposures();
    }

    /** A recorder whose receipts are signed. */
    protected abstract UsageRecorder recorder();

    /**
     * Trains a model with the adapter. Called with rows in ascending order; everything random comes from the seed.
     *
     * @param session records, and is left open
     * @param rows the rows to train on; no others
     */
    protected abstract Trained train(UsageSession session, Datanet datanet, int[] rows, long seed);

    /** Trains the same model without the adapter. */
    protected abstract Trained trainUnrecorded(Datanet datanet, int[] rows, long seed);

    /**
     * Three classes of six features, not quite separable; the first feature of a row is its number over 4096, so that an
     * input tells its row.
     */
    protected Datanet datanet() {
        return datanet(ROWS);
    }

    private static Datanet datanet(int rows) {
        Random random = new Random(20);
        List<String> labels = List.of("a", "b", "c");
        Datanet.Builder builder = Datanet.builder(new DatanetId("kit"), "1")
                .featureNames(IntStream.range(0, 6).mapToObj(i -> "f" + i).toList())
                .labels(labels);
        for (int row = 0; row < rows; row++) {
            int label = random.nextInt(3);
            double[] x = new double[6];
            x[0] = row / 4096.0;
            for (int j = 1; j < 6; j++) {
                x[j] = random.nextGaussian() + (j % 3 == label ? 1.5 : 0);
            }
            String id = "s" + row;
            builder.add(new Datanet.Row(
                            new SampleId(id),
                            new ContributorId("c" + row % 5),
                            Digest.sha256(id.getBytes(StandardCharsets.UTF_8)))
                    .features(x)
                    .label(labels.get(label)));
        }
        return builder.build();
    }

    private static UsageRun run(Datanet datanet, String id) {
        return UsageRun.on(datanet)
                .run(id)
                .payer("kit")
                .fee(BigInteger.valueOf(1_000))
                .build();
    }

    private static int[] all(Datanet datanet) {
        return IntStream.range(0, datanet.rows()).toArray();
    }

    private static long[] exposures(UsageReceipt receipt) {
        long[] counts = new long[receipt.header().datanet().rows()];
        for (int i = 0; i < receipt.table().size(); i++) {
            counts[receipt.table().row(i)] = receipt.table().exposures(i);
        }
        return counts;
    }

    @Test
    public void exposures_equal_an_independent_count() {
        Datanet datanet = datanet();
        for (long seed = 1; seed <= 2; seed++) {
            long given = seed;
            long[][] expected = new long[1][];
            UsageReceipt receipt = recorder().record(run(datanet, "count-" + seed), session -> {
                expected[0] = train(session, datanet, all(datanet), given).exposures();
            });

            assertThat(exposures(receipt)).isEqualTo(expected[0]);
            assertThat(Arrays.stream(expected[0]).sum()).isPositive();
            assertThat(receipt.header().state()).isEqualTo(RunState.COMPLETED);
        }
    }

    @Test
    public void rows_that_were_not_trained_on_are_not_in_the_receipt() {
        Datanet datanet = datanet();
        int[] some =
                IntStream.range(0, datanet.rows()).filter(row -> row % 3 != 0).toArray();

        UsageReceipt receipt = recorder().record(run(datanet, "some"), session -> train(session, datanet, some, 1));

        assertThat(Arrays.stream(receipt.table().rows())).allMatch(row -> row % 3 != 0);
    }

    @Test
    public void the_model_is_the_same_with_and_without_recording() {
        Datanet datanet = datanet();
        byte[] alone = trainUnrecorded(datanet, all(datanet), 7).parameters();
        byte[][] recorded = new byte[1][];
        recorder().record(run(datanet, "same"), session -> {
            recorded[0] = train(session, datanet, all(datanet), 7).parameters();
        });

        assertThat(recorded[0]).isEqualTo(alone);
    }

    @Test
    public void one_seed_gives_one_receipt_and_another_rows_another_fingerprint() {
        Datanet datanet = datanet();
        int[] fewer = IntStream.range(0, datanet.rows() - 20).toArray();
        UsageReceipt first = recorder().record(run(datanet, "r"), s -> train(s, datanet, all(datanet), 3));
        UsageReceipt again = recorder().record(run(datanet, "r"), s -> train(s, datanet, all(datanet), 3));
        UsageReceipt other = recorder().record(run(datanet, "r"), s -> train(s, datanet, fewer, 3));

        assertThat(again.header().tableRoot()).isEqualTo(first.header().tableRoot());
        assertThat(again.header().modelFingerprint()).isEqualTo(first.header().modelFingerprint());
        assertThat(again.header().notes()).isEqualTo(first.header().notes());
        assertThat(again.header().residual()).isEqualTo(first.header().residual());
        assertThat(first.header().modelFingerprint()).isNotEqualTo(Digest.EMPTY);
        assertThat(other.header().modelFingerprint())
                .isNotEqualTo(first.header().modelFingerprint());
    }

    @Test
    public void a_receipt_names_its_framework_and_its_method() {
        Datanet datanet = datanet();
        UsageReceipt receipt = recorder().record(run(datanet, "named"), s -> train(s, datanet, all(datanet), 1));

        assertThat(receipt.header().framework()).isNotBlank().isNotEqualTo("unknown");
        assertThat(receipt.header().method()).isNotBlank();
        assertThat(receipt.header().entries()).isEqualTo(receipt.table().size());
    }

    @Test
    public void samples_that_the_run_does_not_know_are_told_and_the_training_goes_on() {
        Datanet whole = datanet();
        Datanet earlier = datanet(ROWS - 40);
        byte[] alone = trainUnrecorded(whole, all(whole), 5).parameters();
        byte[][] recorded = new byte[1][];
        UsageReceipt receipt = recorder().record(run(earlier, "earlier"), session -> {
            recorded[0] = train(session, whole, all(whole), 5).parameters();
        });

        assertThat(recorded[0]).isEqualTo(alone);
        assertThat(receipt.header().state()).isEqualTo(RunState.INCOMPLETE);
        assertThat(receipt.header().notes()).isNotEmpty();
        assertThat(Arrays.stream(receipt.table().rows())).allMatch(row -> row < earlier.rows());
    }

    @Test
    public void a_session_that_has_ended_does_not_disturb_the_training() {
        Datanet datanet = datanet();
        byte[] alone = trainUnrecorded(datanet, all(datanet), 5).parameters();
        UsageSession session = recorder().open(run(datanet, "ended"));
        UsageReceipt receipt = session.complete();

        assertThatCode(() -> assertThat(train(session, datanet, all(datanet), 5).parameters())
                        .isEqualTo(alone))
                .doesNotThrowAnyException();
        assertThat(session.complete()).isEqualTo(receipt);
        assertThat(receipt.table().size()).isZero();
    }
}
