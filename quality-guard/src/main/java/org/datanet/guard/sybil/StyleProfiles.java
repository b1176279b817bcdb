package org.datanet.guard.sybil;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.datanet.guard.near.Shingles;

/**
 * How people write: which runs of one to four characters a text holds, once of the text itself and once of its shape (letters as
 * {@code a} or {@code A}, numbers as {@code 0}, the rest as it is), and which words and pairs of words, less what the texts by others hold that {@linkplain SameSubject say much
 * the same}, so that the subject counts little. A writer's profile is the mean over the texts in units of each run's spread over all texts,
 * less the mean profile; similarity is the cosine. Of each pair the mean similarity to the five most similar others of both is taken away, so
 * that writers without much style resemble nobody.
 */
public final class StyleProfiles {
    private static final int LONGEST_RUN = 4;
    private static final int CROWD = 5;
    private static final int BLOCK = 32;
    private static final double LEAST_SPREAD = 0.05;

    /** What of a text is looked at. */
    private enum View {
        CHARACTERS(1 << 14),
        SHAPES(1 << 12),
        WORDS(1 << 14);

        private final int buckets;

        View(int buckets) {
            this.buckets = buckets;
        }
    }

    private final double[][] scores;

    /** @param texts the texts of each writer, at least one each */
    public StyleProfiles(String[][] texts) {
        int n = texts.length;
        double[][] sum = new double[n][n];
        String[] all = Arrays.stream(texts).flatMap(Arrays::stream).toArray(String[]::new);
        int[] writers = IntStream.range(0, n)
                .flatMap(writer -> IntStream.range(0, texts[writer].length).map(t -> writer))
                .toArray();
        int[][] near = SameSubject.of(all, writers);
        int[] ends = new int[n];
        for (int writer = 0; writer < n; writer++) {
            ends[writer] = (writer == 0 ? 0 : ends[writer - 1]) + texts[writer].length;
        }
        for (View view : View.values()) {
            float[][] profiles = profiles(all, ends, near, view);
            double[][] similarity = new double[n][n];
            IntStream.range(0, n).parallel().forEach(a -> dots(profiles, a, similarity[a]));
            double mean = 0;
            double squares = 0;
            long pairs = 0;
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < a; b++) {
                    mean += similarity[a][b];
                    squares += similarity[a][b] * similarity[a][b];
                    pairs++;
                }
            }
            mean /= Math.max(1, pairs);
            double deviation = Math.sqrt(Math.max(1e-12, squares / Math.max(1, pairs) - mean * mean));
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < a; b++) {
                    sum[a][b] += (similarity[a][b] - mean) / deviation;
                    sum[b][a] = sum[a][b];
                }
            }
        }
        scores = withoutCrowd(sum);
    }

    /** Similarity of two writers, about 0 for strangers; higher is more alike. */
    public double score(int a, int b) {
        return scores[a][b];
    }

    /** Takes away how alike both are to their most similar others, the pair itself left out. */
    private static double[][] withoutCrowd(double[][] similarity) {
        int n = similarity.length;
        int k = Math.min(CROWD, n - 2);
        double[][] nearest = new double[n][];
        for (int a = 0; a < n; a++) {
            double[] others = new double[n - 1];
            int at = 0;
            for (int b = 0; b < n; b++) {
                if (b != a) {
                    others[at++] = similarity[a][b];
                }
            }
            Arrays.sort(others);
            nearest[a] = Arrays.copyOfRange(others, Math.max(0, others.length - k - 1), others.length);
        }
        double[][] scores = new double[n][n];
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                double crowd = crowd(nearest[a], similarity[a][b]) + crowd(nearest[b], similarity[a][b]);
                scores[a][b] = similarity[a][b] - crowd / 2;
            }
        }
        return scores;
    }

    /** Mean of the nearest but one: without this one if it is among them, without the last one otherwise. */
    private static double crowd(double[] nearest, double own) {
        if (nearest.length < 2) {
            return 0;
        }
        double sum = Arrays.stream(nearest).sum() - Math.max(own, nearest[0]);
        return sum / (nearest.length - 1);
    }

    private static float[][] profiles(String[] texts, int[] ends, int[][] near, View view) {
        int n = ends.length;
        int size = view.buckets;
        float[][] profiles = new float[n][size];
        double[] means = new double[size];
        double[] squares = new double[size];
        for (int from = 0; from < n; from += BLOCK) {
            int start = from;
            int end = Math.min(n, from + BLOCK);
            float[][] squared = new float[end - start][size];
            IntStream.range(start, end)
                    .parallel()
                    .forEach(writer -> addTexts(
                            texts,
                            writer == 0 ? 0 : ends[writer - 1],
                            ends[writer],
                            near,
                            view,
                            profiles[writer],
                            squared[writer - start]));
            for (int writer = start; writer < end; writer++) {
                for (int f = 0; f < size; f++) {
                    means[f] += profiles[writer][f] / texts.length;
                    squares[f] += squared[writer - start][f] / (double) texts.length;
                }
            }
        }
        IntStream.range(0, size).parallel().forEach(f -> {
            double spread = Math.sqrt(Math.max(0, squares[f] - means[f] * means[f])) + LEAST_SPREAD;
            double mean = 0;
            int holders = 0;
            for (int writer = 0; writer < n; writer++) {
                int count = ends[writer] - (writer == 0 ? 0 : ends[writer - 1]);
                holders += Math.abs(profiles[writer][f]) > 1e-6 ? 1 : 0;
                profiles[writer][f] /= (float) (count * spread);
                mean += profiles[writer][f] / n;
            }
            for (float[] profile : profiles) {
                // What one or two writers have may be their subject rather than their style.
                profile[f] = holders < 3 && n > 3 ? 0 : profile[f] - (float) mean;
            }
        });
        for (float[] profile : profiles) {
            double length = Math.sqrt(Math.max(1e-12, dot(profile, profile)));
            for (int f = 0; f < size; f++) {
                profile[f] /= (float) length;
            }
        }
        return profiles;
    }

    /** Adds what every text of a writer holds beyond those that say the same, and its square. */
    private static void addTexts(
            String[] texts, int from, int to, int[][] near, View view, float[] sum, float[] squared) {
        float[] own = new float[sum.length];
        boolean[] seen = new boolean[sum.length];
        for (int text = from; text < to; text++) {
            Arrays.fill(own, 0);
            hold(texts[text], view, 1, own, seen);
            for (int other : near[text]) {
                hold(texts[other], view, -1f / near[text].length, own, seen);
            }
            for (int f = 0; f < own.length; f++) {
                sum[f] += own[f];
                squared[f] += own[f] * own[f];
            }
        }
    }

    /** Adds the share to every bucket that a run of the text falls into, once. */
    private static void hold(String text, View view, float share, float[] to, boolean[] seen) {
        Arrays.fill(seen, false);
        switch (view) {
            case CHARACTERS -> holdRuns(" " + text + " ", share, to, seen);
            case SHAPES -> holdRuns(shape(text), share, to, seen);
            case WORDS -> holdWords(Shingles.inOrder(text), share, to, seen);
        }
    }

    private static void holdRuns(String text, float share, float[] to, boolean[] seen) {
        for (int i = 0; i < text.length(); i++) {
            int hash = 0;
            for (int length = 1; length <= LONGEST_RUN && i + length <= text.length(); length++) {
                hash = (hash * 31 + text.charAt(i + length - 1) + length) * 0x9E3779B1;
                hold((hash ^ hash >>> 15) >>> 1, share, to, seen);
            }
        }
    }

    private static void holdWords(long[] words, float share, float[] to, boolean[] seen) {
        for (int i = 0; i < words.length; i++) {
            hold((int) (words[i] >>> 32), share, to, seen);
            if (i > 0) {
                hold((int) ((31 * words[i - 1] + words[i]) * 0x9E3779B97F4A7C15L >>> 32), share, to, seen);
            }
        }
    }

    private static void hold(int hash, float share, float[] to, boolean[] seen) {
        int bucket = hash & to.length - 1;
        if (!seen[bucket]) {
            seen[bucket] = true;
            to[bucket] += share;
        }
    }

    private static String shape(String text) {
        StringBuilder shape = new StringBuilder("^");
        char last = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char kind = Character.isDigit(c) ? '0' : Character.isUpperCase(c) ? 'A' : Character.isLetter(c) ? 'a' : c;
            if (kind != last || kind != 'a' && kind != '0') {
                shape.append(kind);
            }
            last = kind;
        }
        return shape.append('$').toString();
    }

    /** The dot products of a writer's profile with those before it; four at once, because one alone waits for its own last addition. */
    private static void dots(float[][] profiles, int a, double[] to) {
        int b = 0;
        for (; b + 4 <= a; b += 4) {
            dots(profiles[a], profiles[b], profiles[b + 1], profiles[b + 2], profiles[b + 3], to, b);
        }
        for (; b < a; b++) {
            to[b] = dot(profiles[a], profiles[b]);
        }
    }

    private static void dots(float[] own, float[] b, float[] c, float[] d, float[] e, double[] to, int at) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        for (int i = 0; i < own.length; i++) {
            double x = own[i];
            first += x * b[i];
            second += x * c[i];
            third += x * d[i];
            fourth += x * e[i];
        }
        to[at] = first;
        to[at + 1] = second;
        to[at + 2] = third;
        to[at + 3] = fourth;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
