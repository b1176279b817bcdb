package org.datanet.valuation;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;

/**
 * What each row is worth, measured once on the owner's private holdout at the close of the row's epoch and frozen then. The
 * value of a row is {@code gain * novelty}, kept as the two factors. Its base is what it counts for in the sum that a receipt's
 * fee is divided by: the value that its payload has once, divided by how often the epoch holds it, times the epoch's netting
 * ratio. So neither copies nor names ever change a sum of bases.
 *
 * @param datanet the state of the Datanet
 * @param method name of the valuator and its version
 * @param holdout commitment to the holdout slice
 * @param gains signed, in units of 1e-9 of holdout loss, one a row: positive lowers the loss. Not to be written to
 * @param novelties in units of 1e-9, 0 to 1e9, one a row. Not to be written to
 * @param bases in units of 1e-9 of holdout loss, 0 or more, one a row. Not to be written to
 */
public record ValuationReport(
        DatanetRef datanet, String method, Digest holdout, long[] gains, long[] novelties, long[] bases) {
    /** The unit of gains and novelties: this many to one. */
    public static final long UNIT = 1_000_000_000L;

    public ValuationReport {
        if (gains.length != datanet.rows() || novelties.length != datanet.rows() || bases.length != datanet.rows()) {
            throw new IllegalArgumentException(
                    "a valuation of %d rows has as many gains, novelties and bases, not %d, %d and %d"
                            .formatted(datanet.rows(), gains.length, novelties.length, bases.length));
        }
        for (int row = 0; row < novelties.length; row++) {
            if (novelties[row] < 0 || novelties[row] > UNIT) {
                throw new IllegalArgumentException(
                        "novelties lie in 0 to %d, but row %d has %d".formatted(UNIT, row, novelties[row]));
            }
            if (bases[row] < 0) {
                throw new IllegalArgumentException("bases are 0 or more, but row %d has %d".formatted(row, bases[row]));
            }
        }
    }

    /** A valuation whose bases are the positive values: right where every payload stands once. */
    public ValuationReport(DatanetRef datanet, String method, Digest holdout, long[] gains, long[] novelties) {
        this(datanet, method, holdout, gains, novelties, positive(gains, novelties));
    }

    private static long[] positive(long[] gains, long[] novelties) {
        long[] bases = new long[gains.length];
        for (int row = 0; row < Math.min(gains.length, novelties.length); row++) {
            bases[row] = Math.max(0, product(gains[row], novelties[row]));
        }
        return bases;
    }

    /** The frozen value of a row in units of 1e-9 of holdout loss: gain times novelty, rounded towards zero. */
    public long value(int row) {
        return product(gains[row], novelties[row]);
    }

    /** Gain times novelty, rounded towards zero. */
    public static long product(long gain, long novelty) {
        long low = gain * novelty;
        return Math.multiplyHigh(gain, novelty) == low >> 63
                ? low / UNIT
                : BigInteger.valueOf(gain)
                        .multiply(BigInteger.valueOf(novelty))
                        .divide(BigInteger.valueOf(UNIT))
                        .longValueExact();
    }

    /** RFC 9162 root over (row, gain, novelty, base) of every row. */
    public Digest root() {
        byte[] leaves = new byte[Math.multiplyExact(gains.length, Digest.LENGTH)];
        MessageDigest sha = Digest.newSha256();
        for (int row = 0; row < gains.length; row++) {
            // As MerkleTree.leaf hashes it.
            sha.update((byte) 0);
            byte[] leaf = sha.digest(rowBytes(row, gains[row], novelties[row], bases[row]));
            System.arraycopy(leaf, 0, leaves, row * Digest.LENGTH, Digest.LENGTH);
        }
        return MerkleTree.ofFlat(leaves).root();
    }

    /** The bytes that stand for a row under the root. */
    public static byte[] rowBytes(int row, long gain, long novelty, long base) {
        return ByteBuffer.allocate(Integer.BYTES + 3 * Long.BYTES)
                .putInt(row)
                .putLong(gain)
                .putLong(novelty)
                .putLong(base)
                .array();
    }

    /** Stands for the whole report. */
    public Digest digest() {
        return digest(datanet, method, holdout, root());
    }

    /** What stands for a report of these parts, {@code root} being its {@link #root()}. */
    public static Digest digest(DatanetRef datanet, String method, Digest holdout, Digest root) {
        return datanet.appendTo(CanonicalBytes.tagged("datanet-valuation-1"))
                .text(method)
                .digest(holdout)
                .digest(root)
                .toDigest();
    }
}
