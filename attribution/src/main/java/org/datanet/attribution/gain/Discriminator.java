package org.datanet.attribution.gain;

/**
 * Tells real rows from derived ones: logistic regression on the numbers of {@link Typicality}, their squares and products, with a
 * ridge, by Newton's method with halved steps where a whole one overshoots, real and derived rows weighing the same. One for each of four folds of the holdout, so that each holdout
 * row is scored by one that has not seen it: ranks among them are conformal. What was derived in ways that pass more often weighs more.
 * Immutable and thread-safe.
 */
final class Discriminator {
    private static final int FOLDS = 4;
    private static final int STEPS = 6;
    private static final int WARM_STEPS = 3;
    private static final int ROUNDS = 2;
    private static final double RIDGE = 2e-3;
    private static final double ARMIJO = 1e-4;
    private static final double LEAST_STEP = 1.0 / 256;
    private static final double CLIP = 6;
    private static final double LEAST_FACTOR = 0.05;
    private static final int CHUNK = 256;

    private final int count;
    private final double[] means;
    private final double[] deviations;
    private final double[][] weights = new double[FOLDS][];
    private final ConformalRank[] ranks = new ConformalRank[FOLDS];
    private final double[] real;

    /**
     * @param real numbers of holdout rows, {@code h x count}
     * @param derived numbers of derived rows, {@code m x count}
     * @param families of the derived rows, below {@link Derivation#FAMILIES}, -1 for none
     * @param order of the holdout rows by which they are dealt to folds
     */
    Discriminator(double[] real, double[] derived, int[] families, int count, int[] order) {
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
        double[] masses = new double[families.length];
        java.util.Arrays.fill(masses, 0.5 / masses.length);
        double[] first = fit(realTerms, derivedTerms, masses, fold, 0, new double[width()], STEPS);
        for (int round = 0; round < ROUNDS; round++) {
            if (round > 0) {
                first = fit(realTerms, derivedTerms, masses, fold, 0, first, WARM_STEPS);
            }
            masses = reweighed(masses, families, derivedTerms, first, rank(realTerms, fold, 0, first));
        }
        for (int f = 0; f < FOLDS; f++) {
            // Newton's method has one optimum to go to, so where it begins saves steps and leaves no trace of the fold.
            weights[f] = fit(realTerms, derivedTerms, masses, fold, f, first, WARM_STEPS);
            ranks[f] = rank(realTerms, fold, f, weights[f]);
        }
        this.real = new double[h];
        for (int i = 0; i < h; i++) {
            this.real[i] = ranks[fold[i]].of(dot(realTerms, i, weights[fold[i]]));
        }
    }

    /** The scores of the real rows of a fold. */
    private static ConformalRank rank(double[] realTerms, int[] fold, int own, double[] w) {
        return new ConformalRank(java.util.stream.IntStream.range(0, fold.length)
                .filter(i -> fold[i] == own)
                .mapToDouble(i -> dot(realTerms, i, w))
                .toArray());
    }

