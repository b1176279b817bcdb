package org.datanet.rest;

import java.util.List;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;

/**
 * What one output of a model has verbatim from a text Datanet, for applications to serve: evidence of overlap, not of influence.
 *
 * @param version of the Datanet
 * @param root of the Datanet whose rows were searched
 * @param output in canonical form: Unicode NFC, single blanks; what the places of spans count in
 * @param spans the maximal ones, in the order of the output
 * @param shares of the overlap by sample, in intake order; they sum to 1, or there are none
 */
public record VerbatimSpans(
        DatanetId datanet, String version, Digest root, String output, List<Span> spans, List<Share> shares) {
    public VerbatimSpans {
        spans = List.copyOf(spans);
        shares = List.copyOf(shares);
        double sum = shares.stream().mapToDouble(Share::share).sum();
        if (!shares.isEmpty() && Math.abs(sum - 1) > 1e-9) {
            throw new IllegalArgumentException("shares of an overlap sum to 1, these to " + sum);
        }
    }

    /**
     * A span of the output that stands in the Datanet.
     *
     * @param text the span
     * @param from its first byte in the output as UTF-8
     * @param to one past its last byte
     * @param words number of words
     * @param rarity in bits: the sum over its words of {@code -log2} of the word's share of all words
     * @param occurrences how often it stands in the Datanet
     * @param samples that hold it, in intake order, at most 1,000
     */
    public record Span(
            String text, int from, int to, int words, double rarity, long occurrences, List<SampleId> samples) {
        public Span {
            samples = List.copyOf(samples);
            if (from < 0 || to <= from) {
                throw new IllegalArgumentException(
                        "a span goes on beyond its first byte, not from %d to %d".formatted(from, to));
            }
            if (words < 1 || occurrences < 1) {
                throw new IllegalArgumentException(
                        "a span has words that occur, not %d words %d times".formatted(words, occurrences));
            }
            if (!(rarity >= 0) || Double.isInfinite(rarity)) {
                throw new IllegalArgumentException("rarity is 0 or more bits, not " + rarity);
            }
        }
    }

    /**
     * What of the overlap is credited to a sample.
     *
     * @param share more than 0 and at most 1
     */
    public record Share(SampleId sample, ContributorId contributor, double share) {
        public Share {
            if (!(share > 0 && share <= 1 + 1e-9)) {
                throw new IllegalArgumentException(
                        "the share of sample %s is above 0 and at most 1, not %s".formatted(sample, share));
            }
        }
    }
}
