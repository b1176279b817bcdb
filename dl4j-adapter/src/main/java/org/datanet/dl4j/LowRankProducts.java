package org.datanet.dl4j;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.datanet.attribution.linear.DotProduct;
import org.nd4j.linalg.api.buffer.DataType;
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
    /** One call in so many is checked, the first among them. */
    private static final int CHECKED_CALLS = 4;
    /** So many examples' deltas are mixed, or up to twice as many: more don't make the span better. */
    private static final int MIXED = 256;

    /** Products with a few columns take so many times as long a term as those with many. */
    private static final int THIN = 4;

    private static final long SEED = 0x5EED;

    private final int rank;
    private int calls;
    private double squaredError;
    private double squaredProducts;

    /** @param rank of the subspace; 0 for none: everything is multiplied out */
    LowRankProducts(int rank) {
        this.rank = rank;
    }

    /**
     * One product an example and direction.
     *
     * @param inputs {@code n x d}
     * @param deltas {@code n x h}
     * @param directions {@code d x h} each; the subspace has to serve all of them
     */
    double[][] of(INDArray inputs, INDArray deltas, List<INDArray> directions) {
        long rows = inputs.size(0);
        long width = inputs.size(1);
        long height = deltas.size(1);
        int count = directions.size();
        long whole = count * rows * width * height;
        long through = (1L + count) * rank * width * height + rank * rows * (width + count * height);
        if (rank < count || rows <= 4L * CHECKED || THIN * through > whole) {
            return directions.stream()
                    .map(direction -> exact(inputs, deltas, direction))
                    .toArray(double[][]::new);
        }
        INDArray mixtures = mixtures(deltas);
        INDArray basis = orthonormal(directions, mixtures);
        INDArray along = Nd4j.gemm(basis, inputs, true, true);
        double[][] products = new double[count][];
        for (int i = 0; i < count; i++) {
            INDArray met = Nd4j.gemm(basis, directions.get(i), true, false);
            products[i] = columnProducts(Nd4j.gemm(met, deltas, false, true), along);
            if (calls % CHECKED_CALLS == 0) {
                check(inputs, deltas, directions.get(i), products[i]);
            }
        }
        calls++;
        return products;
    }

    private static double[] exact(INDArray inputs, INDArray deltas, INDArray direction) {
        INDArray moved = Nd4j.gemm(direction, inputs, true, true);
        return columnProducts(moved, deltas.transpose());
    }

    /**
     * The product of each column of one array with that of the other. Columns stand one after the other in memory where they come of a
     * matrix product or of rows that were stacked; the framework's reductions along a dimension cost about as much as the matrix product.
     */
    private static double[] columnProducts(INDArray a, INDArray b) {
        int length = (int) a.size(0);
        double[] products = new double[(int) a.size(1)];
        if (a.dataType() == DataType.FLOAT && b.dataType() == DataType.FLOAT) {
            float[] left = floats(a);
            float[] right = floats(b);
            for (int i = 0; i < products.length; i++) {
                products[i] = DotProduct.of(left, right, i * length, length);
            }
        } else {
            double[] left = doubles(a);
            double[] right = doubles(b);
            for (int i = 0; i < products.length; i++) {
                products[i] = DotProduct.of(left, right, i * length, length);
            }
        }
        return products;
    }

    private static float[] floats(INDArray matrix) {
        float[] values = new float[(int) matrix.length()];
        byColumns(matrix).data().asNioFloat().get(values);
        return values;
    }

    private static double[] doubles(INDArray matrix) {
        double[] values = new double[(int) matrix.length()];
        byColumns(matrix.castTo(DataType.DOUBLE)).data().asNioDouble().get(values);
        return values;
    }

    private static INDArray byColumns(INDArray matrix) {
        return matrix.stride(0) == 1 && matrix.stride(1) == matrix.size(0) ? matrix : matrix.dup('f');
    }

    /** {@code h x rank}: sums of evenly spaced examples' deltas under random signs. */
    private INDArray mixtures(INDArray deltas) {
        long stride = Math.max(1, deltas.size(0) / MIXED);
        long rows = deltas.size(0) / stride;
        INDArray some =
                stride == 1 ? deltas : deltas.get(NDArrayIndex.interval(0, stride, stride * rows), NDArrayIndex.all());
        return Nd4j.gemm(some, signs((int) rows, deltas), true, false);
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

    /** A basis of what the directions make of the mixtures, each of its part of them: {@code d x rank}. */
    private INDArray orthonormal(List<INDArray> directions, INDArray mixtures) {
        int width = (int) directions.get(0).size(0);
        double[][] columns = new double[rank][];
        int from = 0;
        for (int i = 0; i < directions.size(); i++) {
            int to = rank * (i + 1) / directions.size();
            double[] spanning = directions
                    .get(i)
                    .mmul(mixtures.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)))
                    .dup('f')
                    .data()
                    .asDouble();
            for (int c = from; c < to; c++) {
                columns[c] = Arrays.copyOfRange(spanning, (c - from) * width, (c - from + 1) * width);
            }
            from = to;
        }
        orthonormalise(columns);
        INDArray basis = Nd4j.createUninitialized(mixtures.dataType(), new long[] {width, rank}, 'f');
        if (basis.dataType() == DataType.FLOAT) {
            float[] values = new float[rank * width];
            for (int at = 0; at < values.length; at++) {
                values[at] = (float) columns[at / width][at % width];
            }
            basis.data().setData(values);
        } else {
            basis.assign(Nd4j.createFromArray(columns).transpose());
        }
        return basis;
    }

    /** Gram-Schmidt, twice, in double precision; a column that adds nothing becomes 0. */
    private static void orthonormalise(double[][] columns) {
        for (int c = 0; c < columns.length; c++) {
            double[] column = columns[c];
            double before = Math.sqrt(DotProduct.of(column, column));
            for (int pass = 0; pass < 2; pass++) {
                for (int other = 0; other < c; other++) {
                    double share = DotProduct.of(column, columns[other]);
                    for (int i = 0; i < column.length; i++) {
                        column[i] -= share * columns[other][i];
                    }
                }
            }
            double norm = Math.sqrt(DotProduct.of(column, column));
            double scale = norm > 1e-6 * before ? 1 / norm : 0;
            for (int i = 0; i < column.length; i++) {
                column[i] *= scale;
            }
        }
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
