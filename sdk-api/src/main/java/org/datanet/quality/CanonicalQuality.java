package org.datanet.quality;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.datanet.contribution.SampleId;
import org.datanet.proof.CanonicalBytes;

/** The canonical bytes of what stands in policies and quality reports. Sets and maps in ascending order, lists as they are. */
final class CanonicalQuality {
    private CanonicalQuality() {}

    static byte[] of(Finding finding) {
        CanonicalBytes bytes = CanonicalBytes.tagged("datanet-finding-1");
        subject(bytes, finding.subject());
        bytes.text(finding.detector())
                .number(finding.score())
                .number(finding.pValue())
                .text(finding.reason())
                .number(finding.evidence().size());
        for (Evidence evidence : finding.evidence()) {
            evidence(bytes, evidence);
        }
        return bytes.toByteArray();
    }

    private static void subject(CanonicalBytes bytes, Subject subject) {
        if (subject instanceof Subject.Row row) {
            bytes.text("row").number(row.row()).text(row.sample().value());
        } else if (subject instanceof Subject.Contributor contributor) {
            bytes.text("contributor").text(contributor.contributor().value());
        } else if (subject instanceof Subject.ContributorPair pair) {
            bytes.text("contributor-pair")
                    .text(pair.first().value())
                    .text(pair.second().value());
        } else if (subject instanceof Subject.Curator curator) {
            bytes.text("curator").text(curator.curator().value());
        } else if (subject instanceof Subject.CuratorPair pair) {
            bytes.text("curator-pair")
                    .text(pair.first().value())
                    .text(pair.second().value());
        } else if (subject instanceof Subject.Payer payer) {
            bytes.text("payer").text(payer.payer().value());
        }
    }

    private static void evidence(CanonicalBytes bytes, Evidence evidence) {
        if (evidence instanceof Evidence.Twin twin) {
            bytes.text("twin")
                    .text(twin.sample().value())
                    .text(twin.measure())
                    .number(twin.similarity())
                    .text(twin.difference());
        } else if (evidence instanceof Evidence.Neighbours neighbours) {
            texts(bytes.text("neighbours"), neighbours.samples(), SampleId::value);
            texts(bytes, neighbours.labels(), Function.identity());
            bytes.number(neighbours.distances().size());
            neighbours.distances().forEach(distance -> bytes.number(distance.doubleValue()));
        } else if (evidence instanceof Evidence.Deviation deviation) {
            bytes.text("deviation")
                    .text(deviation.feature())
                    .number(deviation.value())
                    .number(deviation.usualLow())
                    .number(deviation.usualHigh());
        } else if (evidence instanceof Evidence.Relabel relabel) {
            bytes.text("relabel")
                    .text(relabel.given())
                    .number(relabel.givenProbability())
                    .text(relabel.suggested())
                    .number(relabel.suggestedProbability());
        } else if (evidence instanceof Evidence.Phrase phrase) {
            bytes.text("phrase").text(phrase.text()).number(phrase.occurrences());
        } else if (evidence instanceof Evidence.Shared shared) {
            texts(bytes.text("shared").text(shared.what()), shared.samples(), SampleId::value);
        } else if (evidence instanceof Evidence.Measure measure) {
            bytes.text("measure").text(measure.name()).number(measure.value());
        }
    }

    static <T> void texts(CanonicalBytes bytes, Collection<T> values, Function<T, String> text) {
        bytes.number(values.size());
        values.forEach(value -> bytes.text(text.apply(value)));
    }

    /** An option of a detector: text, number, truth value, list or map of these. */
    static void option(CanonicalBytes bytes, Object value) {
        if (value instanceof Number number) {
            bytes.text("number").number(number.doubleValue());
        } else if (value instanceof Boolean || value instanceof String) {
            bytes.text(value instanceof Boolean ? "boolean" : "text").text(value.toString());
        } else if (value instanceof List<?> list) {
            bytes.text("list").number(list.size());
            list.forEach(item -> option(bytes, item));
        } else if (value instanceof Map<?, ?> map) {
            bytes.text("map").number(map.size());
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, item) -> sorted.put(String.valueOf(key), item));
            sorted.forEach((key, item) -> option(bytes.text(key), item));
        } else {
            throw new IllegalArgumentException("an option is a text, a number, true or false, a list or a map, not a "
                    + value.getClass().getName());
        }
    }
}
