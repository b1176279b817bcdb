package org.datanet.benchmarks.attribution;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/**
 * Texts of about 200 words each from a vocabulary whose words are as uneven as those of a language. As people's texts do, they repeat each
 * other: each word is drawn anew or goes on as a common phrase did, one text in ten quotes 20 to 60 words of an earlier one, one in
 * fifty is an earlier one with a few words changed, and one in a thousand ends with the same notice of 120 words.
 */
final class ZipfTexts implements Iterator<String> {
    private static final int VOCABULARY = 50_000;
    private static final int WORDS = 200;
    private static final int PHRASES = 20_000;
    private static final int NOTICE = 120;
    /** One row in so many is remembered, for outputs to repeat. */
    private static final int REMEMBERED = 997;

    private final long bytes;
    private final SplittableRandom random;
    private final String[] vocabulary = new String[VOCABULARY];
    private final double[] cumulated = new double[VOCABULARY];
    private final String[][] phrases = new String[PHRASES][];
    private final List<String> remembered = new ArrayList<>();
    private final String notice;
    private long written;
    private long row;

    ZipfTexts(long bytes, long seed) {
        this.bytes = bytes;
        random = new SplittableRandom(seed);
        double sum = 0;
        for (int i = 0; i < VOCABULARY; i++) {
            StringBuilder word = new StringBuilder();
            for (int left = i + 26; left > 0; left /= 26) {
                word.append((char) ('a' + left % 26));
            }
            vocabulary[i] = word.toString();
            sum += 1.0 / (i + 2.7);
            cumulated[i] = sum;
        }
        for (int i = 0; i < PHRASES; i++) {
            phrases[i] = new String[2 + random.nextInt(4)];
            for (int j = 0; j < phrases[i].length; j++) {
                phrases[i][j] = word();
            }
        }
        notice = words(NOTICE);
    }

    private String word() {
        double at = random.nextDouble() * cumulated[VOCABULARY - 1];
        int low = 0;
        int high = VOCABULARY - 1;
        while (low < high) {
            int middle = low + high >>> 1;
            if (cumulated[middle] < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return vocabulary[low];
    }

    private String words(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; ) {
            // Common phrases are commoner than rare ones, as words are.
            String[] phrase = random.nextInt(4) == 0
                    ? phrases[(int) (PHRASES * Math.pow(random.nextDouble(), 3))]
                    : new String[] {word()};
            for (String word : phrase) {
                text.append(i == 0 ? "" : i % 17 == 0 ? ". " : " ").append(word);
                i++;
            }
        }
        return text.toString();
    }

    private String text() {
        if (remembered.isEmpty()) {
            return words(WORDS);
        }
        int kind = random.nextInt(1_000);
        if (kind == 0) {
            return words(WORDS - NOTICE) + " " + notice;
        }
        String[] earlier = remembered.get(random.nextInt(remembered.size())).split(" ");
        if (kind <= 20) {
            for (int change = 0; change < 5; change++) {
                earlier[random.nextInt(earlier.length)] = word();
            }
            return String.join(" ", earlier);
        }
        if (kind <= 120) {
            int length = 20 + random.nextInt(41);
            int from = random.nextInt(earlier.length - length);
            return words(WORDS - length - 70) + " "
                    + String.join(" ", List.of(earlier).subList(from, from + length)) + " " + words(70);
        }
        return words(WORDS);
    }

    @Override
    public boolean hasNext() {
        return written < bytes;
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        String text = text();
        written += text.length() + 1L;
        if (row++ % REMEMBERED == 0) {
            remembered.add(text);
        }
        return text;
    }

    /** Outputs of 100 words; every other one repeats 12 words of a row, and one in twenty is of the notice. */
    List<String> outputs(int count) {
        List<String> outputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i % 20 == 19) {
                outputs.add(String.join(" ", List.of(notice.split(" ")).subList(0, 100)));
            } else if (i % 2 == 0) {
                outputs.add(words(100));
            } else {
                String[] row = remembered.get(random.nextInt(remembered.size())).split(" ");
                int from = 1 + random.nextInt(row.length - 14);
                outputs.add(
                        words(44) + " " + String.join(" ", List.of(row).subList(from, from + 12)) + " " + words(44));
            }
        }
        return outputs;
    }
}
