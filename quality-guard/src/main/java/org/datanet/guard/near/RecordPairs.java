package org.datanet.guard.near;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * How likely two records of one set of columns describe one thing: half the cosine of all their words, half the mean of the cosines of
 * the columns that both have, weighted by how much a column tells records apart (its entropy). Words weigh by rarity (the logarithm
 * of records over records that hold them; K. Spärck Jones, 1972); a word with a digit counts also without its marks, so that "404/350-69"
 * and "404-350-69" meet. {@link #oneToOne} then sets what a pair has against what else its records could be. Nothing is
 * trained. Immutable, thread-safe.
 */
public final class RecordPairs {
    private static final int LEAST_CODE = 3;
    /** What a better partner of either record costs, per unit of similarity that it is better. */
    private static final double RIVAL_AHEAD = 2;
    /** What any other partner of either record costs, per unit of its similarity. */
    private static final double RIVAL = 0.5;

    private record Weighted(int[] tokens, double[] weights) {
        double dot(Weighted other) {
            double sum = 0;
            int i = 0;
            int j = 0;
            while (i < tokens.length && j < other.tokens.length) {
                if (tokens[i] == other.tokens[j]) {
                    sum += weights[i++] * other.weights[j++];
                } else if (tokens[i] < other.tokens[j]) {
                    i++;
                } else {
                    j++;
                }
            }
            return sum;
        }
    }

    private final Weighted[] whole;
    private final Weighted[][] columns;
    private final double[] tellsApart;

    /**
     * Takes records in.
     *
     * @param records different ones, each with one value a column, the same columns in all; an empty value is a missing one
     * @throws IllegalArgumentException naming the first record with another number of columns
     */
    public RecordPairs(List<List<String>> records) {
        int n = records.size();
        int d = n == 0 ? 0 : records.get(0).size();
        Map<String, Integer> numbers = new HashMap<>();
        int[][][] tokens = new int[n][d][];
        int[][] all = new int[n][];
        for (int r = 0; r < n; r++) {
            if (records.get(r).size() != d) {
                throw new IllegalArgumentException(
                        "record %d has %d columns, the first has %d; give every record all columns"
                                .formatted(r, records.get(r).size(), d));
            }
            TreeSet<Integer> together = new TreeSet<>();
            for (int c = 0; c < d; c++) {
                tokens[r][c] = tokens(records.get(r).get(c), numbers);
                Arrays.stream(tokens[r][c]).forEach(together::add);
            }
            all[r] = together.stream().mapToInt(Integer::intValue).toArray();
        }
        int[] holders = new int[numbers.size()];
        Arrays.stream(all).flatMapToInt(Arrays::stream).forEach(token -> holders[token]++);
        double[] rarity = Arrays.stream(holders)
                .mapToDouble(h -> Math.log((double) n / h))
                .toArray();
        whole = Arrays.stream(all).map(set -> weighted(set, rarity)).toArray(Weighted[]::new);
        columns = Arrays.stream(tokens)
                .map(row -> Arrays.stream(row).map(set -> weighted(set, rarity)).toArray(Weighted[]::new))
                .toArray(Weighted[][]::new);
        tellsApart = new double[d];
        for (int c = 0; c < d; c++) {
            Map<String, Integer> values = new HashMap<>();
            for (List<String> record : records) {
                values.merge(record.get(c), 1, Integer::sum);
            }
            // In ascending order, so that the sum does not depend on the order of a hash table.
            tellsApart[c] = values.values().stream()
                    .sorted()
                    .mapToDouble(count -> -(double) count / n * Math.log((double) count / n))
                    .sum();
        }
    }

    private static int[] tokens(String value, Map<String, Integer> numbers) {
        String folded = org.datanet.guard.DistinctRows.fold(value);
        TreeSet<Integer> tokens = new TreeSet<>();
        for (String word : folded.split("[^\\p{L}\\p{N}]+")) {
            add(word, 1, tokens, numbers);
        }
        for (String word : folded.split(" ")) {
            if (word.chars().anyMatch(Character::isDigit)) {
                add(word.replaceAll("[^\\p{L}\\p{N}]+", ""), LEAST_CODE, tokens, numbers);
            }
        }
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    private static void add(String word, int least, TreeSet<Integer> tokens, Map<String, Integer> numbers) {
        String token = word.toLowerCase(Locale.ROOT);
        if (token.length() >= least) {
            numbers.putIfAbsent(token, numbers.size());
            tokens.add(numbers.get(token));
        }
    }

    private static Weighted weighted(int[] set, double[] rarity) {
        double[] weights =
                Arrays.stream(set).mapToDouble(token -> rarity[token]).toArray();
        double length = Math.sqrt(Arrays.stream(weights).map(w -> w * w).sum());
        for (int i = 0; i < weights.length; i++) {
            weights[i] = length > 0 ? weights[i] / length : 0;
        }
        return new Weighted(set, weights);
    }

    /** Similarity of two records, in [0,1]; symmetric. */
    public double similarity(int a, int b) {
        double sum = 0;
        double weight = 0;
        for (int c = 0; c < tellsApart.length; c++) {
            if (columns[a][c].tokens.length > 0 && columns[b][c].tokens.length > 0) {
                sum += tellsApart[c] * columns[a][c].dot(columns[b][c]);
                weight += tellsApart[c];
            }
        }
        return Math.min(1, 0.5 * whole[a].dot(whole[b]) + 0.5 * (weight > 0 ? sum / weight : 0));
    }

    /**
     * Similarities of pairs, set against the best other pair of either record: for two tables in which a thing stands at most once
     * each.
     *
     * @param pairs candidates, two records each, no pair twice
     * @return one number a pair, at most its similarity; below 0 where a record has a much better partner
     */
    public double[] oneToOne(int[][] pairs) {
        double[] similarity = Arrays.stream(pairs)
                .parallel()
                .mapToDouble(pair -> similarity(pair[0], pair[1]))
                .toArray();
        // Per record: the best pair and the similarity of the second.
        int[] best = new int[whole.length];
        double[] second = new double[whole.length];
        Arrays.fill(best, -1);
        for (int i = 0; i < pairs.length; i++) {
            for (int record : pairs[i]) {
                if (best[record] < 0) {
                    best[record] = i;
                } else if (similarity[i] > similarity[best[record]]) {
                    second[record] = similarity[best[record]];
                    best[record] = i;
                } else {
                    second[record] = Math.max(second[record], similarity[i]);
                }
            }
        }
        double[] out = new double[pairs.length];
        for (int i = 0; i < pairs.length; i++) {
            double rival = 0;
            for (int record : pairs[i]) {
                rival = Math.max(rival, best[record] == i ? second[record] : similarity[best[record]]);
            }
            out[i] = similarity[i] - RIVAL_AHEAD * Math.max(0, rival - similarity[i]) - RIVAL * rival;
        }
        return out;
    }
}
