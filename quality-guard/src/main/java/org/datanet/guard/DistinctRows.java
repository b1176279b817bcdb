package org.datanet.guard;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.quality.InspectionContext;
import org.jspecify.annotations.Nullable;

/**
 * Which rows hold the same content, whatever their labels, contributors and ids: the folded key. Numbers are compared by value,
 * texts after NFKC, in lower case, with runs of white space as one space. Linear in the size of the Datanet; immutable.
 */
public final class DistinctRows {
    private final int[] first;
    private final int[] earlier;

    private DistinctRows(int[] first, int[] earlier) {
        this.first = first;
        this.earlier = earlier;
    }

    /** Those of the Datanet under inspection, found once. */
    public static DistinctRows of(InspectionContext context) {
        return context.shared().once(DistinctRows.class, "all", () -> of(context.datanet()));
    }

    /** Finds the distinct rows of a Datanet with features, text or both; of one with neither, by payload digest. */
    public static DistinctRows of(Datanet datanet) {
        int n = datanet.rows();
        FeatureMatrix features = datanet.features().orElse(null);
        boolean texts = datanet.hasText();
        long[] hashes = new long[n];
        IntStream.range(0, n).parallel().forEach(row -> {
            long hash = 0x9E3779B97F4A7C15L;
            if (features != null) {
                int d = features.columns();
                double[] values = features.values();
                for (int c = 0; c < d; c++) {
                    hash = mix(hash ^ Double.doubleToLongBits(values[row * d + c] + 0.0));
                }
            }
            if (texts) {
                String folded = fold(datanet.text(row));
                for (int i = 0; i < folded.length(); i++) {
                    hash = mix(hash ^ folded.charAt(i));
                }
            }
            if (features == null && !texts) {
                hash = datanet.digest(row).prefix();
            }
            hashes[row] = hash;
        });
        int capacity = Integer.highestOneBit(Math.max(8, n)) * 4;
        int[] table = new int[capacity];
        Arrays.fill(table, -1);
        int[] first = new int[n];
        int[] earlier = new int[n];
        for (int row = 0; row < n; row++) {
            int slot = (int) (hashes[row] & (capacity - 1));
            while (table[slot] >= 0
                    && !(hashes[table[slot]] == hashes[row] && same(datanet, features, texts, table[slot], row))) {
                slot = (slot + 1) & (capacity - 1);
            }
            if (table[slot] < 0) {
                table[slot] = row;
                first[row] = row;
            } else {
                first[row] = table[slot];
                earlier[row] = ++earlier[table[slot]];
            }
        }
        for (int row = 0; row < n; row++) {
            if (first[row] == row) {
                earlier[row] = 0;
            }
        }
        return new DistinctRows(first, earlier);
    }

    /**
     * Takes over what was found elsewhere.
     *
     * @param first for each row the first one with the same content; not to be written to
     * @throws IllegalArgumentException naming a row whose first is none
     */
    public static DistinctRows of(int[] first) {
        int[] earlier = new int[first.length];
        int[] seen = new int[first.length];
        for (int row = 0; row < first.length; row++) {
            int one = first[row];
            if (one < 0 || one > row || first[one] != one) {
                throw new IllegalArgumentException("row %d has row %d as its first, which is none".formatted(row, one));
            }
            earlier[row] = seen[one]++;
        }
        return new DistinctRows(first, earlier);
    }

    /** Text as it is compared: NFKC, lower case, runs of white space as one space, none at the ends. */
    public static String fold(String text) {
        String plain = foldAscii(text);
        if (plain != null) {
            return plain;
        }
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        StringBuilder out = new StringBuilder(folded.length());
        boolean gap = false;
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                gap = out.length() > 0;
            } else {
                if (gap) {
                    out.append(' ');
                    gap = false;
                }
                out.append(c);
            }
        }
        return out.toString();
    }

    /** The same for a text of ASCII alone, which has no other form; {@code null} for any other. */
    private static @Nullable String foldAscii(String text) {
        byte[] out = new byte[text.length()];
        int length = 0;
        boolean gap = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 128) {
                return null;
            }
            if (c == ' ' || c >= '\t' && c <= '\r' || c >= 28 && c <= 31) {
                gap = length > 0;
            } else {
                if (gap) {
                    out[length++] = ' ';
                    gap = false;
                }
                out[length++] = (byte) (c >= 'A' && c <= 'Z' ? c + 32 : c);
            }
        }
        return new String(out, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Texts are folded again, because holding all of them folded would hold everything twice. */
    private static boolean same(Datanet datanet, @Nullable FeatureMatrix features, boolean texts, int a, int b) {
        if (features != null) {
            int d = features.columns();
            double[] values = features.values();
            for (int c = 0; c < d; c++) {
                if (values[a * d + c] != values[b * d + c]) {
                    return false;
                }
            }
        }
        if (texts) {
            return datanet.text(a).equals(datanet.text(b))
                    || fold(datanet.text(a)).equals(fold(datanet.text(b)));
        }
        return features != null || datanet.digest(a).equals(datanet.digest(b));
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** The first row with the same content: the row itself where nothing earlier has it. */
    public int first(int row) {
        return first[row];
    }

    /** Whether no earlier row has the same content. */
    public boolean isFirst(int row) {
        return first[row] == row;
    }

    /** How many earlier rows have the same content. */
    public int earlier(int row) {
        return earlier[row];
    }

    /** The rows of {@code [0, until)} with content that no earlier row has, ascending. */
    public int[] firsts(int until) {
        return IntStream.range(0, until).filter(this::isFirst).toArray();
    }
}
