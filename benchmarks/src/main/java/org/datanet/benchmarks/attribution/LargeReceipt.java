package org.datanet.benchmarks.attribution;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.datanet.benchmarks.ProcessorTime;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.usage.PayerId;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.RunId;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;

/** What a receipt of very many rows takes on disk, and how long it takes to sign, write, read and verify. */
final class LargeReceipt {
    private LargeReceipt() {}

    static void measure(Page page, int rows) throws IOException, GeneralSecurityException {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        UsageTable table = table(rows);
        Watch watch = new Watch();
        UsageReceipt receipt = UsageReceipt.sign(
                new UsageReceipt.Header(
                        new RunId("large"),
                        "model",
                        Digest.EMPTY,
                        "framework",
                        new DatanetRef(new DatanetId("large"), "1", rows + rows / 5, Digest.EMPTY),
                        new PayerId("payer"),
                        BigInteger.ONE,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        RunState.COMPLETED,
                        "in-run gain",
                        0,
                        Optional.empty(),
                        List.of(),
                        table.size(),
                        table.root()),
                table,
                Signer.of(keys));
        Took signing = watch.took();
        Path file = Files.createTempFile("large", ReceiptCodec.EXTENSION);
        try {
            ReceiptCodec.write(receipt, file);
            Took writing = watch.took();
            ReceiptCodec.Verified verified = ReceiptCodec.verify(file);
            Took verifying = watch.took();
            if (!Arrays.equals(verified.publicKey(), keys.getPublic().getEncoded())) {
                throw new IllegalStateException("the receipt verified under another key");
            }
            int read = ReceiptCodec.read(file).table().size();
            Took reading = watch.took();
            double megabytes = Files.size(file) / 1e6;
            page.line("");
            page.line(Page.f("## A receipt of %,d rows", read));
            page.line("");
            page.line("A fifth of the Datanet's rows untouched, 1 to 60 exposures each, gains as uneven as real ones.");
            page.line("");
            page.line("| MB on disk | hash and sign | write | verify, streaming | read |");
            page.line("|---|---|---|---|---|");
            page.line(Page.f("| %.1f | %s | %s | %s | %s |", megabytes, signing, writing, verifying, reading));
            page.line("");
            page.line(Page.f(
                    "Aim 200 MB: %s. Aim a few seconds (5) each to write and to verify, judged by CPU time, which an idle machine's clock does not exceed: %s.",
                    Page.verdict(megabytes <= 200),
                    Page.verdict(writing.cpu + signing.cpu <= 5 && verifying.cpu <= 5)));
        } finally {
            Files.delete(file);
        }
    }

    /** Time since it was asked last. */
    private static final class Watch {
        private long wall = System.nanoTime();
        private double cpu = ProcessorTime.seconds();

        Took took() {
            Took took = new Took((System.nanoTime() - wall) / 1e9, ProcessorTime.seconds() - cpu);
            wall = System.nanoTime();
            cpu = ProcessorTime.seconds();
            return took;
        }
    }

    private record Took(double wall, double cpu) {
        @Override
        public String toString() {
            return Page.f("%.1f s, CPU %.1f s", wall, cpu);
        }
    }

    private static UsageTable table(int size) {
        SplittableRandom random = new SplittableRandom(1);
        int[] rows = new int[size];
        long[] exposures = new long[size];
        long[] gains = new long[size];
        int row = -1;
        for (int i = 0; i < size; i++) {
            row += 1 + (random.nextInt(5) == 0 ? 1 : 0);
            rows[i] = row;
            exposures[i] = 1 + random.nextInt(60);
            // Sums of small steps: about as large as 1 / rows of the loss, with long tails.
            double width = Math.exp(2 * (random.nextDouble() + random.nextDouble() - 1));
            gains[i] =
                    Math.round(2_000 * width * (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.4));
        }
        return new UsageTable(rows, exposures, gains);
    }
}
