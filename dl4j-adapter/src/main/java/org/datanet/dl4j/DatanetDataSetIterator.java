package org.datanet.dl4j;

import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Mini-batches of a Datanet's labelled rows: features {@code b x d}, labels one-hot {@code b x classes}, and the sample's id as
 * metadata of each example. With shuffling, each epoch has its own order, which depends on the seed and the epoch's number
 * only, so that a run can go on in the middle of an epoch. The next epoch begins with {@link #reset()}. Not thread-safe.
 */
public final class DatanetDataSetIterator implements DataSetIterator {
    private static final long serialVersionUID = 1;

    private final transient Datanet datanet;
    private final transient FeatureMatrix features;
    private final int[] rows;
    private final int[] order;
    private final int batch;
    private final boolean shuffled;
    private final long seed;
    private final DataType type;
    private int epoch;
    private int position;
    private @Nullable DataSetPreProcessor preProcessor;

    private DatanetDataSetIterator(Builder builder, FeatureMatrix features) {
        datanet = builder.datanet;
        this.features = features;
        rows = builder.rows;
        order = new int[rows.length];
        batch = builder.batch;
        shuffled = builder.shuffled;
        seed = builder.seed;
        type = builder.type;
        epoch = builder.epoch;
        position = (int) Math.min((long) builder.skipped * batch, rows.length);
        arrange();
    }

    /** Describes an iterator over a Datanet. */
    public static Builder over(Datanet datanet) {
        return new Builder(datanet);
    }

    private void arrange() {
        System.arraycopy(rows, 0, order, 0, rows.length);
        if (shuffled) {
            SplittableRandom random = new SplittableRandom(seed ^ (epoch + 1) * 0x9E3779B97F4A7C15L);
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int row = order[i];
                order[i] = order[j];
                order[j] = row;
            }
        }
    }

    /** The epoch that is being read, 0-based. */
    public int epoch() {
        return epoch;
    }

    @Override
    public boolean hasNext() {
        return position < order.length;
    }

    @Override
    public DataSet next() {
        return next(batch);
    }

    @Override
    public DataSet next(int examples) {
        if (!hasNext()) {
            throw new NoSuchElementException("epoch " + epoch + " is over; reset() begins the next");
        }
        int[] chosen = Arrays.copyOfRange(order, position, Math.min(order.length, position + examples));
        position += chosen.length;
        int columns = features.columns();
        int classes = datanet.labels().size();
        INDArray x;
        INDArray y;
        if (type == DataType.DOUBLE) {
            double[] values = new double[chosen.length * columns];
            double[] hot = new double[chosen.length * classes];
            for (int i = 0; i < chosen.length; i++) {
                System.arraycopy(features.values(), chosen[i] * columns, values, i * columns, columns);
                hot[i * classes + datanet.label(chosen[i])] = 1;
            }
            x = Nd4j.createFromArray(values).reshape(chosen.length, columns);
            y = Nd4j.createFromArray(hot).reshape(chosen.length, classes);
        } else {
            float[] values = new float[chosen.length * columns];
            float[] hot = new float[chosen.length * classes];
            for (int i = 0; i < chosen.length; i++) {
                int from = chosen[i] * columns;
                for (int j = 0; j < columns; j++) {
                    values[i * columns + j] = (float) features.values()[from + j];
                }
                hot[i * classes + datanet.label(chosen[i])] = 1;
            }
            x = Nd4j.createFromArray(values).reshape(chosen.length, columns);
            y = Nd4j.createFromArray(hot).reshape(chosen.length, classes);
        }
        DataSet set = new DataSet(x, y);
        set.setExampleMetaData(new RowList(datanet, chosen));
        DataSetPreProcessor step = preProcessor;
        if (step != null) {
            step.preProcess(set);
        }
        return set;
    }

    @Override
    public void reset() {
        epoch++;
        position = 0;
        arrange();
    }

    @Override
    public boolean resetSupported() {
        return true;
    }

    @Override
    public boolean asyncSupported() {
        return true;
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public int inputColumns() {
        return features.columns();
    }

    @Override
    public int totalOutcomes() {
        return datanet.labels().size();
    }

    @Override
    public List<String> getLabels() {
        return datanet.labels();
    }

    @Override
    public void setPreProcessor(DataSetPreProcessor preProcessor) {
        this.preProcessor = preProcessor;
    }

    @Override
    public @Nullable DataSetPreProcessor getPreProcessor() {
        return preProcessor;
    }

    /** Describes an iterator step by step. Not thread-safe. */
    public static final class Builder {
        private final Datanet datanet;
        private int[] rows;
        private int batch = 32;
        private boolean shuffled;
        private long seed;
        private int epoch;
        private int skipped;
        private DataType type = DataType.FLOAT;

        private Builder(Datanet datanet) {
            this.datanet = datanet;
            rows = IntStream.range(0, datanet.rows()).toArray();
        }

        /** The rows to read, in order, a row as often as it stands here; all rows when not said. */
        public Builder rows(int... values) {
            rows = values.clone();
            return this;
        }

        /** Examples a batch, 1 or more; 32 when not said. The last batch of an epoch may have fewer. */
        public Builder batch(int examples) {
            if (examples < 1) {
                throw new IllegalArgumentException("a batch has 1 or more examples, not " + examples);
            }
            batch = examples;
            return this;
        }

        /** Draws a new order for each epoch, from this seed. */
        public Builder shuffled(long value) {
            shuffled = true;
            seed = value;
            return this;
        }

        /** Begins in the middle: at an epoch (0-based), with that many of its batches already trained on. */
        public Builder startAt(int epochNumber, int batches) {
            if (epochNumber < 0 || batches < 0) {
                throw new IllegalArgumentException(
                        "an iterator starts at an epoch and a batch from 0 on, not at %d and %d"
                                .formatted(epochNumber, batches));
            }
            epoch = epochNumber;
            skipped = batches;
            return this;
        }

        /** FLOAT or DOUBLE; FLOAT when not said. */
        public Builder type(DataType value) {
            if (value != DataType.FLOAT && value != DataType.DOUBLE) {
                throw new IllegalArgumentException("features are read as FLOAT or DOUBLE, not " + value);
            }
            type = value;
            return this;
        }

        /**
         * The iterator.
         *
         * @throws IllegalArgumentException when the Datanet has no features or labels, or a chosen row is not there or has no
         *     label
         */
        public DatanetDataSetIterator build() {
            FeatureMatrix features = datanet.features()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "Datanet %s has no features; a network needs numbers".formatted(datanet.id())));
            if (rows.length == 0) {
                throw new IllegalArgumentException("no rows are chosen of Datanet " + datanet.id());
            }
            for (int row : rows) {
                if (row < 0 || row >= datanet.rows()) {
                    throw new IllegalArgumentException(
                            "row %d is not in Datanet %s of %d rows".formatted(row, datanet.id(), datanet.rows()));
                }
                if (datanet.label(row) < 0) {
                    throw new IllegalArgumentException(
                            "sample \"%s\" (row %d) has no label; choose labelled rows with rows(..)"
                                    .formatted(datanet.sampleId(row), row));
                }
            }
            return new DatanetDataSetIterator(this, features);
        }
    }
}