    /**
     * Moves mass to the families that pass best, for that is what somebody who games would choose (multiplicative weights, Freund and
     * Schapire 1999). What passes because it can't be told from real rows, for its parents are hidden, keeps its mass.
     */
    private static double[] reweighed(
            double[] masses, int[] families, double[] derivedTerms, double[] w, ConformalRank rank) {
        double[] passed = new double[Derivation.FAMILIES];
        double[] mass = new double[Derivation.FAMILIES];
        for (int i = 0; i < families.length; i++) {
            if (families[i] >= 0) {
                passed[families[i]] += masses[i] * ConformalRank.ramp(rank.of(dot(derivedTerms, i, w)), 0.1, 0.4);
                mass[families[i]] += masses[i];
            }
        }
        double before = 0;
        double after = 0;
        double[] factor = new double[Derivation.FAMILIES];
        for (int f = 0; f < factor.length; f++) {
            factor[f] = mass[f] > 0 ? LEAST_FACTOR + passed[f] / mass[f] : 0;
            before += mass[f];
            after += mass[f] * factor[f];
        }
        double[] moved = masses.clone();
        for (int i = 0; i < families.length; i++) {
            if (families[i] >= 0) {
                moved[i] *= factor[families[i]] * before / after;
            }
        }
        return moved;
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

    private double[] fit(
            double[] real, double[] derived, double[] masses, int[] fold, int leftOut, double[] start, int steps) {
        int width = width();
        int h = fold.length;
        int inFold = 0;
        for (int f : fold) {
            inFold += f == leftOut ? 1 : 0;
        }
        Sample sample = new Sample(real, derived, masses, fold, leftOut, 0.5 / (h - inFold), width);
        double[] w = start.clone();
        double loss = sample.loss(w);
        for (int step = 0; step < steps; step++) {
            double[] sums = sample.curvature(w);
            double[] hessian = new double[width * width];
            double[] direction = new double[width];
            for (int a = 0; a < width; a++) {
                for (int b = 0; b < width; b++) {
                    hessian[a * width + b] = a <= b ? sums[a * width + b] : sums[b * width + a];
                }
                hessian[a * width + a] += RIDGE;
                direction[a] = sums[width * width + a] - RIDGE * w[a];
            }
            double[] ascent = direction.clone();
            Cholesky.of(hessian, width).solve(direction);
            double slope = 0;
            for (int a = 0; a < width; a++) {
                slope += ascent[a] * direction[a];
            }
            // A whole step can overshoot where the curvature is small, and the next one farther: without halving some
            // fits diverge.
            double part = 1;
            double[] next = moved(w, direction, part);
            double after = sample.loss(next);
            while (after > loss - ARMIJO * part * slope && part > LEAST_STEP) {
                part /= 2;
                next = moved(w, direction, part);
                after = sample.loss(next);
            }
            if (after >= loss) {
                break;
            }
            w = next;
            loss = after;
        }
        return w;
    }

    private static double[] moved(double[] w, double[] direction, double part) {
        double[] moved = w.clone();
        for (int a = 0; a < moved.length; a++) {
            moved[a] += part * direction[a];
        }
        return moved;
    }

    /** What one fold is fitted on: all derived rows and the real rows of the other folds. */
    private record Sample(
            double[] real, double[] derived, double[] masses, int[] fold, int leftOut, double realWeight, int width) {

        private int size() {
            return fold.length + masses.length;
        }

        private boolean sees(int i) {
            return i >= fold.length || fold[i] != leftOut;
        }

        private double[] terms(int i) {
            return i >= fold.length ? derived : real;
        }

        private int row(int i) {
            return i >= fold.length ? i - fold.length : i;
        }

        private double mass(int i) {
            return i >= fold.length ? masses[i - fold.length] : realWeight;
        }

        /** The upper half of the Hessian of the loss and its gradient, downwards, in one array: both are summed in one pass. */
        private double[] curvature(double[] w) {
            return Chunks.sum(size(), CHUNK, width * width + width, (from, to) -> {
                Batch batch = new Batch(width);
                for (int i = from; i < to; i++) {
                    if (sees(i)) {
                        batch.add(terms(i), row(i), w, mass(i), i >= fold.length ? 0 : 1);
                    }
                }
                return batch.sums();
            });
        }

        /** Mean negative log likelihood, real and derived rows weighing the same, and the ridge. */
        private double loss(double[] w) {
            double[] sum = Chunks.sum(size(), CHUNK, 1, (from, to) -> {
                double part = 0;
                for (int i = from; i < to; i++) {
                    if (sees(i)) {
                        double score = dot(terms(i), row(i), w);
                        double wrong = i >= fold.length ? score : -score;
                        part += mass(i) * (Math.max(0, wrong) + StrictMath.log1p(StrictMath.exp(-Math.abs(wrong))));
                    }
                }
                return new double[] {part};
            });
            double squares = 0;
            for (double weight : w) {
                squares += weight * weight;
            }
            return sum[0] + RIDGE / 2 * squares;
        }
    }

    /** Sums Hessian and gradient, four rows at a time: the sums are read and written a quarter as often. Not thread-safe. */
    private static final class Batch {
        private static final int ROWS = 4;

        private final int width;
        private final double[] sums;
        private final double[] rows;
        private final double[] curvatures = new double[ROWS];
        private int filled;

        private Batch(int width) {
            this.width = width;
            sums = new double[width * width + width];
            rows = new double[ROWS * width];
        }

        private void add(double[] terms, int row, double[] w, double weight, int target) {
            int at = row * width;
            double score = Math.max(-15, Math.min(15, dot(terms, row, w)));
            double p = 1 / (1 + StrictMath.exp(-score));
            double slope = weight * (target - p);
            for (int a = 0; a < width; a++) {
                sums[width * width + a] += slope * terms[at + a];
            }
            System.arraycopy(terms, at, rows, filled * width, width);
            curvatures[filled++] = weight * Math.max(p * (1 - p), 1e-3);
            if (filled == ROWS) {
                flush();
            }
        }

        private void flush() {
            for (int a = 0; a < width; a++) {
                double v0 = curvatures[0] * rows[a];
                double v1 = curvatures[1] * rows[width + a];
                double v2 = curvatures[2] * rows[2 * width + a];
                double v3 = curvatures[3] * rows[3 * width + a];
                addFour(sums, a * width, rows, width, a, v0, v1, v2, v3);
            }
            filled = 0;
            java.util.Arrays.fill(curvatures, 0);
        }

        private static void addFour(
                double[] sums, int at, double[] rows, int width, int from, double v0, double v1, double v2, double v3) {
            for (int b = from; b < width; b++) {
                sums[at + b] +=
                        v0 * rows[b] + v1 * rows[width + b] + v2 * rows[2 * width + b] + v3 * rows[3 * width + b];
            }
        }

        private double[] sums() {
            if (filled > 0) {
                flush();
            }
            return sums;
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

    /** The ranks of the real rows themselves, each by the fold that has not seen it; not to be written to. */
    double[] ofReal() {
        return real;
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
