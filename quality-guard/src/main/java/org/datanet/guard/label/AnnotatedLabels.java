package org.datanet.guard.label;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.datanet.contribution.Datanet;
import org.datanet.curation.Annotation;
import org.datanet.curation.CuratorId;

/** The annotations of a Datanet as columns, and what {@link DawidSkene} makes of them. Labels outside the declared set count nothing. */
final class AnnotatedLabels {
    private final Map<Integer, Integer> itemOfRow = new LinkedHashMap<>();
    private final DawidSkene model;

    AnnotatedLabels(Datanet datanet, List<Annotation> annotations, int rows) {
        Map<String, Integer> classes = new HashMap<>();
        datanet.labels().forEach(label -> classes.put(label, classes.size()));
        Map<CuratorId, Integer> annotators = new HashMap<>();
        int[] items = new int[annotations.size()];
        int[] who = new int[annotations.size()];
        int[] answers = new int[annotations.size()];
        int count = 0;
        for (Annotation annotation : annotations) {
            OptionalInt row = datanet.row(annotation.sample());
            Integer answer = classes.get(annotation.label());
            if (row.isPresent() && row.getAsInt() < rows && answer != null) {
                items[count] = itemOfRow.computeIfAbsent(row.getAsInt(), r -> itemOfRow.size());
                who[count] = annotators.computeIfAbsent(annotation.annotator(), a -> annotators.size());
                answers[count++] = answer;
            }
        }
        model = new DawidSkene(
                java.util.Arrays.copyOf(items, count),
                java.util.Arrays.copyOf(who, count),
                java.util.Arrays.copyOf(answers, count),
                itemOfRow.size(),
                annotators.size(),
                classes.size());
    }

    boolean covers(int row) {
        return itemOfRow.containsKey(row);
    }

    /** Probability that an annotated row has this label. */
    double probability(int row, int label) {
        return model.probability(itemOfRow.getOrDefault(row, -1), label);
    }

    /** The most likely label of an annotated row. */
    int best(int row) {
        return model.best(itemOfRow.getOrDefault(row, -1));
    }
}
