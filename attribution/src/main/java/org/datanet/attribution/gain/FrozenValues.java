package org.datanet.attribution.gain;

import java.math.BigInteger;
import java.util.List;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;
import org.datanet.valuation.ValuationReport;

/** Collects what rows are worth, in the integers in which it is frozen. Not thread-safe. */
final class FrozenValues {
    private static final double UNIT = ValuationReport.UNIT;

    /** A debit counts at least so much of its size however little of the row is new: a wrong label on a copy does harm, too. */
    private static final double LEAST_DEBITED = 0.2;

    /** From here on, all of the credits are in the base: then they never add up to more than a fee, even without deposits. */
    private static final double CLEAN = 0.85;

    private final Datanet datanet;
    private final long[] gains;
    private final long[] novelties;
    private final long[] bases;

    FrozenValues(Datanet datanet) {
        this.datanet = datanet;
        gains = new long[datanet.rows()];
        novelties = new long[datanet.rows()];
        bases = new long[datanet.rows()];
    }

    /**
     * Writes a payload's value to every row that holds it. One row of m copies is credited 2^-(m-1) of the credit, so that m copies
     * together never earn more than one does, whoever owns how many of them; a debit is neither shared nor halved, for harm isn't
     * diluted by repetition.
     *
     * @param members rows that hold the payload, in intake order
     */
    void freeze(List<Integer> members, EpochValuation epoch, int payload) {
        long gain = (long) StrictMath.rint(epoch.gains()[payload] * UNIT);
        double novelty = epoch.novelties()[payload];
        long whole =
                (long) (gain < 0 ? Math.max(novelty, LEAST_DEBITED) * UNIT : novelty * epoch.shares()[payload] * UNIT);
        int halvings = gain < 0 ? 0 : Math.min(members.size() - 1, Long.SIZE - 1);
        long netting = epoch.netting() < CLEAN ? (long) (epoch.netting() * UNIT) : ValuationReport.UNIT;
        long base = gain < 0 ? 0 : scaled(scaled(gain, whole), netting);
        List<Integer> bySample = members.stream()
                .sorted((a, b) -> datanet.sampleId(a)
                        .value()
                        .compareTo(datanet.sampleId(b).value()))
                .toList();
        for (int i = 0; i < bySample.size(); i++) {
            int row = bySample.get(i);
            gains[row] = gain;
            novelties[row] = whole >> halvings;
            // The remainder goes out unit by unit: the bases of a payload add up to the same however often it stands
            // there.
            bases[row] = base / bySample.size() + (i < base % bySample.size() ? 1 : 0);
        }
    }

    private static long scaled(long amount, long part) {
        return BigInteger.valueOf(amount)
                .multiply(BigInteger.valueOf(part))
                .divide(BigInteger.valueOf(ValuationReport.UNIT))
                .longValueExact();
    }

    ValuationReport report(String method, Digest commitment) {
        return new ValuationReport(DatanetRef.of(datanet), method, commitment, gains, novelties, bases);
    }
}
