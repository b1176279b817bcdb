package org.datanet.attribution.linear;

import java.util.Arrays;

/**
 * Softmax regression in a kernel's space with a ridge penalty, fitted to some rows by Newton's method, so that it needs no learning rate and no
 * number of epochs: the minimum of the mean cross-entropy plus {@code ridge / 2} times the squared norm. With the plain inner product of features and a
 * one it is logistic regression; with the tangent kernel of a network it stands for the network trained on those rows.
 *
 * <p>About {@code 100 n^2 classes} multiplications. Deterministic; immutable and thread-safe once made.
 */
public final class KernelRegression {
    private static final int STEPS = 40;
    private static final int NEWTON = 20;
    /** Squared error, as a share, at which conjugate gradients stop. */
    private static final double EXACT = 1e-8;

    // Arrays of a value a row and class are class by class, so that products with the kernel run along rows.
    private final int[] rows;
    private final int size;
    private final int classes;
    private final double[] inner;
    private final double[] shares;
    private final double[] coefficients;
    private final double level;

    /**
     * Fits.
     *
     * @param kernel {@code n x n}, row-major, symmetric and positive semidefinite
     * @param n rows of the kernel
     * @param rows those that are fitted, at least one
     * @param labels of all {@code n} rows, 0 to before {@code classes}
     * @param ridge more than 0
     */
    public KernelRegression(double[] kernel, int n, int[] rows, int[] labels, int classes, double ridge) {
        if (kernel.length != (long) n * n || labels.length != n || rows.length == 0 || !(ridge > 0)) {
            throw new IllegalArgumentException(
                    "%d kernel values, %d labels, %d fitted of %d rows and a ridge of %s don't fit together"
                            .formatted(kernel.length, labels.length, rows.length, n, ridge));
        }
        this.rows = rows.clone();
        this.classes = classes;
        size = rows.length;
        inner = new double[size * size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                inner[i * size + j] = kernel[rows[i] * n + rows[j]];
            }
        }
        shares = new double[classes * size];
        coefficients = new double[classes * size];
        level = ridge * size;
        descend(labels);
    }

    /** The kernel between rows of its own and those that were fitted, out of a kernel with all {@code n} rows. */
    double[] against(double[] kernel, int n, int[] others) {
        double[] across = new double[others.length * size];
        for (int o = 0; o < others.length; o++) {
            for (int i = 0; i < size; i++) {
                across[o * size + i] = kernel[others[o] * n + rows[i]];
            }
        }
        return across;
    }

    /**
     * The scores of other examples.
     *
     * @param across the kernel between them and the fitted rows, {@code examples x fitted}
     * @return class by class, {@code classes x examples}
     */
    double[] scores(double[] across) {
        return across(across, coefficients);
    }

    /**
     * How probable each class is for other examples.
     *
     * @param kernel between the examples and all {@code n} rows, {@code examples x n}, row-major
     * @param n rows of the kernel
     * @return {@code examples x classes}, row-major
     */
    public double[] probabilities(double[] kernel, int n) {
        int[] examples = new int[kernel.length / n];
        Arrays.setAll(examples, i -> i);
        double[] shares = new double[classes * examples.length];
        softmax(scores(against(kernel, n, examples)), shares, classes, examples.length);
        double[] turned = new double[shares.length];
        for (int at = 0; at < turned.length; at++) {
            turned[at] = shares[at % classes * examples.length + at / classes];
        }
        return turned;
    }

    double level() {
        return level;
    }

    /** Newton's method for {@code level a + p - y = 0} with the scores {@code K a}. */
    private void descend(int[] labels) {
        double[] scores = new double[coefficients.length];
        double[] residual = new double[coefficients.length];
        for (int step = 0; step < NEWTON; step++) {
            softmax(scores, shares, classes, size);
            double worst = 0;
            for (int c = 0; c < classes; c++) {
                for (int i = 0; i < size; i++) {
                    int at = c * size + i;
                    residual[at] = level * coefficients[at] + shares[at] - (labels[rows[i]] == c ? 1 : 0);
                    worst = Math.max(worst, Math.abs(residual[at]));
                }
            }
            if (worst < 1e-6) {
                return;
            }
            double[] move = solve(residual, EXACT);
            for (int at = 0; at < move.length; at++) {
                coefficients[at] -= move[at];
            }
            scores = times(coefficients);
        }
    }

    /** Solves {@code (level I + H K) w = b}, by conjugate gradients in the kernel's own inner product, where the matrix is symmetric. */
    double[] solve(double[] b, double tolerance) {
        double[] solution = new double[b.length];
        double[] residual = b.clone();
        double[] moved = times(residual);
        double[] direction = residual.clone();
        double[] movedDirection = moved.clone();
        double norm = dot(residual, moved);
        double stop = tolerance * norm;
        double[] product = new double[b.length];
        for (int step = 0; step < STEPS && norm > stop && norm > 0; step++) {
            curve(movedDirection, product);
            for (int at = 0; at < b.length; at++) {
                product[at] += level * direction[at];
            }
            double[] movedProduct = times(product);
            double length = norm / dot(direction, movedProduct);
            for (int at = 0; at < b.length; at++) {
                solution[at] += length * direction[at];
                residual[at] -= length * product[at];
                moved[at] -= length * movedProduct[at];
            }
            double next = dot(residual, moved);
            double turn = next / norm;
            for (int at = 0; at < b.length; at++) {
                direction[at] = residual[at] + turn * direction[at];
                movedDirection[at] = moved[at] + turn * movedDirection[at];
            }
            norm = next;
        }
        return solution;
    }

    /** The curvature of cross-entropy, row by row: {@code p v - p (p'v)}. */
    void curve(double[] v, double[] into) {
        double[] mean = new double[size];
        for (int c = 0; c < classes; c++) {
            for (int i = 0; i < size; i++) {
                into[c * size + i] = shares[c * size + i] * v[c * size + i];
                mean[i] += into[c * size + i];
            }
        }
        for (int c = 0; c < classes; c++) {
            for (int i = 0; i < size; i++) {
                into[c * size + i] -= shares[c * size + i] * mean[i];
            }
        }
    }

    private double[] times(double[] v) {
        double[] product = new double[v.length];
        for (int c = 0; c < classes; c++) {
            double[] sum = new double[size];
            for (int j = 0; j < size; j++) {
                double factor = v[c * size + j];
                int at = j * size;
                for (int i = 0; i < size; i++) {
                    sum[i] += factor * inner[at + i];
                }
            }
            System.arraycopy(sum, 0, product, c * size, size);
        }
        return product;
    }

    /** {@code across} times a value a fitted row and class: class by class. */
    double[] across(double[] across, double[] v) {
        int outside = across.length / size;
        double[] product = new double[classes * outside];
        for (int o = 0; o < outside; o++) {
            for (int c = 0; c < classes; c++) {
                double sum = 0;
                for (int i = 0; i < size; i++) {
                    sum += across[o * size + i] * v[c * size + i];
                }
                product[c * outside + o] = sum;
            }
        }
        return product;
    }

    static void softmax(double[] scores, double[] into, int classes, int count) {
        for (int i = 0; i < count; i++) {
            double highest = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                highest = Math.max(highest, scores[c * count + i]);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                into[c * count + i] = StrictMath.exp(scores[c * count + i] - highest);
                sum += into[c * count + i];
            }
            for (int c = 0; c < classes; c++) {
                into[c * count + i] /= sum;
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
