package org.datanet.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetRef;
import org.datanet.curation.CuratorId;
import org.datanet.io.InvalidInputException.Place;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.quality.QualityReport.ContributorSummary;
import org.datanet.quality.QualityReport.CuratorSummary;
import org.datanet.quality.QualityReport.DetectorOutcome;
import org.datanet.quality.QualityReport.DriftPoint;
import org.datanet.quality.QualityReport.DriftSeries;
import org.datanet.quality.QualityReport.HealthPoint;
import org.datanet.quality.QualityReport.HealthWarning;
import org.jspecify.annotations.Nullable;

/**
 * {@code quality.json}: a {@link QualityReport} as one sequence of bytes. Every finding carries its own Merkle leaf, so that a
 * changed finding is named. Stateless and thread-safe.
 */
final class QualityJson extends JsonDocument<QualityReport> {
    private static final int WEIGHTS_PER_LINE = 20;

    QualityJson() {
        super("datanet-quality/1");
    }

    @Override
    void writeMembers(QualityReport report, JsonOut out) throws IOException {
        MerkleTree tree = report.findingsTree();
        out.digest("digest", report.digest());
        ref(out, report.datanet());
        out.digest("policy", report.policy())
                .text("mode", word(report.mode()))
                .digest("weightsRoot", report.weightsRoot())
                .digest("findingsRoot", tree.root())
                .beginArray("weights", WEIGHTS_PER_LINE);
        for (double weight : report.weights()) {
            out.number(weight);
        }
        out.endArray().beginArray("findings", 1);
        int index = 0;
        for (Finding finding : report.findings()) {
            FindingJson.write(finding, tree.leafHash(index++), out);
        }
        out.endArray().beginArray("detectors", 1);
        for (DetectorOutcome outcome : report.detectors()) {
            out.beginObject()
                    .text("detector", outcome.detector())
                    .text("state", word(outcome.state()))
                    .text("message", outcome.message())
                    .number("flagged", outcome.flagged())
                    .endObject();
        }
        out.endArray().beginArray("contributors", 1);
        for (ContributorSummary summary : report.contributors()) {
            out.beginObject()
                    .text("contributor", summary.contributor().value())
                    .number("rows", summary.rows())
                    .number("flagged", summary.flagged())
                    .number("meanWeight", summary.meanWeight())
                    .beginObject("byDetector");
            for (Map.Entry<String, Integer> entry : new TreeMap<>(summary.byDetector()).entrySet()) {
                out.number(entry.getKey(), entry.getValue().longValue());
            }
            out.endObject().endObject();
        }
        out.endArray().beginArray("curators", 1);
        for (CuratorSummary summary : report.curators()) {
            out.beginObject()
                    .text("curator", summary.curator().value())
                    .number("verdicts", summary.verdicts())
                    .number("approvalRate", summary.approvalRate())
                    .number("weight", summary.weight())
                    .endObject();
        }
        out.endArray().beginArray("health", 1);
        for (HealthPoint point : report.health()) {
            out.beginObject()
                    .number("fromRow", point.fromRow())
                    .number("toRow", point.toRow())
                    .beginObject("values");
            for (Map.Entry<String, Double> entry : new TreeMap<>(point.values()).entrySet()) {
                out.number(entry.getKey(), entry.getValue().doubleValue());
            }
            out.endObject().endObject();
        }
        out.endArray();
        if (!report.drift().isEmpty()) {
            writeDrift(report.drift(), out);
        }
        if (!report.warnings().isEmpty()) {
            out.beginArray("warnings", 1);
            for (HealthWarning warning : report.warnings()) {
                out.beginObject()
                        .text("measure", warning.measure())
                        .text("about", warning.about())
                        .number("fromRow", warning.fromRow())
                        .number("toRow", warning.toRow())
                        .number("value", warning.value())
                        .number("threshold", warning.threshold())
                        .text("reason", warning.reason())
                        .endObject();
            }
            out.endArray();
        }
    }

    private static void writeDrift(List<DriftSeries> drift, JsonOut out) throws IOException {
        out.beginArray("drift", 1);
        for (DriftSeries series : drift) {
            out.beginObject()
                    .text("of", word(series.of()))
                    .text("name", series.name())
                    .beginArray("points", 0);
            for (DriftPoint point : series.points()) {
                out.beginObject()
                        .number("fromRow", point.fromRow())
                        .number("toRow", point.toRow())
                        .number("rows", point.rows())
                        .number("drift", point.drift())
                        .text("by", point.by())
                        .endObject();
            }
            out.endArray().endObject();
        }
        out.endArray();
    }

    @Override
    @Nullable
    QualityReport readMembers(JsonIn in, Checks checks) {
        Digest digest = in.digest("digest");
        DatanetRef datanet = ref(in);
        Digest policy = in.digest("policy");
        QualityPolicy.Mode mode = in.text("mode", text -> constant(QualityPolicy.Mode.class, text));
        Digest weightsRoot = in.digest("weightsRoot");
        Digest findingsRoot = in.digest("findingsRoot");
        LongColumn weights = new LongColumn();
        in.beginArray("weights");
        while (in.more()) {
            weights.add(Double.doubleToRawLongBits(in.number()));
        }
        List<Finding> findings = findings(in, checks);
        QualityReport report = in.value(
                "",
                nothing -> new QualityReport(
                        datanet,
                        policy,
                        mode,
                        weights.toDoubles(),
                        findings,
                        detectors(in),
                        contributors(in),
                        curators(in),
                        health(in),
                        drift(in),
                        warnings(in)));
        digest(checks, in, "weightsRoot", weightsRoot, report.weightsRoot());
        digest(checks, in, "findingsRoot", findingsRoot, report.findingsTree().root());
        digest(checks, in, "digest", digest, report.digest());
        return report;
    }

