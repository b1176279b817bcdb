package org.datanet.report;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.SampleId;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityReport;
import org.datanet.quality.Subject;
import org.datanet.reward.RewardReport;
import org.datanet.usage.UsageReceipt;

/** A report as the template shows it: everything is text already, numbers that sort stand beside it. */
public final class ReportView {
    /** More findings than this on one page help nobody; {@code quality.json} has them all. */
    private static final int MOST_FINDINGS = 400;

    private static final int MOST_PICTURES = 6;

    private final ReportModel model;
    private final Optional<Picture> pictures;
    private final Map<ContributorId, RewardReport.ContributorReward> rewards = new HashMap<>();

    private ReportView(ReportModel model) {
        this.model = model;
        pictures = Picture.of(model.datanet());
        model.rewards()
                .ifPresent(report -> report.contributors().forEach(line -> rewards.put(line.contributor(), line)));
    }

    static ReportView of(ReportModel model) {
        return new ReportView(model);
    }

    public PageAssets assets() {
        return PageAssets.load();
    }

    public String title() {
        return "Datanet " + model.datanet().id();
    }

    public boolean compared() {
        return !model.comparisons().isEmpty();
    }

    public boolean rewarded() {
        return model.rewards().isPresent();
    }

    /** A number with its caption, for the head of the page. */
    public record Card(String caption, String value, String note) {}

    public List<Card> cards() {
        Datanet datanet = model.datanet();
        QualityReport quality = model.quality();
        List<Card> cards = new ArrayList<>();
        cards.add(new Card(
                "samples",
                grouped(datanet.rows()),
                String.format(
                        Locale.ROOT,
                        "%d contributors, %d epochs",
                        datanet.contributors().size(),
                        datanet.epochs())));
        long flagged = Arrays.stream(quality.weights()).filter(w -> w < 1).count();
        cards.add(new Card(
                "down-weighted",
                percent(flagged, datanet.rows()),
                grouped(flagged) + " samples, mode " + quality.mode().name().toLowerCase(Locale.ROOT)));
        cards.add(new Card("findings", grouped(quality.findings().size()), ran() + " detectors ran"));
        model.rewards().ifPresent(report -> {
            cards.add(new Card(
                    "fees", grouped(report.fees()), report.currency() + ", " + report.receipts() + " receipts"));
            cards.add(new Card(
                    "to contributors",
                    percent(report.paid(), report.fees()),
                    grouped(report.paid()) + " " + report.currency()));
        });
        return cards;
    }

    private long ran() {
        return model.quality().detectors().stream()
                .filter(d -> d.state() == QualityReport.DetectorOutcome.State.RAN)
                .count();
    }

    private List<QualityReport.ContributorSummary> summaries() {
        return model.quality().contributors().stream()
                .sorted(Comparator.comparing(QualityReport.ContributorSummary::contributor))
                .toList();
    }

    /** A contributor's row and its details. */
    public record ContributorRow(
            String id,
            String role,
            boolean games,
            int rows,
            int flagged,
            String weight,
            String exposures,
            String amount,
            String twin,
            String ratio,
            List<Step> waterfall,
            Map<String, Integer> reasons) {}

    /** One step of a waterfall. */
    public record Step(String name, String value, String reason) {}

    public List<ContributorRow> contributors() {
        List<ContributorRow> rows = new ArrayList<>();
        for (QualityReport.ContributorSummary summary : summaries()) {
            Optional<RewardReport.ContributorReward> line = Optional.ofNullable(rewards.get(summary.contributor()));
            Optional<ReportModel.Comparison> truth =
                    Optional.ofNullable(model.comparisons().get(summary.contributor()));
            BigInteger amount = line.map(RewardReport.ContributorReward::amount).orElse(BigInteger.ZERO);
            rows.add(new ContributorRow(
                    summary.contributor().value(),
                    truth.map(ReportModel.Comparison::role).orElse(""),
                    truth.map(ReportModel.Comparison::games).orElse(false),
                    summary.rows(),
                    summary.flagged(),
                    String.format(Locale.ROOT, "%.3f", summary.meanWeight()),
                    grouped(line.map(RewardReport.ContributorReward::exposures).orElse(0L)),
                    grouped(amount),
                    truth.map(t -> grouped(t.twin())).orElse(""),
                    truth.map(t -> ratio(amount, t.twin())).orElse(""),
                    line.map(RewardReport.ContributorReward::waterfall).orElse(List.of()).stream()
                            .map(step -> new Step(step.name(), signed(step.value()), step.reason()))
                            .toList(),
                    new TreeMap<>(summary.byDetector())));
        }
        return rows;
    }

    /** How a detector fared. */
    public record DetectorRow(String name, String state, int flagged, String message) {}

