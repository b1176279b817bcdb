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
    static final double LEAST_DEBITED = 0.17;

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
     * diluted by repetition. Every row owes the reserve: where it is worth more, that lowers its novelty; where less, its gain is what
     * it lacks.
     *
     * @param members rows that hold the payload, in intake order
     */
    void freeze(List<Integer> members, EpochValuation epoch, int payload) {
        long gain = (long) StrictMath.rint(epoch.gains()[payload] * UNIT);
        double novelty = epoch.novelties()[payload];
        long reserve = (long) StrictMath.rint(epoch.reserve() * UNIT);
        long whole =
                (long) (gain < 0 ? Math.max(novelty, LEAST_DEBITED) * UNIT : novelty * epoch.shares()[payload] * UNIT);
        int halvings = gain < 0 ? 0 : Math.min(members.size() - 1, Long.SIZE - 1);
        long once = scaled(gain, whole);
        long net = (once >> halvings) - reserve;
        long base = scaled(Math.max(0, once - reserve), (long) (epoch.netting() * UNIT));
        List<Integer> bySample = members.stream()
                .sorted((a, b) -> datanet.sampleId(a)
                        .value()
                        .compareTo(datanet.sampleId(b).value()))
                .toList();
        for (int i = 0; i < bySample.size(); i++) {
            int row = bySample.get(i);
            gains[row] = net > 0 ? gain : net;
            novelties[row] = net > 0 ? part(net, gain) : ValuationReport.UNIT;
            // The remainder goes out unit by unit: the bases of a payload add up to the same however often it stands
            // there.
            bases[row] = base / bySample.size() + (i < base % bySample.size() ? 1 : 0);
        }
    }

    /** The largest novelty with which the gain is worth no more than the net value. */
    private static long part(long net, long gain) {
        return BigInteger.valueOf(net)
                .multiply(BigInteger.valueOf(ValuationReport.UNIT))
                .divide(BigInteger.valueOf(gain))
                .longValueExact();
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
