package org.datanet.attribution.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.rest.VerbatimSpans;
import org.datanet.usage.UsageSession;

/**
 * What one output has verbatim from a Datanet. It is evidence of overlap, not of influence: a model may have had the words from
 * elsewhere, and may be influenced by texts that it does not repeat.
 *
 * @param output in canonical form, the text that spans count bytes in
 * @param spans the maximal spans in the order of the output
 * @param shares row to its share of the overlap, ascending by row; shares sum to 1, or there are none
 */
public record VerbatimOverlap(String output, List<Span> spans, Map<Integer, Double> shares) {
    /** The method, as it stands in receipts. */
    public static final String METHOD = "verbatim overlap";

    public VerbatimOverlap {
        spans = List.copyOf(spans);
        shares = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(shares));
    }

    /** Who of several contributors that brought the same span gets its weight. */
    public enum Credit {
        /** Whose row came first in intake order: copies of it earn nothing. */
        FIRST,
        /** All of them equally; a contributor who brought it several times counts once, by the first row. */
        EQUAL
    }

    /** Weighs the spans by rarity and divides each over its contributors' first rows. */
    static VerbatimOverlap of(String output, List<Span> spans, Datanet datanet, Credit credit) {
        Map<Integer, Double> weights = new TreeMap<>();
        double total = 0;
        for (Span span : spans) {
            Map<Integer, Integer> firstRows = new LinkedHashMap<>();
            for (int row : new TreeSet<>(span.rows())) {
                firstRows.putIfAbsent(datanet.contributor(row), row);
                if (credit == Credit.FIRST) {
                    break;
                }
            }
            for (int row : firstRows.values()) {
                weights.merge(row, span.rarity() / firstRows.size(), Double::sum);
            }
            total += span.rarity();
        }
        double sum = total;
        weights.replaceAll((row, weight) -> weight / sum);
        return new VerbatimOverlap(output, spans, weights);
    }

    /** The shares by contributor, in the order of their first row. */
    public Map<ContributorId, Double> contributors(Datanet datanet) {
        Map<ContributorId, Double> contributors = new LinkedHashMap<>();
        shares.forEach((row, share) -> contributors.merge(datanet.contributorId(row), share, Double::sum));
        return contributors;
    }

    /**
     * As a document that an application can serve ({@code docs/schemas/VerbatimSpans.schema.json}).
     *
     * @param datanet the one that was searched
     */
    public VerbatimSpans document(Datanet datanet) {
        return new VerbatimSpans(
                datanet.id(),
                datanet.version(),
                datanet.root(),
                output,
                spans.stream()
                        .map(span -> new VerbatimSpans.Span(
                                span.text(),
                                span.from(),
                                span.to(),
                                span.words(),
                                span.rarity(),
                                span.occurrences(),
                                span.rows().stream().map(datanet::sampleId).toList()))
                        .toList(),
                shares.entrySet().stream()
                        .map(share -> new VerbatimSpans.Share(
                                datanet.sampleId(share.getKey()),
                                datanet.contributorId(share.getKey()),
                                share.getValue()))
                        .toList());
    }

    /** Tells a session, so that the use of an output gives a receipt like training does: one exposure a row, and its share as gain. */
    public void tell(UsageSession session) {
        session.attribution(METHOD, 0);
        session.note("gains are shares of verbatim overlap, not drops of a loss");
        shares.forEach((row, share) -> {
            session.exposed(row, 1);
            session.gained(row, share);
        });
    }
}