    public List<DetectorRow> detectors() {
        return model.quality().detectors().stream()
                .map(d -> new DetectorRow(
                        d.detector(),
                        d.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        d.flagged(),
                        d.message()))
                .toList();
    }

    /** A finding with what convinces. */
    public record FindingRow(
            String subject,
            String contributor,
            String detector,
            String pValue,
            String reason,
            List<Exhibit> exhibits) {}

    /** One piece of evidence: text, a picture where there is one, and a passage with what matters marked. */
    public record Exhibit(String text, String picture, String caption, List<Stretch> passage) {}

    /** A stretch of a passage. */
    public record Stretch(String text, boolean marked) {}

    public List<FindingRow> findings() {
        return model.quality().findings().stream()
                .limit(MOST_FINDINGS)
                .map(this::finding)
                .toList();
    }

    public int hiddenFindings() {
        return Math.max(0, model.quality().findings().size() - MOST_FINDINGS);
    }

    private FindingRow finding(Finding finding) {
        List<Exhibit> exhibits = new ArrayList<>();
        String contributor = "";
        if (finding.subject() instanceof Subject.Row row) {
            contributor = model.datanet().contributorId(row.row()).value();
            pictures.ifPresent(p -> exhibits.add(new Exhibit("", p.dataUri(row.row()), caption(row.row()), List.of())));
            if (model.datanet().hasText()) {
                passages(finding, row.row(), exhibits);
            }
        }
        finding.evidence().forEach(evidence -> exhibit(evidence, exhibits));
        return new FindingRow(
                subject(finding.subject()),
                contributor,
                finding.detector(),
                new BigDecimal(finding.pValue(), new MathContext(2)).toString(),
                finding.reason(),
                exhibits);
    }

    /** The row's text with what matters marked, and the earlier text beside it where there is one. */
    private void passages(Finding finding, int row, List<Exhibit> to) {
        Datanet datanet = model.datanet();
        String text = datanet.text(row);
        for (Evidence evidence : finding.evidence()) {
            if (evidence instanceof Evidence.Twin twin
                    && datanet.row(twin.sample()).isPresent()) {
                String earlier = datanet.text(datanet.row(twin.sample()).getAsInt());
                to.add(passage(datanet.sampleId(row) + ", marked what only it says:", Passage.of(text, earlier)));
                to.add(passage(twin.sample() + ", which came first:", Passage.of(earlier, text)));
                return;
            } else if (evidence instanceof Evidence.Phrase phrase) {
                to.add(passage(datanet.sampleId(row) + ":", Passage.withPhrase(text, phrase.text())));
                return;
            }
        }
        to.add(passage(datanet.sampleId(row) + ":", Passage.of(text)));
    }

    private static Exhibit passage(String text, List<Passage.Run> runs) {
        return new Exhibit(
                text,
                "",
                "",
                runs.stream().map(run -> new Stretch(run.text(), run.marked())).toList());
    }

    private static String subject(Subject subject) {
        if (subject instanceof Subject.Row row) {
            return row.sample().value();
        } else if (subject instanceof Subject.Contributor one) {
            return one.contributor().value();
        } else if (subject instanceof Subject.ContributorPair pair) {
            return pair.first() + " and " + pair.second();
        } else if (subject instanceof Subject.Curator one) {
            return one.curator().value();
        } else if (subject instanceof Subject.CuratorPair pair) {
            return pair.first() + " and " + pair.second();
        }
        return ((Subject.Payer) subject).payer().value();
    }

    private void exhibit(Evidence evidence, List<Exhibit> to) {
        if (evidence instanceof Evidence.Twin twin) {
            to.add(withPicture(EvidenceText.of(twin), twin.sample()));
        } else if (evidence instanceof Evidence.Neighbours near && pictures.isPresent()) {
            for (int i = 0; i < near.samples().size(); i++) {
                String text = String.format(
                        Locale.ROOT,
                        "label %s at distance %.2f",
                        near.labels().get(i),
                        near.distances().get(i));
                to.add(withPicture(text, near.samples().get(i)));
            }
        } else if (evidence instanceof Evidence.Shared shared && pictures.isPresent()) {
            to.add(plain(EvidenceText.of(shared)));
            shared.samples().stream()
                    .filter(sample -> model.datanet().row(sample).isPresent())
                    .limit(MOST_PICTURES)
                    .forEach(sample -> to.add(withPicture("", sample)));
        } else {
            to.add(plain(EvidenceText.of(evidence)));
        }
    }

    private Exhibit withPicture(String text, SampleId sample) {
        if (pictures.isPresent() && model.datanet().row(sample).isPresent()) {
            int row = model.datanet().row(sample).getAsInt();
            return new Exhibit(text, pictures.get().dataUri(row), caption(row), List.of());
        }
        return plain(text);
    }

