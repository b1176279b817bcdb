package org.datanet.dl4j;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One layer's share of every training row's gradient, in the eigenbasis of the layer's curvature: a dense layer's gradient is the outer
 * product of its input and its delta, so two vectors stand for a whole matrix, and in this basis the curvature is (nearly) diagonal.
 *
 * @param inputBasis {@code d x d}, eigenvectors of the inputs' second moments in columns; {@code d} counts the bias's column of ones
 * @param deltaBasis {@code h x h}, the same of deltas under labels drawn from the model's own prediction
 * @param curvature {@code d x h}, mean squared gradient along each pair of eigenvectors
 * @param inputs {@code n x d}, rotated
 * @param deltas {@code n x h}, rotated, under the rows' own labels
 */
record LayerFactors(INDArray inputBasis, INDArray deltaBasis, INDArray curvature, INDArray inputs, INDArray deltas) {

    /**
     * Finds the basis and rotates into it.
     *
     * @param inputs {@code n x d} with the column of ones
     * @param deltas {@code n x h}
     * @param drawn deltas under drawn labels, one array of {@code n x h} a draw
     */
    static LayerFactors of(INDArray inputs, INDArray deltas, INDArray[] drawn) {
        long rows = inputs.size(0);
        INDArray inputBasis = basis(inputs.transpose().mmul(inputs).divi(rows));
        INDArray moments = null;
        for (INDArray draw : drawn) {
            INDArray part = draw.transpose().mmul(draw).divi(rows * drawn.length);
            moments = moments == null ? part : moments.addi(part);
        }
        if (moments == null) {
            throw new IllegalArgumentException("curvature needs at least one draw of labels");
        }
        INDArray deltaBasis = basis(moments);
        INDArray rotated = inputs.mmul(inputBasis);
        INDArray squared = rotated.mul(rotated).transpose();
        INDArray curvature = Nd4j.zeros(rotated.dataType(), rotated.size(1), deltas.size(1));
        for (INDArray draw : drawn) {
            INDArray turned = draw.mmul(deltaBasis);
            curvature.addi(squared.mmul(turned.muli(turned)).divi(rows * drawn.length));
        }
        return new LayerFactors(inputBasis, deltaBasis, curvature, rotated, deltas.mmul(deltaBasis));
    }

    /** Eigenvectors of a symmetric matrix, in columns. */
    private static INDArray basis(INDArray symmetric) {
        INDArray vectors = symmetric
                .add(symmetric.transpose())
                .muli(0.5)
                .castTo(DataType.DOUBLE)
                .dup('f');
        INDArray values = Nd4j.create(DataType.DOUBLE, vectors.size(0));
        int failed = Nd4j.getBlasWrapper().lapack().syev('V', 'L', vectors, values);
        if (failed != 0) {
            throw new IllegalStateException("the curvature has no eigenvectors: LAPACK's syev says " + failed);
        }
        return vectors.castTo(symmetric.dataType());
    }

    /**
     * Adds every training row's share {@code g_q' (H + damping I)^-1 g_i / n} to a query's gains.
     *
     * @param input {@code 1 x d} of the query
     * @param delta {@code 1 x h} of the query
     * @param damping as a share of the mean curvature
     */
    void add(INDArray input, INDArray delta, double damping, double factor, double[] gains) {
        double level = damping * curvature.meanNumber().doubleValue();
        INDArray direction = input.mmul(inputBasis)
                .transpose()
                .mmul(delta.mmul(deltaBasis))
                .divi(curvature.add(level > 0 ? level : 1e-12));
        INDArray products = inputs.mmul(direction).muli(deltas).sum(1);
        double[] values = products.toDoubleVector();
        for (int row = 0; row < values.length; row++) {
            gains[row] += factor * values[row] / values.length;
        }
    }

    void write(DataOutputStream out) throws IOException {
        for (INDArray array : new INDArray[] {inputBasis, deltaBasis, curvature, inputs, deltas}) {
            out.writeInt((int) array.size(0));
            out.writeInt((int) array.size(1));
            for (float value : array.dup('c').ravel().toFloatVector()) {
                out.writeFloat(value);
            }
        }
    }

    static LayerFactors read(DataInputStream in) throws IOException {
        INDArray[] arrays = new INDArray[5];
        for (int i = 0; i < arrays.length; i++) {
            int rows = in.readInt();
            int columns = in.readInt();
            if (rows < 1 || columns < 1 || (long) rows * columns > Integer.MAX_VALUE / Float.BYTES) {
                throw new IOException("the index of factors holds an array of %d x %d".formatted(rows, columns));
            }
            float[] values = new float[rows * columns];
            for (int at = 0; at < values.length; at++) {
                values[at] = in.readFloat();
            }
            arrays[i] = Nd4j.createFromArray(values).reshape(rows, columns);
        }
        return new LayerFactors(arrays[0], arrays[1], arrays[2], arrays[3], arrays[4]);
    }
}
