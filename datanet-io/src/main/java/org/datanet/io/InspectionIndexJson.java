package org.datanet.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;
import org.datanet.quality.Finding;
import org.datanet.quality.InspectionIndex;
import org.datanet.quality.InspectionIndex.Close;
import org.datanet.quality.InspectionIndex.Part;
import org.jspecify.annotations.Nullable;

/**
 * The file of an {@link InspectionIndex}. A detector's rows without a score are listed, and the scores are those of the other rows.
 * Stateless and thread-safe.
 */
final class InspectionIndexJson extends JsonDocument<InspectionIndex> {
    private static final int NUMBERS_PER_LINE = 20;

    InspectionIndexJson() {
        super("datanet-inspection-index/1");
    }

    @Override
    void writeMembers(InspectionIndex index, JsonOut out) throws IOException {
        out.digest("digest", index.digest()).beginArray("epochs", 1);
        for (Close close : index.closes()) {
            out.beginObject()
                    .number("rows", close.rows())
                    .digest("digest", close.digest())
                    .endObject();
        }
        out.endArray().beginArray("detectors", 1);
        for (Map.Entry<String, Part> entry : index.parts().entrySet()) {
            Part part = entry.getValue();
            out.beginObject()
                    .text("detector", entry.getKey())
                    .digest("settings", part.settings())
                    .number("rows", part.scores().length)
                    .beginArray("without", NUMBERS_PER_LINE);
            for (int row = 0; row < part.scores().length; row++) {
                if (Double.isNaN(part.scores()[row])) {
                    out.number(row);
                }
            }
            out.endArray().beginArray("scores", NUMBERS_PER_LINE);
            for (double score : part.scores()) {
                if (!Double.isNaN(score)) {
                    out.number(score);
                }
            }
            out.endArray().beginArray("findings", 1);
            for (Finding finding : part.findings()) {
                FindingJson.write(finding, MerkleTree.leaf(finding.bytes()), out);
            }
            out.endArray().endObject();
        }
        out.endArray();
    }

    @Override
    @Nullable
    InspectionIndex readMembers(JsonIn in, Checks checks) {
        Digest digest = in.digest("digest");
        List<Close> closes = new ArrayList<>();
        in.beginArray("epochs");
        while (in.more()) {
            in.beginObject();
            closes.add(new Close(in.count("rows"), in.digest("digest")));
            in.endObject();
        }
        int rows = closes.isEmpty() ? 0 : closes.get(closes.size() - 1).rows();
        TreeMap<String, Part> parts = new TreeMap<>();
        in.beginArray("detectors");
        while (in.more()) {
            in.beginObject();
            parts.put(in.text("detector"), new Part(in.digest("settings"), scores(in, rows), findings(in)));
            in.endObject();
        }
        InspectionIndex index = in.value("", nothing -> new InspectionIndex(closes, parts));
        digest(checks, in, "digest", digest, index.digest());
        return index;
    }

    private static double[] scores(JsonIn in, int rows) {
        int count = in.count("rows");
        if (count != 0 && count != rows) {
            throw in.wrong("is not the number of rows inspected", Integer.toString(count), "delete the file");
        }
        double[] scores = new double[count];
        in.beginArray("without");
        while (in.more()) {
            int row = (int) in.number();
            if (row < 0 || row >= count) {
                throw in.wrong("is no row", Integer.toString(row), "delete the file");
            }
            scores[row] = Double.NaN;
        }
        int row = 0;
        in.beginArray("scores");
        while (in.more()) {
            double score = in.number();
            while (row < count && Double.isNaN(scores[row])) {
                row++;
            }
            if (row >= count) {
                throw in.wrong("is a score without a row", Double.toString(score), "delete the file");
            }
            scores[row++] = score;
        }
        while (row < count && Double.isNaN(scores[row])) {
            row++;
        }
        if (row < count) {
            throw in.wrong("has no score", "row " + row, "delete the file");
        }
        return scores;
    }

    private static List<Finding> findings(JsonIn in) {
        List<Finding> findings = new ArrayList<>();
        in.beginArray("findings");
        while (in.more()) {
            in.beginObject();
            in.digest("leaf");
            findings.add(FindingJson.read(in));
            in.endObject();
        }
        return findings;
    }
}
