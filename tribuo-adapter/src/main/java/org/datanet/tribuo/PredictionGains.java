package org.datanet.tribuo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.SampleId;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Output;

/**
 * Which training examples carry single predictions: how much each lowered the loss of each query, by the method that fits the model.
 *
 * @param method as it would stand in a receipt
 * @param gains {@code queries x examples}, by index of the training data set
 * @param notes what readers must know
 */
public record PredictionGains(String method, double[][] gains, List<String> notes) {
    public PredictionGains {
        notes = List.copyOf(notes);
    }

    /**
     * Attributes the loss of each query.
     *
     * @param model the trained model
     * @param examples the very data set it was trained on
     * @param queries examples with the output that their loss is measured by, of labels that the model was trained on
     * @throws IllegalArgumentException when the method does not know the model
     */
    public static <T extends Output<T>> PredictionGains of(
            Model<T> model, Dataset<T> examples, List<Example<T>> queries, GainMethod chosen) {
        List<String> notes = new ArrayList<>();
        GainMethod preferred = chosen == GainMethod.AUTOMATIC ? Gains.fitting(model) : chosen;
        if (preferred == GainMethod.IN_RUN && Gains.isReplayable(model)) {
            try {
                return new PredictionGains("in-run gain (replay)", SgdReplay.perQuery(model, examples, queries), notes);
            } catch (IllegalStateException e) {
                notes.add(String.valueOf(e.getMessage()));
            }
        }
        double[][] gains = new double[queries.size()][];
        String method = chosen.name();
        for (int query = 0; query < gains.length; query++) {
            Dataset<T> single = new MutableDataset<>(
                    Collections.singletonList(queries.get(query)),
                    examples.getSourceProvenance(),
                    examples.getOutputFactory());
            Gains of = Gains.measure(model, examples, single, chosen);
            gains[query] = of.byIndex();
            method = of.method();
            notes.addAll(of.notes());
        }
        return new PredictionGains(method, gains, notes.stream().distinct().toList());
    }

    /** One query's gains by row of a Datanet, ascending by row; examples that are no samples of it are left out. */
    public Map<Integer, Double> rows(int query, Dataset<?> examples, Datanet datanet) {
        Map<Integer, Double> rows = new TreeMap<>();
        for (int i = 0; i < examples.size(); i++) {
            Object id = examples.getExample(i)
                    .getMetadataValue(TribuoUsage.SAMPLE_ID)
                    .orElse(null);
            OptionalInt row = id == null ? OptionalInt.empty() : datanet.row(new SampleId(id.toString()));
            if (row.isPresent()) {
                rows.merge(row.getAsInt(), gains[query][i], Double::sum);
            }
        }
        return rows;
    }
}
