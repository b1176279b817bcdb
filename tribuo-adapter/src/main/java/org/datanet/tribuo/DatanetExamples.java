package org.datanet.tribuo;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.FeatureMap;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.VariableInfo;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.dataset.MinimumCardinalityDataset;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Makes Tribuo examples that carry the ids of their samples. */
final class DatanetExamples {
    private DatanetExamples() {}

    static MutableDataset<Label> classification(Datanet datanet, IntPredicate rows) {
        FeatureMatrix features = datanet.features()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Datanet %s has no features; Tribuo needs columns of numbers".formatted(datanet.id())));
        String[] names = features.names().toArray(String[]::new);
        List<Example<Label>> examples = new ArrayList<>();
        for (int row = 0; row < datanet.rows(); row++) {
            if (datanet.label(row) >= 0 && rows.test(row)) {
                ArrayExample<Label> example = new ArrayExample<>(
                        new Label(datanet.labels().get(datanet.label(row))), names, features.row(row));
                example.setMetadataValue(
                        TribuoUsage.SAMPLE_ID, datanet.sampleId(row).value());
                examples.add(example);
            }
        }
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("no chosen row of Datanet %s has a label".formatted(datanet.id()));
        }
        LabelFactory factory = new LabelFactory();
        // No time of creation: the same rows must give the same provenance.
        SimpleDataSourceProvenance provenance = new SimpleDataSourceProvenance(
                "Datanet %s %s, root %s".formatted(datanet.id(), datanet.version(), datanet.root()),
                OffsetDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC),
                factory);
        return new MutableDataset<>(examples, provenance, factory);
    }

    static <T extends Output<T>> MinimumCardinalityDataset<T> minimumCardinality(Dataset<T> dataset, int cardinality) {
        MinimumCardinalityDataset<T> kept = new MinimumCardinalityDataset<>(dataset, cardinality);
        FeatureMap features = dataset.getFeatureMap();
        int at = 0;
        for (Example<T> example : dataset) {
            if (keepsAny(example, features, cardinality)) {
                Example<T> copy = kept.getExample(at++);
                example.getMetadata().forEach(copy::setMetadataValue);
            }
        }
        if (at != kept.size()) {
            throw new IllegalStateException(
                    "%d examples keep a feature, but Tribuo kept %d".formatted(at, kept.size()));
        }
        return kept;
    }

    private static boolean keepsAny(Example<?> example, FeatureMap features, int cardinality) {
        for (Feature feature : example) {
            VariableInfo info = features.get(feature.getName());
            if (info != null && info.getCount() >= cardinality) {
                return true;
            }
        }
        return false;
    }
}