    private static Exhibit plain(String text) {
        return new Exhibit(text, "", "", List.of());
    }

    private String caption(int row) {
        Datanet datanet = model.datanet();
        int label = datanet.label(row);
        return datanet.sampleId(row)
                + (label < 0 ? "" : ", labelled " + datanet.labels().get(label));
    }

    /** A curator's row. */
    public record CuratorRow(String id, int verdicts, String approvals, String weight) {}

    public List<CuratorRow> curators() {
        return model.quality().curators().stream()
                .map(c -> new CuratorRow(
                        c.curator().value(),
                        c.verdicts(),
                        String.format(Locale.ROOT, "%.1f %%", 100 * c.approvalRate()),
                        String.format(Locale.ROOT, "%.3f", c.weight())))
                .toList();
    }

    /** A receipt's row. */
    public record ReceiptRow(
            String run,
            String model,
            String framework,
            String payer,
            String fee,
            String rows,
            String exposures,
            String method,
            String state,
            String digest) {}

    public List<ReceiptRow> receipts() {
        return model.receipts().stream()
                .map(receipt -> {
                    UsageReceipt.Header h = receipt.header();
                    return new ReceiptRow(
                            h.run().value(),
                            h.model(),
                            h.framework(),
                            h.payer().value(),
                            grouped(h.fee()),
                            grouped(h.entries()),
                            grouped(receipt.table().totalExposures()),
                            h.method() + (h.notes().isEmpty() ? "" : " (" + String.join("; ", h.notes()) + ")"),
                            h.state().name().toLowerCase(Locale.ROOT),
                            receipt.digest().hex());
                })
                .toList();
    }

    /** A treasury line. */
    public record TreasuryRow(String name, String amount, String share) {}

    public List<TreasuryRow> treasury() {
        return model.rewards()
                .map(report -> report.treasury().stream()
                        .map(line -> new TreasuryRow(
                                line.name(), grouped(line.amount()), percent(line.amount(), report.fees())))
                        .toList())
                .orElse(List.of());
    }

    /** The Datanet's health over intake order. */
    public HealthView health() {
        return new HealthView(model.quality());
    }

    /** Name and digest of what the page was made from. */
    public Map<String, String> proofs() {
        Map<String, String> proofs = new TreeMap<>();
        proofs.put("Datanet root", model.datanet().root().hex());
        proofs.put("policy", model.quality().policy().hex());
        model.rewards().ifPresent(report -> {
            proofs.put("reward report", report.digest().hex());
            proofs.put("receipts root", report.receiptsRoot().hex());
            proofs.put("valuation", report.valuation().hex());
        });
        return proofs;
    }

    /** The numbers behind the charts, as JSON that is safe inside a script element. */
    public String chartJson() {
        JsonArrayBuilder names = Json.createArrayBuilder();
        JsonArrayBuilder amounts = Json.createArrayBuilder();
        JsonArrayBuilder twins = Json.createArrayBuilder();
        JsonArrayBuilder games = Json.createArrayBuilder();
        for (QualityReport.ContributorSummary summary : summaries()) {
            ContributorId id = summary.contributor();
            Optional<ReportModel.Comparison> truth =
                    Optional.ofNullable(model.comparisons().get(id));
            names.add(id.value());
            games.add(truth.map(ReportModel.Comparison::games).orElse(false));
            Optional.ofNullable(rewards.get(id)).ifPresent(line -> amounts.add(line.amount()));
            truth.ifPresent(t -> twins.add(t.twin()));
        }
        JsonObject json = Json.createObjectBuilder()
                .add("names", names)
                .add("amounts", amounts)
                .add("twins", twins)
                .add("games", games)
                .build();
        return json.toString().replace("<", "\\u003c");
    }

    private static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace(',', '\u202f');
    }

    private static String grouped(BigInteger value) {
        return String.format(Locale.ROOT, "%,d", value).replace(',', '\u202f');
    }

    private static String signed(long value) {
        return (value > 0 ? "+" : "") + grouped(value);
    }

    private static String percent(long part, long whole) {
        return percent(BigInteger.valueOf(part), BigInteger.valueOf(whole));
    }

    private static String percent(BigInteger part, BigInteger whole) {
        if (whole.signum() == 0) {
            return "0 %";
        }
        return String.format(Locale.ROOT, "%.1f %%", 100 * part.doubleValue() / whole.doubleValue());
    }

    private static String ratio(BigInteger amount, BigInteger twin) {
        return twin.signum() == 0 ? "" : String.format(Locale.ROOT, "%.2f", amount.doubleValue() / twin.doubleValue());
    }
}
