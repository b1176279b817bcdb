package org.datanet.attribution.gain;

/**
 * Tells real rows from derived ones: logistic regression on the numbers of {@link Typicality}, their squares and products, with a
 * ridge, by Newton's method, real and derived rows weighing the same. One for each of four folds of the holdout, so that each holdout
 * row is scored by one that has not seen it: ranks among them are conformal. Immutable and thread-safe.
 */
final class Discriminator {
    private static final int FOLDS = 4;
    private static final int STEPS = 6;
    private static final double RIDGE = 2e-3;
    private static final double CLIP = 6;
    private static final int CHUNK = 256;

    private final int count;
    private final double[] means;
    private final double[] deviations;
    private final double[][] weights = new double[FOLDS][];
    private final ConformalRank[] ranks = new ConformalRank[FOLDS];

    /**
     * @param real numbers of holdout rows, {@code h x count}
     * @param derived numbers of derived rows, {@code m x count}
     * @param order of the holdout rows by which they are dealt to folds
     */
    Discriminator(double[] real, double[] derived, int count, int[] order) {
        this.count = count;
        int h = real.length / count;
        means = new double[count];
        deviations = new double[count];
        standardise(real, h);
        double[] realTerms = terms(real);
        double[] derivedTerms = terms(derived);
        int[] fold = new int[h];
        for (int i = 0; i < h; i++) {
            fold[order[i]] = i % FOLDS;
        }
        for (int f = 0; f < FOLDS; f++) {
            weights[f] = fit(realTerms, derivedTerms, fold, f);
            double[] scores = new double[h];
            int own = 0;
            for (int i = 0; i < h; i++) {
                if (fold[i] == f) {
                    scores[own++] = dot(realTerms, i, weights[f]);
                }
            }
            ranks[f] = new ConformalRank(java.util.Arrays.copyOf(scores, own));
        }
    }

    private void standardise(double[] real, int h) {
        for (int c = 0; c < count; c++) {
            double sum = 0;
            for (int i = 0; i < h; i++) {
                sum += real[i * count + c];
            }
            means[c] = sum / h;
            double squares = 0;
            for (int i = 0; i < h; i++) {
                double difference = real[i * count + c] - means[c];
                squares += difference * difference;
            }
            deviations[c] = StrictMath.sqrt(squares / h) + 1e-9;
        }
    }

    private int width() {
        return 1 + count + count * (count + 1) / 2;
    }

    /** One, the standardised numbers, and their products: {@code n x width}. */
    private double[] terms(double[] numbers) {
        int n = numbers.length / count;
        int width = width();
        double[] terms = new double[Math.multiplyExact(n, width)];
        for (int i = 0; i < n; i++) {
            int at = i * width;
            terms[at++] = 1;
            int linear = at;
            for (int c = 0; c < count; c++) {
                double z = (numbers[i * count + c] - means[c]) / deviations[c];
                terms[at++] = Math.max(-CLIP, Math.min(CLIP, z));
            }
            for (int c = 0; c < count; c++) {
                for (int e = c; e < count; e++) {
                    terms[at++] = terms[linear + c] * terms[linear + e];
                }
            }
        }
        return terms;
    }

    private double[] fit(double[] real, double[] derived, int[] fold, int leftOut) {
        int width = width();
        int h = fold.length;
        int m = derived.length / width;
        int inFold = 0;
        for (int f : fold) {
            inFold += f == leftOut ? 1 : 0;
        }
        double realWeight = 0.5 / (h - inFold);
        double derivedWeight = 0.5 / m;
        double[] w = new double[width];
        for (int step = 0; step < STEPS; step++) {
            // The gradient stands behind the Hessian, in one array, so that both are summed in one pass.
            double[] sums = Chunks.sum(h + m, CHUNK, width * width + width, (from, to) -> {
                double[] sum = new double[width * width + width];
                for (int i = from; i < to; i++) {
                    if (i >= h) {
                        add(sum, derived, i - h, w, derivedWeight, 0);
                    } else if (fold[i] != leftOut) {
                        add(sum, real, i, w, realWeight, 1);
                    }
                }
                return sum;
            });
            double[] hessian = new double[width * width];
            double[] gradient = new double[width];
            for (int a = 0; a < width; a++) {
                for (int b = 0; b < width; b++) {
                    hessian[a * width + b] = a <= b ? sums[a * width + b] : sums[b * width + a];
                }
                hessian[a * width + a] += RIDGE;
                gradient[a] = sums[width * width + a] - RIDGE * w[a];
            }
            Cholesky.of(hessian, width).solve(gradient);
            for (int a = 0; a < width; a++) {
                w[a] += gradient[a];
            }
        }
        return w;
    }

    private void add(double[] sum, double[] terms, int row, double[] w, double weight, int target) {
        int width = w.length;
        int at = row * width;
        double score = Math.max(-15, Math.min(15, dot(terms, row, w)));
        double p = 1 / (1 + StrictMath.exp(-score));
        double curvature = weight * Math.max(p * (1 - p), 1e-3);
        double slope = weight * (target - p);
        for (int a = 0; a < width; a++) {
            double value = curvature * terms[at + a];
            for (int b = a; b < width; b++) {
                sum[a * width + b] += value * terms[at + b];
            }
            sum[width * width + a] += slope * terms[at + a];
        }
    }

    private static double dot(double[] terms, int row, double[] w) {
        double sum = 0;
        int at = row * w.length;
        for (int a = 0; a < w.length; a++) {
            sum += w[a] * terms[at + a];
        }
        return sum;
    }

    /**
     * How real each row looks: its rank among the real rows, the mean over the folds, in (0, 1).
     *
     * @param numbers {@code n x count}
     */
    double[] ranks(double[] numbers) {
        int n = numbers.length / count;
        double[] mean = new double[n];
        Chunks.forEach(n, CHUNK, (from, to) -> {
            double[] terms = terms(java.util.Arrays.copyOfRange(numbers, from * count, to * count));
            for (int i = from; i < to; i++) {
                for (int f = 0; f < FOLDS; f++) {
                    mean[i] += ranks[f].of(dot(terms, i - from, weights[f])) / FOLDS;
                }
            }
        });
        return mean;
    }
}
