package org.datanet.benchmarks.attribution;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/** Texts of about 200 words each from a vocabulary whose words are as uneven as those of a language; none is kept. */
final class ZipfTexts implements Iterator<String> {
    private static final int VOCABULARY = 50_000;
    private static final int WORDS = 200;
    /** One row in so many is remembered, for outputs to repeat. */
    private static final int REMEMBERED = 997;

    private final long bytes;
    private final SplittableRandom random;
    private final String[] vocabulary = new String[VOCABULARY];
    private final double[] cumulated = new double[VOCABULARY];
    private final List<String> remembered = new ArrayList<>();
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
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : i % 17 == 0 ? ". " : " ").append(word());
        }
        return text.toString();
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
        String text = words(WORDS);
        written += text.length() + 1L;
        if (row++ % REMEMBERED == 0) {
            remembered.add(text);
        }
        return text;
    }

    /** Outputs of 100 words; every other one repeats 12 words of a row. */
    List<String> outputs(int count) {
        List<String> outputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i % 2 == 0) {
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
