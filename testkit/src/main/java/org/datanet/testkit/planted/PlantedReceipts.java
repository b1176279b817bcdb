package org.datanet.testkit.planted;

import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;
import org.datanet.proof.Signer;
import org.datanet.usage.PayerId;
import org.datanet.usage.RunId;
import org.datanet.usage.RunState;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;

/** Signed receipts made up from a seed: the same seed gives the same bytes. Immutable and thread-safe. */
public final class PlantedReceipts {
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");

    private final DatanetRef datanet;
    private final Signer signer;

    /**
     * @param datanet the state whose rows the tables name
     * @param signer signs every receipt
     */
    public PlantedReceipts(DatanetRef datanet, Signer signer) {
        this.datanet = datanet;
        this.signer = signer;
    }

    /** A signer whose key follows from the seed. For tests only: anyone can compute it. */
    public static Signer signer(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(255, new SecureRandom() {
                private static final long serialVersionUID = 1;

                @Override
                public void nextBytes(byte[] bytes) {
                    random.nextBytes(bytes);
                }
            });
            return Signer.of(generator.generateKeyPair());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform lacks Ed25519", e);
        }
    }

    /** A completed run over given rows. */
    public UsageReceipt of(String run, String payer, long fee, UsageTable table) {
        return of(run, payer, BigInteger.valueOf(fee), RunState.COMPLETED, table);
    }

    /** A run that ended in a given state. */
    public UsageReceipt of(String run, String payer, BigInteger fee, RunState state, UsageTable table) {
        UsageReceipt.Header header = new UsageReceipt.Header(
                new RunId(run),
                "planted",
                Digest.EMPTY,
                "planted 1",
                datanet,
                new PayerId(payer),
                fee,
                START,
                START.plusSeconds(60),
                state,
                "planted",
                0,
                Optional.empty(),
                List.of(),
                table.size(),
                table.root());
        return UsageReceipt.sign(header, table, signer);
    }

    /** A completed run over about {@code entries} random rows of the Datanet, with random exposures and gains of both signs. */
    public UsageReceipt random(String run, int entries, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return of(
                run, "payer-" + random.nextInt(3), random.nextLong(1_000_000), table(datanet.rows(), entries, random));
    }

    /** A table of about {@code entries} random rows below {@code rows}. */
    public static UsageTable table(int rows, int entries, SplittableRandom random) {
        int[] chosen = random.ints(entries, 0, rows).sorted().distinct().toArray();
        long[] exposures = random.longs(chosen.length, 0, 50).toArray();
        long[] gains = random.longs(chosen.length, -1_000_000, 1_000_000).toArray();
        return new UsageTable(chosen, exposures, gains);
    }
}
