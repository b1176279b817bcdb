package org.datanet.attribution.gain;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Text as numbers, for want of an embedding: hashed counts of character 3- to 5-grams (Weinberger et al. 2009), a vector of length
 * 1. Case, forms of one character, spaces and punctuation count for nothing, so that a copy written otherwise lies where the original
 * does. Stateless and thread-safe.
 */
public final class HashedText {
    /** Number of columns. */
    public static final int COLUMNS = 256;

    private static final int SHORTEST = 3;
    private static final int LONGEST = 5;

    private HashedText() {}

    /** A text's place: {@value #COLUMNS} numbers, zeros where it is too short for a 3-gram. */
    public static double[] of(String text) {
        double[] place = new double[COLUMNS];
        place(text, place, 0);
        return place;
    }

    private static String folded(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean space = false;
        for (int c : Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .codePoints()
                .toArray()) {
            boolean counts = switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SPACE_SEPARATOR,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.DASH_PUNCTUATION,
                        Character.START_PUNCTUATION,
                        Character.END_PUNCTUATION,
                        Character.INITIAL_QUOTE_PUNCTUATION,
                        Character.FINAL_QUOTE_PUNCTUATION,
                        Character.CONNECTOR_PUNCTUATION,
                        Character.OTHER_PUNCTUATION -> false;
                default -> true;
            };
            if (counts) {
                out.append(space && out.length() > 0 ? " " : "").appendCodePoint(c);
            }
            // What has no width neither counts nor separates.
            space = !counts && (space || Character.getType(c) != Character.FORMAT);
        }
        return out.toString();
    }

    /** Adds a text's place to zeros in {@code out}, from {@code at} on. */
    static void place(String text, double[] out, int at) {
        byte[] bytes = (' ' + folded(text) + ' ').getBytes(StandardCharsets.UTF_8);
        for (int first = 0; first < bytes.length; first++) {
            int hash = 0x811c9dc5;
            for (int i = first; i < Math.min(bytes.length, first + LONGEST); i++) {
                hash = (hash ^ bytes[i] & 0xff) * 0x01000193;
                if (i - first + 1 >= SHORTEST) {
                    int mixed = (hash ^ hash >>> 15) * 0x2c1b3c6d;
                    mixed ^= mixed >>> 12;
                    out[at + (mixed & COLUMNS - 1)] += mixed < 0 ? -1 : 1;
                }
            }
        }
        double squares = 0;
        for (int c = 0; c < COLUMNS; c++) {
            squares += out[at + c] * out[at + c];
        }
        if (squares > 0) {
            double length = StrictMath.sqrt(squares);
            for (int c = 0; c < COLUMNS; c++) {
                out[at + c] /= length;
            }
        }
    }
}
