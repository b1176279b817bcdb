package org.datanet.rewards;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datanet.reward.RewardPolicy;
import org.datanet.reward.RewardReport.WaterfallStep;

/**
 * Explains a contributor's credited value, the sum of C_c over all paid receipts, in steps that sum to it: what the used rows
 * would count for if all were new and trusted, less what was known, what did harm, what each detector doubts, what is stale, and
 * what did not help its payers. The last step says what that value is paid with. Rows may be added in any order and in parts that are merged: the result is the same. Not thread-safe.
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

    /** The sums as bytes, on their way to where they are merged: a form of this version alone, not one to keep. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(rows);
            out.writeInt(usedRows);
            out.writeLong(exposures);
            for (Step step : List.of(used, known, harmed, aged, unhelpful)) {
                step.writeTo(out);
            }
            out.writeInt(distrusted.size());
            for (Map.Entry<String, Step> entry : distrusted.entrySet()) {
                text(out, entry.getKey());
                entry.getValue().writeTo(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be written to", e);
        }
        return bytes.toByteArray();
    }

    /** Reads what {@link #toBytes} wrote. */
    public static CreditedValue of(byte[] bytes) {
        CreditedValue value = new CreditedValue();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            value.rows = in.readInt();
            value.usedRows = in.readInt();
            value.exposures = in.readLong();
            for (Step step : List.of(value.used, value.known, value.harmed, value.aged, value.unhelpful)) {
                step.readFrom(in);
            }
            for (int left = in.readInt(); left > 0; left--) {
                Step step = new Step();
                value.distrusted.put(text(in), step);
                step.readFrom(in);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("these %d bytes are no credited value".formatted(bytes.length), e);
        }
        return value;
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
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

    /**
     * The steps, "used" first.
     *
     * @param net what is paid, or below zero what is due
     * @param runs number of paid receipts
     * @param fees their sum
     */
    public List<WaterfallStep> steps(BigInteger net, RewardPolicy policy, int runs, BigInteger fees) {
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
        long credited = steps.stream().mapToLong(WaterfallStep::value).sum();
        steps.add(amount(BigDecimal.valueOf(credited, 9).toPlainString(), net, policy, runs, fees));
        return steps;
    }

    /** The last step, from value to amount: it changes no value and names what the value is paid with. */
    private static WaterfallStep amount(String value, BigInteger net, RewardPolicy policy, int runs, BigInteger fees) {
        String currency = policy.currency();
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
                        ? "A value of %s earns nothing from the fees of %d runs.".formatted(value, runs)
                        : "A value of %s earns %s %s: each of %d runs divides %s %% of its fee by value, of %s %s in all."
                                .formatted(
                                        value,
                                        net,
                                        currency,
                                        runs,
                                        BigDecimal.valueOf(policy.contributorShare(), 4)
                                                .stripTrailingZeros()
                                                .toPlainString(),
                                        fees,
                                        currency));
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

        void writeTo(DataOutputStream out) throws IOException {
            out.writeLong(value);
            out.writeInt(rows);
            out.writeInt(first);
            CreditedValue.text(out, reason);
        }

        void readFrom(DataInputStream in) throws IOException {
            value = in.readLong();
            rows = in.readInt();
            first = in.readInt();
            reason = CreditedValue.text(in);
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
