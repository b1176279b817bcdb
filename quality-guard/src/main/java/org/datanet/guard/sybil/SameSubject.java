package org.datanet.guard.sybil;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.datanet.guard.near.Shingles;

/**
 * For every text those by other writers that say much the same: the cosine of their words, weighted by rarity (Spärck Jones, 1972), is
 * above 0.4. They are looked for among the first 64 texts that hold one of the text's eight rarest words, and the nearest nine are kept.
 */
final class SameSubject {
    private static final double LEAST = 0.4;
    private static final int MOST = 9;
    private static final int RAREST = 8;
    private static final int HOLDERS = 64;

    private final int[] writers;
    private final int[][] words;
    private final int[] holders;
    private final int[] first;
    private final int[] lists;
    private final double[] weights;
    private final double[] lengths;

    private SameSubject(String[] texts, int[] writers) {
        this.writers = writers;
        int n = texts.length;
        long[][] sets = Arrays.stream(texts).parallel().map(Shingles::words).toArray(long[][]::new);
        long[] vocabulary = Arrays.stream(sets)
                .flatMapToLong(Arrays::stream)
                .sorted()
                .distinct()
                .toArray();
        words = new int[n][];
        IntStream.range(0, n)
                .parallel()
                .forEach(i -> words[i] = Arrays.stream(sets[i])
                        .mapToInt(word -> Arrays.binarySearch(vocabulary, word))
                        .toArray());
        holders = new int[vocabulary.length];
        for (int[] set : words) {
            for (int word : set) {
                holders[word]++;
            }
        }
        first = new int[vocabulary.length + 1];
        for (int word = 0; word < vocabulary.length; word++) {
            first[word + 1] = first[word] + Math.min(HOLDERS, holders[word]);
        }
        lists = new int[first[vocabulary.length]];
        int[] next = first.clone();
        for (int text = 0; text < n; text++) {
            for (int word : words[text]) {
                if (next[word] < first[word + 1]) {
                    lists[next[word]++] = text;
                }
            }
        }
        weights = new double[vocabulary.length];
        for (int word = 0; word < weights.length; word++) {
            double weight = StrictMath.log((double) n / holders[word]);
            weights[word] = weight * weight;
        }
        lengths = Arrays.stream(words)
                .mapToDouble(set -> Math.sqrt(
                        Arrays.stream(set).mapToDouble(word -> weights[word]).sum()))
                .toArray();
    }

    /**
     * For every text the others, nearest first.
     *
     * @param writers who wrote each
     */
    static int[][] of(String[] texts, int[] writers) {
        SameSubject same = new SameSubject(texts, writers);
        int[][] near = new int[texts.length][];
        IntStream.range(0, near.length).parallel().forEach(text -> near[text] = same.near(text));
        return near;
    }

    private int[] near(int text) {
        int[] candidates = Arrays.stream(words[text])
                .boxed()
                .sorted(Comparator.comparingInt((Integer word) -> holders[word]).thenComparing(word -> word))
                .limit(RAREST)
                .flatMapToInt(word -> Arrays.stream(lists, first[word], first[word + 1]))
                .filter(other -> writers[other] != writers[text])
                .sorted()
                .distinct()
                .toArray();
        double[] cosines = Arrays.stream(candidates)
                .mapToDouble(other -> cosine(text, other))
                .toArray();
        return IntStream.range(0, candidates.length)
                .filter(i -> cosines[i] > LEAST)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -cosines[i]).thenComparing(i -> i))
                .limit(MOST)
                .mapToInt(i -> candidates[i])
                .toArray();
    }

    private double cosine(int a, int b) {
        double common = 0;
        int i = 0;
        int j = 0;
        while (i < words[a].length && j < words[b].length) {
            int order = Integer.compare(words[a][i], words[b][j]);
            common += order == 0 ? weights[words[a][i]] : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return common == 0 ? 0 : common / (lengths[a] * lengths[b]);
    }
}
