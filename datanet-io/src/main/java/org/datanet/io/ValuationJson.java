package org.datanet.io;

import java.io.IOException;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;
import org.datanet.valuation.ValuationReport;
import org.jspecify.annotations.Nullable;

/** {@code valuation.json}: a {@link ValuationReport} as one sequence of bytes. Stateless and thread-safe. */
final class ValuationJson extends JsonDocument<ValuationReport> {
    ValuationJson() {
        super("datanet-valuation/1");
    }

    @Override
    void writeMembers(ValuationReport report, JsonOut out) throws IOException {
        out.digest("digest", report.digest());
        ref(out, report.datanet());
        out.text("method", report.method())
                .digest("holdout", report.holdout())
                .digest("root", report.root())
                .beginArray("rows", 1);
        for (int row = 0; row < report.gains().length; row++) {
            out.beginRow()
                    .number(report.gains()[row])
                    .number(report.novelties()[row])
                    .number(report.bases()[row])
                    .endArray();
        }
        out.endArray();
    }

    @Override
    @Nullable
    ValuationReport readMembers(JsonIn in, Checks checks) {
        Digest digest = in.digest("digest");
        DatanetRef datanet = ref(in);
        String method = in.text("method");
        Digest holdout = in.digest("holdout");
        Digest root = in.digest("root");
        LongColumn gains = new LongColumn();
        LongColumn novelties = new LongColumn();
        LongColumn bases = new LongColumn();
        in.beginArray("rows");
        while (in.more()) {
            in.beginRow();
            gains.add(in.integer());
            novelties.add(in.integer());
            bases.add(in.integer());
            in.endArray();
        }
        ValuationReport report = in.value(
                method,
                text -> new ValuationReport(
                        datanet, text, holdout, gains.toArray(), novelties.toArray(), bases.toArray()));
        digest(checks, in, "root", root, report.root());
        digest(checks, in, "digest", digest, report.digest());
        return report;
    }
}
