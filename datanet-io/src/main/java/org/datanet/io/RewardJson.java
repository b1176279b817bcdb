package org.datanet.io;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetRef;
import org.datanet.io.InvalidInputException.Place;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;
import org.datanet.reward.RewardReport;
import org.datanet.reward.RewardReport.ContributorReward;
import org.datanet.reward.RewardReport.TreasuryLine;
import org.datanet.reward.RewardReport.WaterfallStep;
import org.jspecify.annotations.Nullable;

/**
 * {@code rewards.json}: a {@link RewardReport} as one sequence of bytes. Every contributor's line carries its own Merkle leaf,
 * so that a changed line is named. Stateless and thread-safe.
 */
final class RewardJson extends JsonDocument<RewardReport> {
    RewardJson() {
        super("datanet-rewards/1");
    }

    @Override
    void writeMembers(RewardReport report, JsonOut out) throws IOException {
        MerkleTree tree = report.merkleTree();
        out.digest("digest", report.digest());
        ref(out, report.datanet());
        out.text("rule", report.rule())
                .text("currency", report.currency())
                .number("receipts", report.receipts())
                .digest("receiptsRoot", report.receiptsRoot())
                .digest("valuation", report.valuation())
                .digest("quality", report.quality());
        if (!report.epochs().isEmpty()) {
            out.beginArray("epochs", 0);
            for (int epoch : report.epochs()) {
                out.number(epoch);
            }
            out.endArray();
        }
        out.amount("fees", report.fees()).digest("root", tree.root()).beginArray("contributors", 1);
        int index = 0;
        for (ContributorReward line : report.contributors()) {
            out.beginObject();
            line(out, line, tree.leafHash(index++));
            out.endObject();
        }
        out.endArray().beginArray("treasury", 1);
        for (TreasuryLine line : report.treasury()) {
            out.beginObject()
                    .text("name", line.name())
                    .amount("amount", line.amount())
                    .endObject();
        }
        out.endArray();
    }

    @Override
    @Nullable
    RewardReport readMembers(JsonIn in, Checks checks) {
        Digest digest = in.digest("digest");
        DatanetRef datanet = ref(in);
        String rule = in.text("rule");
        String currency = in.text("currency");
        int receipts = in.count("receipts");
        Digest receiptsRoot = in.digest("receiptsRoot");
        Digest valuation = in.digest("valuation");
        Digest quality = in.digest("quality");
        List<Integer> epochs = epochs(in);
        BigInteger fees = in.amount("fees");
        Digest root = in.digest("root");
        List<ContributorReward> contributors = contributors(in, checks);
        List<TreasuryLine> treasury = new ArrayList<>();
        in.beginArray("treasury");
        while (in.more()) {
            in.beginObject();
            String name = in.text("name");
            BigInteger amount = in.amount("amount");
            treasury.add(in.value(name, n -> new TreasuryLine(n, amount)));
            in.endObject();
        }
        BigInteger sum = BigInteger.ZERO;
        for (ContributorReward line : contributors) {
            sum = sum.add(line.amount());
        }
        for (TreasuryLine line : treasury) {
            sum = sum.add(line.amount());
        }
        if (!sum.equals(fees)) {
            checks.failed(
                    "totals",
                    in.place(),
                    "contributors and treasury sum to %s base units, but the fees are %s".formatted(sum, fees),
                    "the file was changed after it was written; fetch it again");
            return null;
        }
        checks.held("totals", "contributors and treasury equal the fees of %s %s".formatted(fees, currency));
        RewardReport report = new RewardReport(
                datanet,
                rule,
                currency,
                receipts,
                receiptsRoot,
                valuation,
                quality,
                fees,
                contributors,
                treasury,
                epochs);
        digest(checks, in, "root", root, report.merkleTree().root());
        digest(checks, in, "digest", digest, report.digest());
        return report;
    }

    /** The epochs that are paid, which reports of no particular one leave out. */
    private static List<Integer> epochs(JsonIn in) {
        List<Integer> epochs = new ArrayList<>();
        if (in.has("epochs")) {
            in.beginArray("epochs");
            int before = -1;
            while (in.more()) {
                long epoch = in.integer();
                if (epoch <= before || epoch > Integer.MAX_VALUE || epochs.size() == RewardReport.MAX_EPOCHS) {
                    throw in.wrong(
                            "epochs ascend from 0, each once, at most " + RewardReport.MAX_EPOCHS,
                            Long.toString(epoch),
                            "the file was changed after it was written; fetch it again");
                }
                before = (int) epoch;
                epochs.add(before);
            }
            if (epochs.isEmpty()) {
                throw in.wrong(
                        "\"epochs\" names at least one",
                        "[]",
                        "leave it out where the report is of no particular epoch");
            }
        }
        return epochs;
    }

    /** The members of a line. */
    static void line(JsonOut out, ContributorReward line, Digest leaf) throws IOException {
        out.text("contributor", line.contributor().value())
                .amount("amount", line.amount())
                .amount("charge", line.charge())
                .number("rows", line.rows())
                .number("usedRows", line.usedRows())
                .number("exposures", line.exposures())
                .digest("leaf", leaf)
                .beginArray("waterfall", 0);
        for (WaterfallStep step : line.waterfall()) {
            out.beginObject()
                    .text("name", step.name())
                    .number("value", step.value())
                    .text("reason", step.reason())
                    .endObject();
        }
        out.endArray();
    }

    private static List<ContributorReward> contributors(JsonIn in, Checks checks) {
        List<ContributorReward> contributors = new ArrayList<>();
        in.beginArray("contributors");
        while (in.more()) {
            in.beginObject();
            contributors.add(line(in, checks));
            in.endObject();
        }
        checks.held("lines", "%d lines match their leaves".formatted(contributors.size()));
        return contributors;
    }

    /** Reads the members of a line; one that its leaf does not stand for fails the check "lines". */
    static ContributorReward line(JsonIn in, Checks checks) {
        String id = in.text("contributor");
        BigInteger amount = in.amount("amount");
        BigInteger charge = in.amount("charge");
        int rows = in.count("rows");
        int usedRows = in.count("usedRows");
        long exposures = in.integer("exposures");
        Digest leaf = in.digest("leaf");
        Place place = in.place();
        List<WaterfallStep> waterfall = new ArrayList<>();
        in.beginArray("waterfall");
        while (in.more()) {
            in.beginObject();
            waterfall.add(new WaterfallStep(in.text("name"), in.integer("value"), in.text("reason")));
            in.endObject();
        }
        ContributorReward line = in.value(
                id,
                text -> new ContributorReward(
                        new ContributorId(text), amount, rows, usedRows, exposures, waterfall, charge));
        if (!MerkleTree.leaf(line.bytes()).equals(leaf)) {
            checks.failed(
                    "lines",
                    place,
                    "the line of contributor %s is not the one that its leaf stands for".formatted(id),
                    "the file was changed after it was written; fetch it again");
        }
        return line;
    }
}
