package org.datanet.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.SampleId;
import org.datanet.curation.CuratorId;
import org.datanet.proof.Digest;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.Subject;
import org.datanet.usage.PayerId;

/** Findings within {@code quality.json}: subjects and evidence are objects that begin with their kind. */
final class FindingJson {
    private FindingJson() {}

    static void write(Finding finding, Digest leaf, JsonOut out) throws IOException {
        out.beginObject().digest("leaf", leaf);
        subject(finding.subject(), out);
        out.text("detector", finding.detector())
                .number("score", finding.score())
                .number("pValue", finding.pValue())
                .text("reason", finding.reason())
                .beginArray("evidence", 0);
        for (Evidence evidence : finding.evidence()) {
            evidence(evidence, out.beginObject());
            out.endObject();
        }
        out.endArray().endObject();
    }

    private static void subject(Subject subject, JsonOut out) throws IOException {
        out.beginObject("subject");
        if (subject instanceof Subject.Row row) {
            out.text("kind", "row")
                    .number("row", row.row())
                    .text("sample", row.sample().value());
        } else if (subject instanceof Subject.Contributor one) {
            out.text("kind", "contributor")
                    .text("contributor", one.contributor().value());
        } else if (subject instanceof Subject.ContributorPair pair) {
            out.text("kind", "contributor-pair")
                    .text("first", pair.first().value())
                    .text("second", pair.second().value());
        } else if (subject instanceof Subject.Curator one) {
            out.text("kind", "curator").text("curator", one.curator().value());
        } else if (subject instanceof Subject.CuratorPair pair) {
            out.text("kind", "curator-pair")
                    .text("first", pair.first().value())
                    .text("second", pair.second().value());
        } else if (subject instanceof Subject.Payer one) {
            out.text("kind", "payer").text("payer", one.payer().value());
        }
        out.endObject();
    }

    private static void evidence(Evidence evidence, JsonOut out) throws IOException {
        if (evidence instanceof Evidence.Twin twin) {
            out.text("kind", "twin")
                    .text("sample", twin.sample().value())
                    .text("measure", twin.measure())
                    .number("similarity", twin.similarity())
                    .text("difference", twin.difference());
        } else if (evidence instanceof Evidence.Neighbours neighbours) {
            out.text("kind", "neighbours");
            samples(neighbours.samples(), out);
            out.beginArray("labels", 0);
            for (String label : neighbours.labels()) {
                out.text(label);
            }
            out.endArray().beginArray("distances", 0);
            for (double distance : neighbours.distances()) {
                out.number(distance);
            }
            out.endArray();
        } else if (evidence instanceof Evidence.Deviation deviation) {
            out.text("kind", "deviation")
                    .text("feature", deviation.feature())
                    .number("value", deviation.value())
                    .number("usualLow", deviation.usualLow())
                    .number("usualHigh", deviation.usualHigh());
        } else if (evidence instanceof Evidence.Relabel relabel) {
            out.text("kind", "relabel")
                    .text("given", relabel.given())
                    .number("givenProbability", relabel.givenProbability())
                    .text("suggested", relabel.suggested())
                    .number("suggestedProbability", relabel.suggestedProbability());
        } else if (evidence instanceof Evidence.Phrase phrase) {
            out.text("kind", "phrase").text("text", phrase.text()).number("occurrences", phrase.occurrences());
        } else if (evidence instanceof Evidence.Shared shared) {
            out.text("kind", "shared").text("what", shared.what());
            samples(shared.samples(), out);
        } else if (evidence instanceof Evidence.Measure measure) {
            out.text("kind", "measure").text("name", measure.name()).number("value", measure.value());
        }
    }

    private static void samples(List<SampleId> samples, JsonOut out) throws IOException {
        out.beginArray("samples", 0);
        for (SampleId sample : samples) {
            out.text(sample.value());
        }
        out.endArray();
    }

    /** Reads what follows the leaf. */
    static Finding read(JsonIn in) {
        Subject subject = subject(in);
        String detector = in.text("detector");
        double score = in.number("score");
        double pValue = in.number("pValue");
        String reason = in.text("reason");
        List<Evidence> evidence = new ArrayList<>();
        in.beginArray("evidence");
        while (in.more()) {
            in.beginObject();
            evidence.add(evidence(in));
            in.endObject();
        }
        return in.value(reason, text -> new Finding(subject, detector, score, pValue, text, evidence));
    }

    private static Subject subject(JsonIn in) {
        in.beginObject("subject");
        String kind = in.text("kind");
        Subject subject = switch (kind) {
            case "row" -> new Subject.Row(in.count("row"), in.text("sample", SampleId::new));
            case "contributor" -> new Subject.Contributor(in.text("contributor", ContributorId::new));
            case "contributor-pair" ->
                new Subject.ContributorPair(
                        in.text("first", ContributorId::new), in.text("second", ContributorId::new));
            case "curator" -> new Subject.Curator(in.text("curator", CuratorId::new));
            case "curator-pair" ->
                new Subject.CuratorPair(in.text("first", CuratorId::new), in.text("second", CuratorId::new));
            case "payer" -> new Subject.Payer(in.text("payer", PayerId::new));
            default -> throw in.wrong("is no kind of subject", kind, "correct it");
        };
        in.endObject();
        return subject;
    }

    private static Evidence evidence(JsonIn in) {
        String kind = in.text("kind");
        return switch (kind) {
            case "twin" ->
                new Evidence.Twin(
                        in.text("sample", SampleId::new),
                        in.text("measure"),
                        in.number("similarity"),
                        in.text("difference"));
            case "neighbours" -> {
                List<SampleId> samples = samples(in);
                List<String> labels = new ArrayList<>();
                in.beginArray("labels");
                while (in.more()) {
                    labels.add(in.text());
                }
                List<Double> distances = new ArrayList<>();
                in.beginArray("distances");
                while (in.more()) {
                    distances.add(in.number());
                }
                yield new Evidence.Neighbours(samples, labels, distances);
            }
            case "deviation" ->
                new Evidence.Deviation(
                        in.text("feature"), in.number("value"), in.number("usualLow"), in.number("usualHigh"));
            case "relabel" ->
                new Evidence.Relabel(
                        in.text("given"),
                        in.number("givenProbability"),
                        in.text("suggested"),
                        in.number("suggestedProbability"));
            case "phrase" -> new Evidence.Phrase(in.text("text"), in.count("occurrences"));
            case "shared" -> new Evidence.Shared(in.text("what"), samples(in));
            case "measure" -> new Evidence.Measure(in.text("name"), in.number("value"));
            default -> throw in.wrong("is no kind of evidence", kind, "correct it");
        };
    }

    private static List<SampleId> samples(JsonIn in) {
        List<SampleId> samples = new ArrayList<>();
        in.beginArray("samples");
        while (in.more()) {
            samples.add(in.value(in.text(), SampleId::new));
        }
        return samples;
    }
}