    private static List<Finding> findings(JsonIn in, Checks checks) {
        List<Finding> findings = new ArrayList<>();
        in.beginArray("findings");
        while (in.more()) {
            in.beginObject();
            Digest leaf = in.digest("leaf");
            Place place = in.place();
            Finding finding = FindingJson.read(in);
            in.endObject();
            if (!MerkleTree.leaf(finding.bytes()).equals(leaf)) {
                checks.failed(
                        "findings",
                        place,
                        "finding %d, of %s, is not the one that its leaf stands for"
                                .formatted(findings.size(), finding.detector()),
                        "the file was changed after it was written; fetch it again");
            }
            findings.add(finding);
        }
        checks.held("findings", "%d findings match their leaves".formatted(findings.size()));
        return findings;
    }

    private static List<DetectorOutcome> detectors(JsonIn in) {
        List<DetectorOutcome> detectors = new ArrayList<>();
        in.beginArray("detectors");
        while (in.more()) {
            in.beginObject();
            detectors.add(new DetectorOutcome(
                    in.text("detector"),
                    in.text("state", text -> constant(DetectorOutcome.State.class, text)),
                    in.text("message"),
                    in.count("flagged")));
            in.endObject();
        }
        return detectors;
    }

    private static List<ContributorSummary> contributors(JsonIn in) {
        List<ContributorSummary> contributors = new ArrayList<>();
        in.beginArray("contributors");
        while (in.more()) {
            in.beginObject();
            ContributorId contributor = in.text("contributor", ContributorId::new);
            int rows = in.count("rows");
            int flagged = in.count("flagged");
            double meanWeight = in.number("meanWeight");
            Map<String, Integer> byDetector = new LinkedHashMap<>();
            in.beginObject("byDetector");
            for (String key = in.nextKey(); key != null; key = in.nextKey()) {
                byDetector.put(key, (int) in.integer());
            }
            in.endObject().endObject();
            contributors.add(new ContributorSummary(contributor, rows, flagged, meanWeight, byDetector));
        }
        return contributors;
    }

    private static List<CuratorSummary> curators(JsonIn in) {
        List<CuratorSummary> curators = new ArrayList<>();
        in.beginArray("curators");
        while (in.more()) {
            in.beginObject();
            curators.add(new CuratorSummary(
                    in.text("curator", CuratorId::new),
                    in.count("verdicts"),
                    in.number("approvalRate"),
                    in.number("weight")));
            in.endObject();
        }
        return curators;
    }

    private static List<HealthPoint> health(JsonIn in) {
        List<HealthPoint> health = new ArrayList<>();
        in.beginArray("health");
        while (in.more()) {
            in.beginObject();
            int fromRow = in.count("fromRow");
            int toRow = in.count("toRow");
            Map<String, Double> values = new LinkedHashMap<>();
            in.beginObject("values");
            for (String key = in.nextKey(); key != null; key = in.nextKey()) {
                values.put(key, in.number());
            }
            in.endObject().endObject();
            health.add(new HealthPoint(fromRow, toRow, values));
        }
        return health;
    }

    /** None in a report whose rows were too few, or that an earlier version wrote. */
    private static List<DriftSeries> drift(JsonIn in) {
        List<DriftSeries> drift = new ArrayList<>();
        if (!in.has("drift")) {
            return drift;
        }
        in.beginArray("drift");
        while (in.more()) {
            in.beginObject();
            DriftSeries.Of of = in.text("of", text -> constant(DriftSeries.Of.class, text));
            String name = in.text("name");
            List<DriftPoint> points = new ArrayList<>();
            in.beginArray("points");
            while (in.more()) {
                in.beginObject();
                points.add(new DriftPoint(
                        in.count("fromRow"), in.count("toRow"), in.count("rows"), in.number("drift"), in.text("by")));
                in.endObject();
            }
            in.endObject();
            drift.add(new DriftSeries(of, name, points));
        }
        return drift;
    }

    private static List<HealthWarning> warnings(JsonIn in) {
        List<HealthWarning> warnings = new ArrayList<>();
        if (!in.has("warnings")) {
            return warnings;
        }
        in.beginArray("warnings");
        while (in.more()) {
            in.beginObject();
            warnings.add(new HealthWarning(
                    in.text("measure"),
                    in.text("about"),
                    in.count("fromRow"),
                    in.count("toRow"),
                    in.number("value"),
                    in.number("threshold"),
                    in.text("reason")));
            in.endObject();
        }
        return warnings;
    }

    /** A constant as reports write it: {@code NOT_APPLICABLE} is {@code not-applicable}. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> E constant(Class<E> type, String word) {
        for (E constant : type.getEnumConstants()) {
            if (word(constant).equals(word)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("is none of the known words");
    }
}
