package org.datanet.attribution.gain;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;

/**
 * The slices of a holdout, each with the commitment that its owner publishes before the first epoch in which it is used. A slice is
 * the holdout's rows of one epoch; it is in use from that epoch on, until a later one begins. A commitment binds the owner to rows and seed
 * and tells nothing of them; once the slice is retired, its rows and its seed are published, and anybody can value again what was valued
 * with it. Immutable.
 *
 * @param slices in ascending order of their first epoch
 */
public record HoldoutSlices(List<Slice> slices) {
    public HoldoutSlices {
        slices = List.copyOf(slices);
    }

    /**
     * One slice.
     *
     * @param epoch the first epoch in which it is used
     * @param commitment to its rows and its seed
     */
    public record Slice(int epoch, Digest commitment) {}

    /** The slices of a holdout that have begun by an epoch. */
    public static HoldoutSlices of(Datanet holdout, SliceSeeds seeds, int epoch) {
        List<Slice> slices = new ArrayList<>();
        for (int begin = 0; begin < holdout.epochs() && begin <= epoch; begin++) {
            int first = holdout.firstRow(begin);
            int end = holdout.firstRow(begin + 1);
            if (first < end) {
                Digest rows = MerkleTree.of(IntStream.range(first, end)
                                .mapToObj(row -> MerkleTree.leaf(holdout.rowBytes(row)))
                                .toList())
                        .root();
                slices.add(new Slice(
                        begin,
                        CanonicalBytes.tagged("datanet-slice-1")
                                .number(begin)
                                .digest(rows)
                                .number(seeds.of(begin))
                                .toDigest()));
            }
        }
        return new HoldoutSlices(slices);
    }

    /** What a valuation states: the RFC 9162 root over the slices' commitments, in their order. */
    public Digest root() {
        return MerkleTree.of(slices.stream()
                        .map(slice -> MerkleTree.leaf(slice.commitment().bytes()))
                        .toList())
                .root();
    }

    /**
     * The first epoch of the slice that is used in an epoch.
     *
     * @throws IllegalArgumentException when none has begun
     */
    public int inUse(int epoch) {
        return slices.stream()
                .mapToInt(Slice::epoch)
                .filter(begin -> begin <= epoch)
                .max()
                .orElseThrow(() -> new IllegalArgumentException("no slice of the holdout has begun by epoch " + epoch));
    }
}
