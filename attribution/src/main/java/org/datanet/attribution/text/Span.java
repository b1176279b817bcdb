package org.datanet.attribution.text;

import java.util.List;

/**
 * A verbatim span of an output that stands in the Datanet, and in no longer span of the output that does.
 *
 * @param text the span, in canonical form
 * @param from first byte in the canonical output
 * @param to one past the last byte
 * @param words number of words
 * @param rarity how surprising the span is: the sum over its words of {@code -log2} of the word's share of all words of the Datanet
 * @param occurrences how often it stands in the Datanet
 * @param rows the rows that hold it, ascending, at most {@link SpanIndex#MAX_ROWS}
 */
public record Span(String text, int from, int to, int words, double rarity, long occurrences, List<Integer> rows) {
    public Span {
        rows = List.copyOf(rows);
    }
}
