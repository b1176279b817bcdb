package org.datanet.io;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.datanet.contribution.DatanetId;
import org.datanet.curation.CuratorId;
import org.datanet.proof.Digest;
import org.datanet.reward.CuratorReport;
import org.jspecify.annotations.Nullable;

/** {@code curators.json}: a {@link CuratorReport} as one sequence of bytes. Stateless and thread-safe. */
final class CuratorPayJson extends JsonDocument<CuratorReport> {
    CuratorPayJson() {
        super("datanet-curator-pay/2");
    }

    @Override
    void writeMembers(CuratorReport report, JsonOut out) throws IOException {
        out.digest("digest", report.digest())
                .text("datanet", report.datanet().value())
                .number("round", report.round())
                .text("currency", report.currency())
                .amount("pot", report.pot())
                .number("sharedError", report.sharedError())
                .number("unanswered", report.unanswered())
                .digest("evidence", report.evidence())
                .beginArray("curators", 1);
        for (CuratorReport.Line line : report.lines()) {
            out.beginObject()
                    .text("curator", line.curator().value())
                    .number("audited", line.audited())
                    .number("right", line.right())
                    .number("unanswered", line.unanswered())
                    .number("sharedErrors", line.sharedErrors())
                    .amount("score", line.score())
                    .amount("net", line.net())
                    .endObject();
        }
        out.endArray();
    }

    @Override
    @Nullable
    CuratorReport readMembers(JsonIn in, Checks checks) {
        Digest digest = in.digest("digest");
        DatanetId datanet = in.value(in.text("datanet"), DatanetId::new);
        int round = in.count("round");
        String currency = in.text("currency");
        BigInteger pot = in.amount("pot");
        int sharedError = in.count("sharedError");
        int unanswered = in.count("unanswered");
        Digest evidence = in.digest("evidence");
        List<CuratorReport.Line> lines = new ArrayList<>();
        in.beginArray("curators");
        while (in.more()) {
            in.beginObject();
            lines.add(new CuratorReport.Line(
                    in.value(in.text("curator"), CuratorId::new),
                    in.count("audited"),
                    in.count("right"),
                    in.count("unanswered"),
                    in.count("sharedErrors"),
                    in.amount("score"),
                    in.amount("net")));
            in.endObject();
        }
        CuratorReport report = in.value(
                pot.toString(),
                text -> new CuratorReport(datanet, round, currency, pot, sharedError, unanswered, evidence, lines));
        digest(checks, in, "digest", digest, report.digest());
        checks.held(
                "totals",
                "%d curators get at most the pot of %s %s; %s are left"
                        .formatted(lines.size(), pot, currency, report.left()));
        return report;
    }
}
