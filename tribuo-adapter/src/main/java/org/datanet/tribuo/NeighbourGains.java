package org.datanet.tribuo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.datanet.attribution.knn.KnnShapley;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.math.la.SparseVector;
import org.tribuo.math.la.VectorTuple;

/** KNN-Shapley on the model's features: a surrogate for models that have no closed form here, and labelled as one. */
final class NeighbourGains {
    private static final int K = 5;
    private static final int MAX_VALUES = 1 << 27;
    private static final int BATCH = 256;

    private NeighbourGains() {}

    @SuppressWarnings("unchecked") // guarded by validate
    static <T extends Output<T>> Gains measure(Model<T> model, Dataset<T> examples, Dataset<T> validation) {
        if (!model.validate(Label.class)) {
            throw new IllegalArgumentException(
                    model.getClass().getSimpleName() + " has no closed form here, and neighbours vote on labels only");
        }
        return labels((Model<Label>) model, (Dataset<Label>) examples, (Dataset<Label>) validation);
    }

    private static Gains labels(Model<Label> model, Dataset<Label> examples, Dataset<Label> validation) {
        int columns = model.getFeatureIDMap().size();
        if ((long) examples.size() * columns > MAX_VALUES) {
            throw new IllegalArgumentException(
                    "%d rows of %d features are too many for neighbours".formatted(examples.size(), columns));
        }
        double[] features = new double[examples.size() * columns];
        int[] labels = new int[examples.size()];
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < labels.length; i++) {
            fill(examples.getExample(i), model, features, i * columns);
            labels[i] = number(examples.getExample(i), numbers);
        }
        KnnShapley valuation = new KnnShapley(features, labels.length, columns, labels, K);
        List<Example<Label>> held = new ArrayList<>();
        validation.forEach(held::add);
        double[] queries = new double[BATCH * columns];
        int[] queryLabels = new int[BATCH];
        int right = 0;
        for (int from = 0; from < held.size(); from += BATCH) {
            int count = Math.min(BATCH, held.size() - from);
            Arrays.fill(queries, 0);
            for (int i = 0; i < count; i++) {
                Example<Label> example = held.get(from + i);
                fill(example, model, queries, i * columns);
                queryLabels[i] = number(example, numbers);
                right += model.predict(example).getOutput().equals(example.getOutput()) ? 1 : 0;
            }
            valuation.add(queries, queryLabels, count);
        }
        double[] values = valuation.values();
        double accuracy = (double) right / held.size();
        double residual = accuracy == 0 ? 0 : (Arrays.stream(values).sum() - accuracy) / accuracy;
        return new Gains(
                "KNN-Shapley, k = %d (surrogate)".formatted(K),
                residual,
                values,
                List.of("gains are those of a nearest-neighbour surrogate, in units of soft 0-1 loss, and not of "
                        + model.getClass().getSimpleName()));
    }

    private static int number(Example<Label> example, Map<String, Integer> numbers) {
        return numbers.computeIfAbsent(example.getOutput().getLabel(), label -> numbers.size());
    }

    private static void fill(Example<Label> example, Model<Label> model, double[] features, int at) {
        for (VectorTuple element : SparseVector.createSparseVector(example, model.getFeatureIDMap(), false)) {
            features[at + element.index] = element.value;
        }
    }
}
