package org.datanet.quality;

import java.util.EnumMap;
import java.util.Map;
import org.datanet.proof.CanonicalBytes;

/**
 * When the guard warns of a Datanet's health. Warnings lower no weight.
 *
 * @param recentEpochs the epochs that freshness counts as recent, at least 1
 * @param thresholds for measures that have another than their standard; 0 for a least and 1 for a most never warn
 */
public record HealthPolicy(int recentEpochs, Map<HealthMeasure, Double> thresholds) {
    private static final HealthPolicy DEFAULTS = new HealthPolicy(4, Map.of());

    public HealthPolicy {
        if (recentEpochs < 1) {
            throw new IllegalArgumentException("at least 1 epoch is recent, not " + recentEpochs);
        }
        Map<HealthMeasure, Double> others = new EnumMap<>(HealthMeasure.class);
        thresholds.forEach((measure, value) -> {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(
                        "the threshold of %s lies in [0,1], not %s".formatted(measure.key(), value));
            }
            if (value != measure.standard()) {
                others.put(measure, value);
            }
        });
        thresholds = Map.copyOf(others);
    }

    /** The standard thresholds. */
    public static HealthPolicy defaults() {
        return DEFAULTS;
    }

    /** The value beyond which the guard warns. */
    public double threshold(HealthMeasure measure) {
        return thresholds.getOrDefault(measure, measure.standard());
    }

    void appendTo(CanonicalBytes bytes) {
        bytes.text("health").number(recentEpochs);
        for (HealthMeasure measure : HealthMeasure.values()) {
            bytes.text(measure.key()).number(threshold(measure));
        }
    }
}
