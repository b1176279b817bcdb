package org.datanet.attribution.linear;

/**
 * One {@link KernelStage} of some rows: softmax regression by Newton's method, from the scores that earlier stages left. Values of a row and
 * class are {@code classes x rows}, so that products with the kernel run along rows. Not thread-safe.
 */
final class ProximalStep {
    private static final int NEWTON = 30;
    private static final int STEPS = 40;
    private static final int HALVINGS = 20;
    /** Squared error, as a share, at which conjugate gradients stop. */
    private static final double EXACT = 1e-8;

    private static final double DONE = 1e-6;

    private final double[][] inner;
    private final double level;
    private final double[][] shares;

    /**
     * @param inner the kernel between the rows
     * @param shares how probable each class is for each row at the end of the step, as found by {@link #descend} or before
     */
    ProximalStep(double[][] inner, double level, double[][] shares) {
        this.inner = inner;
        this.level = level;
        this.shares = shares;
    }

    /** The kernel between some rows, out of that of all. */
    static double[][] between(double[] kernel, int n, int[] some, int[] others) {
        double[][] between = new double[some.length][others.length];
        for (int i = 0; i < some.length; i++) {
            for (int j = 0; j < others.length; j++) {
                between[i][j] = kernel[some[i] * n + others[j]];
            }
        }
        return between;
    }

    /**
     * Newton's method for {@code level a + p - y = 0}, each step as long as makes the objective smaller.
     *
     * @param scores before the step; after it when this returns
     * @param labels of the rows
     * @return the coefficients {@code a}: scores of any example move by its kernel with the rows times these
     */
    double[][] descend(double[][] scores, int[] labels) {
        int classes = scores.length;
        double[][] coefficients = new double[classes][inner.length];
        double[][] moved = new double[classes][inner.length];
        double[][] residual = new double[classes][inner.length];
        double objective = objective(scores, coefficients, moved, labels);
        for (int step = 0; step < NEWTON; step++) {
            softmax(scores, shares);
            double worst = 0;
            for (int c = 0; c < classes; c++) {
                for (int i = 0; i < inner.length; i++) {
                    residual[c][i] = level * coefficients[c][i] + shares[c][i] - (labels[i] == c ? 1 : 0);
                    worst = Math.max(worst, Math.abs(residual[c][i]));
                }
            }
            if (worst < DONE) {
                break;
            }
            double[][] move = solve(residual, EXACT);
            double[][] along = times(move);
            double length = 1;
            double next = Double.POSITIVE_INFINITY;
            for (int half = 0; half < HALVINGS; half++, length /= 2) {
                next = objective(
                        less(scores, along, length),
                        less(coefficients, move, length),
                        less(moved, along, length),
                        labels);
                if (next <= objective) {
                    break;
                }
            }
            if (!(next <= objective)) {
                break;
            }
            subtract(scores, along, length);
            subtract(coefficients, move, length);
            subtract(moved, along, length);
            objective = next;
        }
        softmax(scores, shares);
        return coefficients;
    }

    private double objective(double[][] scores, double[][] coefficients, double[][] moved, int[] labels) {
        double sum = 0;
        double[] column = new double[scores.length];
        for (int i = 0; i < labels.length; i++) {
            sum += crossEntropy(scores, i, labels[i], column);
        }
        return sum + level / 2 * dot(coefficients, moved);
    }

