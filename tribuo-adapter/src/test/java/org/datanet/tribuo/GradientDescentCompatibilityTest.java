package org.datanet.tribuo;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.datanet.contribution.Datanet;
import org.datanet.testkit.AdapterCompatibilityKit;
import org.datanet.usage.UsageRecorder;
import org.datanet.usage.UsageSession;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.optimisers.AdaGrad;

/** Logistic regression in shuffled minibatches, with gains. */
class GradientDescentCompatibilityTest extends AdapterCompatibilityKit {
    private static final int EPOCHS = 4;

    @Override
    protected UsageRecorder recorder() {
        return Digits.recorder();
    }

    @Override
    protected Trained train(UsageSession session, Datanet datanet, int[] rows, long seed) {
        Dataset<Label> held = TribuoUsage.dataset(datanet, row -> row < 15);
        return fit(TribuoUsage.track(trainer(seed), session, held), datanet, rows);
    }

    @Override
    protected Trained trainUnrecorded(Datanet datanet, int[] rows, long seed) {
        return fit(trainer(seed), datanet, rows);
    }

    private static Trainer<Label> trainer(long seed) {
        return new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.2), EPOCHS, 1000, 8, seed);
    }

    private static Trained fit(Trainer<Label> trainer, Datanet datanet, int[] rows) {
        Model<Label> model = trainer.train(TribuoUsage.dataset(datanet, row -> Arrays.binarySearch(rows, row) >= 0));
        return new Trained() {
            @Override
            public byte[] parameters() {
                DenseMatrix weights = ((LinearSGDModel) model).getWeightsCopy();
                ByteBuffer bytes =
                        ByteBuffer.allocate(weights.getDimension1Size() * weights.getDimension2Size() * Double.BYTES);
                for (int i = 0; i < weights.getDimension1Size(); i++) {
                    for (int j = 0; j < weights.getDimension2Size(); j++) {
                        bytes.putDouble(weights.get(i, j));
                    }
                }
                return bytes.array();
            }

            /** Tribuo promises that each epoch walks over every example once. */
            @Override
            public long[] exposures() {
                return IntStream.range(0, datanet.rows())
                        .mapToLong(row -> Arrays.binarySearch(rows, row) >= 0 ? EPOCHS : 0)
                        .toArray();
            }
        };
    }
}
