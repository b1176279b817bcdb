package org.datanet.dl4j;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The products {@code a_i' D delta_i} of many examples with one direction, through a subspace of low rank: {@code D} matters only where it
 * meets the examples' own deltas, so {@code D delta} of random mixtures of them spans nearly all that {@code D} does (the randomised
 * range finder of Halko, Martinsson, Tropp 2011, algorithm 4.1). With {@code Q} an orthonormal basis of that span, {@code a' D delta} is
 * {@code (Q' a)'(Q' D delta)}. A few examples are also multiplied out, so that the error is known. Not thread-safe.
 */
final class LowRankProducts {
    private static final int CHECKED = 12;
    private static final long SEED = 0x5EED;

    private final int rank;
    private double squaredError;
    private double squaredProducts;

    /** @param rank of the subspace; 0 for none: everything is multiplied out */
    LowRankProducts(int rank) {
        this.rank = rank;
    }

    /**
     * One product an example.
     *
     * @param inputs {@code n x d}
     * @param deltas {@code n x h}; may be written to
     * @param direction {@code d x h}
     */
    double[] of(INDArray inputs, INDArray deltas, INDArray direction) {
        long rows = inputs.size(0);
        long width = inputs.size(1);
        long height = deltas.size(1);
        long whole = rows * width * height;
        long through = 2 * rank * width * height + rank * rows * (width + 2 * height);
        if (rank == 0 || rows <= 4L * CHECKED || 2 * through > whole) {
            return inputs.mmul(direction).muli(deltas).sum(1).toDoubleVector();
        }
        INDArray mixtures = Nd4j.gemm(deltas, signs((int) rows, deltas), true, false);
        INDArray basis = orthonormal(direction.mmul(mixtures));
        INDArray along = Nd4j.gemm(basis, direction, true, false);
        INDArray products =
                inputs.mmul(basis).muli(Nd4j.gemm(deltas, along, false, true)).sum(1);
        double[] values = products.toDoubleVector();
        check(inputs, deltas, direction, values);
        return values;
    }

    private INDArray signs(int rows, INDArray like) {
        SplittableRandom random = new SplittableRandom(SEED);
        float[] signs = new float[rows * rank];
        long bits = 0;
        for (int i = 0; i < signs.length; i++) {
            if (i % Long.SIZE == 0) {
                bits = random.nextLong();
            }
            signs[i] = (bits & 1) == 0 ? 1 : -1;
            bits >>>= 1;
        }
        return Nd4j.createFromArray(signs).reshape(rows, rank).castTo(like.dataType());
    }

    /** Gram-Schmidt, twice, in double precision; a column that adds nothing becomes 0. */
    private INDArray orthonormal(INDArray spanning) {
        int width = (int) spanning.size(0);
        double[][] columns = new double[rank][];
        for (int c = 0; c < rank; c++) {
            double[] column = spanning.getColumn(c).dup().toDoubleVector();
            double before = Math.sqrt(dot(column, column));
            for (int pass = 0; pass < 2; pass++) {
                for (int other = 0; other < c; other++) {
                    double share = dot(column, columns[other]);
                    for (int i = 0; i < width; i++) {
                        column[i] -= share * columns[other][i];
                    }
                }
            }
            double norm = Math.sqrt(dot(column, column));
            double scale = norm > 1e-6 * before ? 1 / norm : 0;
            for (int i = 0; i < width; i++) {
                column[i] *= scale;
            }
            columns[c] = column;
        }
        return Nd4j.createFromArray(columns)
                .transpose()
                .castTo(spanning.dataType())
                .dup('f');
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private void check(INDArray inputs, INDArray deltas, INDArray direction, double[] values) {
        int stride = values.length / CHECKED;
        INDArray some = rows(inputs, stride);
        double[] exact = some.mmul(direction).muli(rows(deltas, stride)).sum(1).toDoubleVector();
        for (int i = 0; i < exact.length; i++) {
            double error = values[i * stride] - exact[i];
            squaredError += error * error;
            squaredProducts += exact[i] * exact[i];
        }
    }

    private static INDArray rows(INDArray array, int stride) {
        return array.get(NDArrayIndex.interval(0, stride, (long) stride * CHECKED), NDArrayIndex.all())
                .dup('c');
    }

    /** Root mean square of the error over that of the products that were checked; 0 where all were multiplied out. */
    double relativeError() {
        return squaredProducts == 0 ? 0 : Math.sqrt(squaredError / squaredProducts);
    }
}
