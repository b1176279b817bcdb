package org.datanet.rewards;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datanet.reward.RewardReport.WaterfallStep;

/**
 * Explains a contributor's credited value, the sum of C_c over all paid receipts, in steps that sum to it: what the used rows
 * would count for if all were new and trusted, less what was known, what did harm, what each detector doubts, what is stale, and
 * what did not help its payers. Rows may be added in any order and in parts that are merged: the result is the same. Not thread-safe.
 */
public final class CreditedValue {
    private final Step used = new Step();
    private final Step known = new Step();
    private final Step harmed = new Step();
    private final Step aged = new Step();
    private final Step unhelpful = new Step();
    private final TreeMap<String, Step> distrusted = new TreeMap<>();
    private int rows;
    private int usedRows;
    private long exposures;

    /**
     * Adds a row of the contributor.
     *
     * @param row its place in the Datanet
     * @param gain its frozen gain
     * @param uses by how many paid runs it was used
     * @param harmfulUses how many of these measured a negative in-run gain for it
     * @param exposed how often paid runs trained on it
     * @param reason "detector: sentence" for a row of less than full weight, else empty
     */
    public void add(int row, long gain, RowCredit terms, long uses, long harmfulUses, long exposed, String reason) {
        rows++;
        exposures = Math.addExact(exposures, exposed);
        if (uses == 0) {
            return;
        }
        usedRows++;
        long helped = Math.max(0, gain);
        used.add(helped, uses);
        used.rows += helped == 0 ? 1 : 0;
        known.add(helped - terms.credit() - terms.distrusted() - terms.aged(), uses);
        harmed.add(terms.debit(), uses);
        aged.add(terms.aged(), uses);
        unhelpful.add(terms.unhelpful(), harmfulUses);
        if (terms.distrusted() > 0) {
            Step step = distrusted.computeIfAbsent(detector(reason), name -> new Step());
            step.explain(row, reason);
            step.add(terms.distrusted(), uses);
        }
    }

    /** Adds rows of the same contributor that were summed elsewhere, and gives this. */
    public CreditedValue merge(CreditedValue other) {
        rows += other.rows;
        usedRows += other.usedRows;
        exposures = Math.addExact(exposures, other.exposures);
        used.merge(other.used);
        known.merge(other.known);
        harmed.merge(other.harmed);
        aged.merge(other.aged);
        unhelpful.merge(other.unhelpful);
        other.distrusted.forEach((detector, step) ->
                distrusted.computeIfAbsent(detector, name -> new Step()).merge(step));
        return this;
    }

    /** Rows of the contributor. */
    public int rows() {
        return rows;
    }

    /** Of these, rows that a paid run used. */
    public int usedRows() {
        return usedRows;
    }

    /** How often paid runs trained on them. */
    public long exposures() {
        return exposures;
    }

    /** The steps, "used" first. */
    public List<WaterfallStep> steps() {
        List<WaterfallStep> steps = new ArrayList<>();
        steps.add(new WaterfallStep(
                "used",
                used.value,
                used.rows == 0
                        ? "No paid run trained on these rows."
                        : "Paid runs trained on %d rows; so much they would count for if all were new and trusted."
                                .formatted(used.rows)));
        known.appendTo(
                steps, "known", "%d rows say in part what was known before them, or what others of the epoch say too.");
        harmed.appendTo(
                steps,
                "harmed",
                "%d rows did harm on the owner's holdout, or brought less than the reserve that every row owes.");
        for (Map.Entry<String, Step> entry : distrusted.entrySet()) {
            Step step = entry.getValue();
            step.appendTo(steps, entry.getKey(), "%d rows lost weight, the first because: " + step.text());
        }
        aged.appendTo(steps, "aged", "%d rows have not been confirmed for some epochs.");
        unhelpful.appendTo(steps, "unhelpful", "%d rows raised the validation loss of a paid run that used them.");
        return steps;
    }

    private static String detector(String reason) {
        int colon = reason.indexOf(':');
        return colon <= 0 ? "quality" : reason.substring(0, colon);
    }

    /** Sums one step over rows, and keeps the reason of the first of them. */
    private static final class Step {
        private long value;
        private int rows;
        private int first = Integer.MAX_VALUE;
        private String reason = "";

        void explain(int row, String why) {
            if (row < first) {
                first = row;
                reason = why;
            }
        }

        void add(long each, long times) {
            if (each != 0 && times != 0) {
                value = Math.addExact(value, Math.multiplyExact(each, times));
                rows++;
            }
        }

        void merge(Step other) {
            value = Math.addExact(value, other.value);
            rows += other.rows;
            explain(other.first, other.reason);
        }

        /** With per cent signs doubled, because it becomes part of a format. */
        String text() {
            return (reason.isEmpty() ? "the guard gave no reason" : reason).replace("%", "%%");
        }

        void appendTo(List<WaterfallStep> steps, String name, String sentence) {
            if (value != 0) {
                steps.add(new WaterfallStep(name, -value, sentence.formatted(rows)));
            }
        }
    }
}