    private static double crossEntropy(double[][] scores, int i, int label, double[] column) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < column.length; c++) {
            column[c] = scores[c][i];
            highest = Math.max(highest, column[c]);
        }
        double total = 0;
        for (double score : column) {
            total += StrictMath.exp(score - highest);
        }
        return StrictMath.log(total) + highest - column[label];
    }

    /** Mean cross-entropy of examples whose scores these are. */
    static double loss(double[][] scores, int[] labels) {
        double sum = 0;
        double[] column = new double[scores.length];
        for (int i = 0; i < labels.length; i++) {
            sum += crossEntropy(scores, i, labels[i], column);
        }
        return sum / labels.length;
    }

    /** Solves {@code (level I + H K) w = b}, by conjugate gradients in the kernel's own inner product, where the matrix is symmetric. */
    double[][] solve(double[][] b, double tolerance) {
        int classes = b.length;
        double[][] solution = new double[classes][inner.length];
        double[][] residual = copy(b);
        double[][] moved = times(residual);
        double[][] direction = copy(residual);
        double[][] movedDirection = copy(moved);
        double norm = dot(residual, moved);
        double stop = tolerance * norm;
        for (int step = 0; step < STEPS && norm > stop && norm > 0; step++) {
            double[][] product = curve(movedDirection);
            for (int c = 0; c < classes; c++) {
                add(product[c], direction[c], level);
            }
            double[][] movedProduct = times(product);
            double length = norm / dot(direction, movedProduct);
            for (int c = 0; c < classes; c++) {
                add(solution[c], direction[c], length);
                add(residual[c], product[c], -length);
                add(moved[c], movedProduct[c], -length);
            }
            double next = dot(residual, moved);
            double turn = next / norm;
            for (int c = 0; c < classes; c++) {
                turn(direction[c], residual[c], turn);
                turn(movedDirection[c], moved[c], turn);
            }
            norm = next;
        }
        return solution;
    }

    /** The curvature of cross-entropy, row by row: {@code p v - p (p'v)}. */
    double[][] curve(double[][] v) {
        double[][] curved = new double[v.length][inner.length];
        double[] mean = new double[inner.length];
        for (int c = 0; c < v.length; c++) {
            for (int i = 0; i < mean.length; i++) {
                curved[c][i] = shares[c][i] * v[c][i];
                mean[i] += curved[c][i];
            }
        }
        for (int c = 0; c < v.length; c++) {
            for (int i = 0; i < mean.length; i++) {
                curved[c][i] -= shares[c][i] * mean[i];
            }
        }
        return curved;
    }

    double[][] times(double[][] v) {
        return times(inner, v, inner.length);
    }

    /**
     * Products with a matrix that is given by its columns: {@code classes x width} of {@code classes x columns}.
     *
     * @param columns each with {@code width} values
     */
    static double[][] times(double[][] columns, double[][] v, int width) {
        double[][] product = new double[v.length][width];
        int j = 0;
        for (; j + 3 < columns.length; j += 4) {
            for (int c = 0; c < v.length; c++) {
                double[] of = v[c];
                addFour(
                        product[c],
                        columns[j],
                        columns[j + 1],
                        columns[j + 2],
                        columns[j + 3],
                        of[j],
                        of[j + 1],
                        of[j + 2],
                        of[j + 3]);
            }
        }
        for (; j < columns.length; j++) {
            for (int c = 0; c < v.length; c++) {
                add(product[c], columns[j], v[c][j]);
            }
        }
        return product;
    }

    /** Every column in an array of its own, read from its start: the compiler finds the vector form of nothing else. */
    private static void addFour(
            double[] to,
            double[] x0,
            double[] x1,
            double[] x2,
            double[] x3,
            double f0,
            double f1,
            double f2,
            double f3) {
        for (int i = 0; i < to.length; i++) {
            to[i] = to[i] + f0 * x0[i] + f1 * x1[i] + f2 * x2[i] + f3 * x3[i];
        }
    }

    static void add(double[] to, double[] x, double factor) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * x[i];
        }
    }

    private static void turn(double[] to, double[] x, double factor) {
        for (int i = 0; i < to.length; i++) {
            to[i] = x[i] + factor * to[i];
        }
    }

    private static double[][] less(double[][] a, double[][] b, double factor) {
        double[][] less = copy(a);
        subtract(less, b, factor);
        return less;
    }

    private static void subtract(double[][] from, double[][] b, double factor) {
        for (int c = 0; c < from.length; c++) {
            add(from[c], b[c], -factor);
        }
    }

    private static double[][] copy(double[][] a) {
        double[][] copy = new double[a.length][];
        for (int c = 0; c < a.length; c++) {
            copy[c] = a[c].clone();
        }
        return copy;
    }

    static void softmax(double[][] scores, double[][] into) {
        for (int i = 0; i < scores[0].length; i++) {
            double highest = Double.NEGATIVE_INFINITY;
            for (double[] ofClass : scores) {
                highest = Math.max(highest, ofClass[i]);
            }
            double sum = 0;
            for (int c = 0; c < scores.length; c++) {
                into[c][i] = StrictMath.exp(scores[c][i] - highest);
                sum += into[c][i];
            }
            for (double[] ofClass : into) {
                ofClass[i] /= sum;
            }
        }
    }

    private static double dot(double[][] a, double[][] b) {
        double sum = 0;
        for (int c = 0; c < a.length; c++) {
            sum += DotProduct.of(a[c], b[c]);
        }
        return sum;
    }
}
