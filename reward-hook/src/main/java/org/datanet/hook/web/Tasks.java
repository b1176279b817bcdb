package org.datanet.hook.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.SampleId;
import org.datanet.rest.Curations;

/** What a curator is shown of a sample: all that it is, and nothing of who sent it in or what others said of it. */
final class Tasks {
    private Tasks() {}

    /** A sample that was drawn for a curator. */
    record Drawn(SampleId sample, Instant at) {}

    /** The samples as they are shown, in the order given, without those that the Datanet no longer has. */
    static List<Curations.Task> of(Datanet samples, List<Drawn> drawn) {
        Map<SampleId, Integer> rows = new HashMap<>();
        for (int row = 0; row < samples.rows(); row++) {
            rows.put(samples.sampleId(row), row);
        }
        List<Curations.Task> tasks = new ArrayList<>();
        for (Drawn one : drawn) {
            Integer row = rows.get(one.sample());
            if (row != null) {
                tasks.add(task(samples, row, one));
            }
        }
        return tasks;
    }

    private static Curations.Task task(Datanet samples, int row, Drawn drawn) {
        Map<String, Double> features = new TreeMap<>();
        samples.features().ifPresent(matrix -> {
            for (int column = 0; column < matrix.columns(); column++) {
                features.put(matrix.names().get(column), matrix.get(row, column));
            }
        });
        int label = samples.label(row);
        return new Curations.Task(
                drawn.sample(),
                label < 0 ? Optional.empty() : Optional.of(samples.labels().get(label)),
                samples.sample(row).text(),
                features,
                drawn.at());
    }
}
