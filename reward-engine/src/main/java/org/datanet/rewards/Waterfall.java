package org.datanet.rewards;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datanet.reward.RewardInput;
import org.datanet.reward.RewardReport.WaterfallStep;

/**
 * Explains a contributor's credited value, the sum of C_c over all paid receipts, in steps that sum to it: what the used rows
 * would count for if all were new and trusted, less what was known, what did harm, what each detector doubts, what is stale, and
 * what did not help its payers. The last step says what that value is paid with.
 */
final class Waterfall {
    private final RewardInput input;
    private final RowTerms terms;

    Waterfall(RewardInput input, RowTerms terms) {
        this.input = input;
        this.terms = terms;
    }

    /** @param net what is paid, or below zero what is due */
    List<WaterfallStep> steps(RowsOf rowsOf, int contributor, PaidReceipts receipts, BigInteger net) {
        int[] uses = receipts.uses();
        Step used = new Step();
        Step known = new Step();
        Step harmed = new Step();
        Step aged = new Step();
        Step unhelpful = new Step();
        Map<String, Step> distrusted = new TreeMap<>();
        for (int i = rowsOf.from(contributor); i < rowsOf.to(contributor); i++) {
            int row = rowsOf.row(i);
            long times = uses[row];
            if (times == 0) {
                continue;
            }
            long gain = Math.max(0, input.valuation().gains()[row]);
            used.add(gain, times);
            used.rows += gain == 0 ? 1 : 0;
            known.add(gain - terms.credit[row] - terms.distrusted[row] - terms.aged[row], times);
            harmed.add(terms.debit[row], times);
            aged.add(terms.aged[row], times);
            unhelpful.add(terms.unhelpful[row], receipts.harmfulUses()[row]);
            if (terms.distrusted[row] > 0) {
                String reason = reason(row);
                distrusted
                        .computeIfAbsent(detector(reason), name -> new Step(reason))
                        .add(terms.distrusted[row], times);
            }
        }
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
        distrusted.forEach((detector, step) ->
                step.appendTo(steps, detector, "%d rows lost weight, the first because: " + step.text));
        aged.appendTo(steps, "aged", "%d rows have not been confirmed for some epochs.");
        unhelpful.appendTo(steps, "unhelpful", "%d rows raised the validation loss of a paid run that used them.");
        steps.add(amount(steps.stream().mapToLong(WaterfallStep::value).sum(), net, receipts));
        return steps;
    }

    /** The last step, from value to amount: it changes no value and names what the value is paid with. */
    private WaterfallStep amount(long credited, BigInteger net, PaidReceipts receipts) {
        String value = BigDecimal.valueOf(credited, 9).toPlainString();
        String currency = input.policy().currency();
        int share = input.policy().contributorShare();
        if (net.signum() < 0) {
            return new WaterfallStep(
                    "charged",
                    0,
                    "A value of %s is harm on the whole: %s %s are due from the deposit or later rewards."
                            .formatted(value, net.negate(), currency));
        }
        return new WaterfallStep(
                "paid",
                0,
                net.signum() == 0
                        ? "A value of %s earns nothing from the fees of %d runs.".formatted(value, receipts.count())
                        : "A value of %s earns %s %s: each of %d runs divides %s %% of its fee by value, of %s %s in all."
                                .formatted(
                                        value,
                                        net,
                                        currency,
                                        receipts.count(),
                                        BigDecimal.valueOf(share, 4)
                                                .stripTrailingZeros()
                                                .toPlainString(),
                                        receipts.fees(),
                                        currency));
    }

    private String reason(int row) {
        return input.reasons().isEmpty() ? "" : input.reasons().get(row);
    }

    private static String detector(String reason) {
        int colon = reason.indexOf(':');
        return colon <= 0 ? "quality" : reason.substring(0, colon);
    }

    /** Sums one step over rows. */
    private static final class Step {
        private final String text;
        private long value;
        private int rows;

        Step() {
            this("");
        }

        Step(String reason) {
            // Doubled, because it becomes part of a format.
            text = (reason.isEmpty() ? "the guard gave no reason" : reason).replace("%", "%%");
        }

        void add(long each, long times) {
            if (each != 0 && times != 0) {
                value = Math.addExact(value, Math.multiplyExact(each, times));
                rows++;
            }
        }

        void appendTo(List<WaterfallStep> steps, String name, String sentence) {
            if (value != 0) {
                steps.add(new WaterfallStep(name, -value, sentence.formatted(rows)));
            }
        }
    }
}
