package org.datanet.dl4j;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Examples of several batches, one after the other along the first dimension, in one array that is used again. */
final class RowStack {
    private @Nullable INDArray buffer;
    private long rows;

    long rows() {
        return rows;
    }

    /**
     * Takes a copy.
     *
     * @param expected how many batches of the size are likely to come in all
     */
    void append(INDArray batch, int expected) {
        long more = batch.size(0);
        INDArray room = room(batch, rows + more, more * expected);
        room.get(slice(room.rank(), rows, rows + more)).assign(batch);
        rows += more;
    }

    private INDArray room(INDArray like, long wanted, long likely) {
        INDArray present = buffer;
        if (present == null
                || present.size(0) < wanted
                || present.dataType() != like.dataType()
                || !Arrays.equals(tail(present), tail(like))) {
            long[] shape = like.shape().clone();
            shape[0] = Math.max(Math.max(wanted, likely), present == null ? 0 : present.size(0) * 3 / 2);
            INDArray larger = Nd4j.createUninitialized(like.dataType(), shape, 'c');
            if (present != null && rows > 0) {
                INDArrayIndex[] old = slice(present.rank(), 0, rows);
                larger.get(old).assign(present.get(old));
            }
            buffer = larger;
            return larger;
        }
        return present;
    }

    private static long[] tail(INDArray array) {
        return Arrays.copyOfRange(array.shape(), 1, array.rank());
    }

    /** The examples {@code [from, to)} as a view. */
    INDArray view(long from, long to) {
        INDArray present = buffer;
        if (present == null) {
            throw new IllegalStateException("nothing has been stacked");
        }
        return present.get(slice(present.rank(), from, to));
    }

    /** Drops what stands behind the first so many examples. */
    void cut(long keep) {
        rows = Math.min(rows, keep);
    }

    private static INDArrayIndex[] slice(int rank, long from, long to) {
        INDArrayIndex[] index = new INDArrayIndex[rank];
        Arrays.fill(index, NDArrayIndex.all());
        index[0] = NDArrayIndex.interval(from, to);
        return index;
    }
}
