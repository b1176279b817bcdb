package org.datanet.dl4j;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.datanet.proof.Digest;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The fingerprint of a network: SHA-256 over the name of the parameters' type, their number as 8 bytes big-endian, and every
 * parameter in the network's flat order, as IEEE 754 bits big-endian (8 bytes each for DOUBLE, otherwise 4).
 */
final class ParameterDigest {
    private static final int CHUNK = 4_096;

    private ParameterDigest() {}

    static Digest of(INDArray parameters) {
        MessageDigest sha = Digest.newSha256();
        sha.update(parameters.dataType().name().getBytes(StandardCharsets.US_ASCII));
        long length = parameters.length();
        sha.update(ByteBuffer.allocate(Long.BYTES).putLong(length).flip());
        boolean wide = parameters.dataType() == DataType.DOUBLE;
        INDArray flat = parameters.reshape(length);
        for (long from = 0; from < length; from += CHUNK) {
            long to = Math.min(length, from + CHUNK);
            INDArray part = flat.get(NDArrayIndex.interval(from, to));
            ByteBuffer bytes = ByteBuffer.allocate((int) (to - from) * (wide ? Double.BYTES : Float.BYTES));
            if (wide) {
                for (double value : part.toDoubleVector()) {
                    bytes.putDouble(value);
                }
            } else {
                for (float value : part.toFloatVector()) {
                    bytes.putFloat(value);
                }
            }
            sha.update(bytes.flip());
        }
        return Digest.of(sha.digest());
    }
}
