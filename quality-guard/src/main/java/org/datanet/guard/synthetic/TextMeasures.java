package org.datanet.guard.synthetic;

import org.datanet.quality.Evidence;

/** What texts are judged by, asked for epoch by epoch. */
public interface TextMeasures {
    /**
     * Bits per letter of the first {@code to} rows, under the letter pairs of the distinct ones among them.
     *
     * @param from first row of the epoch
     * @param to one past its last row
     * @return one a row; {@code NaN} for a text too short. Not to be kept
     */
    double[] surprise(int from, int to);

    /** Which part of the word triples of the first {@code to} rows repeat one another. Not to be kept. */
    double[] repetition(int from, int to);

    /** Number of UTF-16 units of a row's text. */
    int length(int row);

    /** The phrase that a row's text repeats most. */
    Evidence.Phrase phrase(int row);
}
