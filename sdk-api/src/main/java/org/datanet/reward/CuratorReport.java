package org.datanet.reward;

import java.math.BigInteger;
import java.util.List;
import org.datanet.contribution.DatanetId;
import org.datanet.curation.CuratorId;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;

/**
 * What the curators of a round get, from the treasury's line {@code curators}. Anybody computes it again from the round's published
 * tables.
 *
 * @param datanet the Datanet
 * @param round the round, 0-based
 * @param currency code or token of the base units
 * @param pot what is divided, 0 or more base units
 * @param sharedError what an error cost at most that a colleague made, too, in right verdicts on easy samples
 * @param unanswered what silence cost: 1 is as much as an error, and each more as much as a right verdict brings
 * @param evidence SHA-256 over the round's assignments, opened verdicts and audits
 * @param lines in ascending order of curator
 */
public record CuratorReport(
        DatanetId datanet,
        int round,
        String currency,
        BigInteger pot,
        int sharedError,
        int unanswered,
        Digest evidence,
        List<Line> lines) {
    public CuratorReport {
        lines = List.copyOf(lines);
        if (pot.signum() < 0) {
            throw new IllegalArgumentException("a pot is 0 or more base units, not " + pot);
        }
        BigInteger paid =
                lines.stream().map(line -> line.net().max(BigInteger.ZERO)).reduce(BigInteger.ZERO, BigInteger::add);
        if (paid.compareTo(pot) > 0) {
            throw new IllegalArgumentException("curators get %s base units of a pot of %s".formatted(paid, pot));
        }
    }

    /**
     * One curator's line.
     *
     * @param audited assigned samples that were audited
     * @param right verdicts that agreed with the audit
     * @param unanswered assignments without a verdict
     * @param sharedErrors wrong verdicts on samples that a colleague was wrong on, too
     * @param score signed, in millionths of a right verdict on an easy sample
     * @param net base units; below zero it is due from the curator's bond
     */
    public record Line(
            CuratorId curator,
            int audited,
            int right,
            int unanswered,
            int sharedErrors,
            BigInteger score,
            BigInteger net) {}

    /** What is not paid. */
    public BigInteger left() {
        return lines.stream().map(line -> line.net().max(BigInteger.ZERO)).reduce(pot, BigInteger::subtract);
    }

    /** Stands for the whole report. */
    public Digest digest() {
        CanonicalBytes bytes = CanonicalBytes.tagged("datanet-curator-pay-2")
                .text(datanet.value())
                .number(round)
                .text(currency)
                .number(pot)
                .number(sharedError)
                .number(unanswered)
                .digest(evidence)
                .number(lines.size());
        for (Line line : lines) {
            bytes.text(line.curator().value())
                    .number(line.audited())
                    .number(line.right())
                    .number(line.unanswered())
                    .number(line.sharedErrors())
                    .number(line.score())
                    .number(line.net());
        }
        return bytes.toDigest();
    }
}
