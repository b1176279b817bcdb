package org.datanet.hook.web;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.hook.store.Documents;
import org.datanet.io.InvalidInputException;
import org.datanet.io.Reports;
import org.datanet.proof.Digest;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityReport;
import org.datanet.quality.Subject;

/** Renders what the guard says: what was flagged and why, contributors, curators, and the Datanet's health over intake order. */
@HookPart
public class QualityPages {
    private static final int MOST = 300;
    private static final int WIDTH = 320;
    private static final int HEIGHT = 60;

    @Inject
    private Documents documents;

    /** For CDI. */
    public QualityPages() {}

    /** The latest report of a Datanet as a page; empty when there is none. */
    Optional<String> latest(DatanetId datanet) throws IOException {
        List<org.datanet.rest.ReportPage.Entry> reports =
                documents.page(Documents.Kind.QUALITY, datanet, 1).reports();
        return reports.isEmpty()
                ? Optional.empty()
                : Optional.of(page(datanet, read(datanet, reports.get(0).digest())));
    }

    private QualityReport read(DatanetId datanet, Digest digest) throws IOException {
        Path file = Files.createTempFile("datanet-quality", ".json");
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                documents.copy(Documents.Kind.QUALITY, datanet, digest, out);
            }
            return Reports.QUALITY.read(file);
        } catch (InvalidInputException e) {
            throw ProblemException.unprocessable(
                    "unreadable-report", "The stored report cannot be shown", e.problem() + "; " + e.remedy(), "");
        } finally {
            Files.delete(file);
        }
    }

    private static String page(DatanetId datanet, QualityReport report) {
        Html html = new Html()
                .add(Html.of(
                        "<p>{} rows of version {}, {} findings, mode {}.</p>",
                        report.datanet().rows(),
                        report.datanet().version(),
                        report.findings().size(),
                        report.mode().name().toLowerCase(Locale.ROOT)))
                .add(flagged(report.findings()))
                .add(contributors(report))
                .add(curators(report))
                .add(Html.table(
                        "Detectors",
                        List.of("Detector", "State", "Flagged", "Because"),
                        report.detectors().stream()
                                .map(d -> List.<Object>of(d.detector(), d.state(), d.flagged(), d.message()))
                                .toList()))
                .add(Html.of("<h2 id=\"health\">Health</h2>"))
                .add(warnings(report.warnings()))
                .add(health(report.health()));
        return html.page("Quality of " + datanet, true);
    }

    private static Html.Piece flagged(List<Finding> findings) {
        List<List<Object>> rows = findings.stream()
                .sorted(Comparator.comparingDouble(Finding::pValue))
                .limit(MOST)
                .map(finding -> List.<Object>of(
                        subject(finding.subject()),
                        finding.detector(),
                        String.format(Locale.ROOT, "%.2g", finding.pValue()),
                        finding.reason(),
                        Html.of(
                                "<details><summary>show {}</summary><ul>{}</ul></details>",
                                finding.evidence().size(),
                                Html.all(finding.evidence().stream()
                                        .map(piece -> Html.of("<li>{}</li>", words(piece)))
                                        .toList()))))
                .toList();
        return Html.table("Flagged", List.of("About", "Detector", "p", "Reason", "Evidence"), rows);
    }

    private static String subject(Subject subject) {
        if (subject instanceof Subject.Row row) {
            return "sample " + row.sample();
        } else if (subject instanceof Subject.Contributor one) {
            return "contributor " + one.contributor();
        } else if (subject instanceof Subject.ContributorPair pair) {
            return "contributors " + pair.first() + " and " + pair.second();
        } else if (subject instanceof Subject.Curator one) {
            return "curator " + one.curator();
        } else if (subject instanceof Subject.CuratorPair pair) {
            return "curators " + pair.first() + " and " + pair.second();
        }
        return "payer " + ((Subject.Payer) subject).payer();
    }

    private static String words(Evidence evidence) {
        if (evidence instanceof Evidence.Twin twin) {
            return String.format(
                    Locale.ROOT,
                    "earlier sample %s, %s %.3g%s",
                    twin.sample(),
                    twin.measure(),
                    twin.similarity(),
                    twin.difference().isEmpty() ? "" : ", differs in " + twin.difference());
        } else if (evidence instanceof Evidence.Neighbours near) {
            return "nearest samples "
                    + near.samples().stream().map(SampleId::value).collect(Collectors.joining(", "))
                    + " with labels " + String.join(", ", near.labels());
        } else if (evidence instanceof Evidence.Deviation out) {
            return String.format(
                    Locale.ROOT,
                    "%s is %.4g, usually %.4g to %.4g",
                    out.feature(),
                    out.value(),
                    out.usualLow(),
                    out.usualHigh());
        } else if (evidence instanceof Evidence.Relabel label) {
            return String.format(
                    Locale.ROOT,
                    "labelled %s (%.2f), the data suggest %s (%.2f)",
                    label.given(),
                    label.givenProbability(),
                    label.suggested(),
                    label.suggestedProbability());
        } else if (evidence instanceof Evidence.Phrase phrase) {
            return "\"" + phrase.text() + "\" stands " + phrase.occurrences() + " times";
        } else if (evidence instanceof Evidence.Shared shared) {
            return shared.what() + ": "
                    + shared.samples().stream().map(SampleId::value).collect(Collectors.joining(", "));
        }
        Evidence.Measure measure = (Evidence.Measure) evidence;
        return String.format(Locale.ROOT, "%s %.4g", measure.name(), measure.value());
    }

    private static Html.Piece contributors(QualityReport report) {
        return Html.table(
                "Contributors",
                List.of("Contributor", "Rows", "Flagged", "Mean weight"),
                report.contributors().stream()
                        .sorted(Comparator.comparingDouble(QualityReport.ContributorSummary::meanWeight))
                        .limit(MOST)
                        .map(line -> List.<Object>of(
                                line.contributor(), line.rows(), line.flagged(), meter(line.meanWeight())))
                        .toList());
    }

    private static Html.Piece curators(QualityReport report) {
        return Html.table(
                "Curators",
                List.of("Curator", "Verdicts", "Approves", "Trust"),
                report.curators().stream()
                        .limit(MOST)
                        .map(line -> List.<Object>of(
                                line.curator(), line.verdicts(), meter(line.approvalRate()), meter(line.weight())))
                        .toList());
    }

    private static Html.Piece meter(double share) {
        String value = String.format(Locale.ROOT, "%.2f", share);
        return Html.of("<meter min=\"0\" max=\"1\" value=\"{}\">{}</meter> {}", value, value, value);
    }

    private static Html.Piece warnings(List<QualityReport.HealthWarning> warnings) {
        return warnings.isEmpty()
                ? Html.of("<p class=\"none\">No threshold of the policy is crossed.</p>")
                : Html.of(
                        "<ul class=\"warnings\">{}</ul>",
                        Html.all(warnings.stream()
                                .map(warning -> Html.of("<li>{}</li>", warning.reason()))
                                .toList()));
    }

    /** One small plot per series, with its last value in words for those who do not see it. */
    private static Html.Piece health(List<QualityReport.HealthPoint> points) {
        TreeSet<String> names = new TreeSet<>();
        points.forEach(point -> names.addAll(point.values().keySet()));
        if (names.isEmpty()) {
            return Html.of("<p class=\"none\">Health: too few rows to say.</p>");
        }
        List<Html.Piece> plots = new ArrayList<>();
        for (String name : names) {
            StringBuilder line = new StringBuilder();
            double last = 0;
            for (int i = 0; i < points.size(); i++) {
                Double value = points.get(i).values().get(name);
                if (value != null) {
                    last = value;
                    line.append(String.format(
                            Locale.ROOT,
                            "%.1f,%.1f ",
                            points.size() == 1 ? WIDTH / 2.0 : i * (double) WIDTH / (points.size() - 1),
                            HEIGHT - 2 - value * (HEIGHT - 4)));
                }
            }
            String now = String.format(Locale.ROOT, "%.3f", last);
            plots.add(Html.of(
                    "<figure class=\"plot\"><figcaption>{}: now {}</figcaption><svg role=\"img\" aria-label=\"{} over intake order, now"
                            + " {}\" viewBox=\"0 0 {} {}\"><polyline points=\"{}\"/></svg></figure>",
                    name,
                    now,
                    name,
                    now,
                    WIDTH,
                    HEIGHT,
                    line.toString().strip()));
        }
        return Html.of("<div class=\"plots\">{}</div>", Html.all(plots));
    }
}
