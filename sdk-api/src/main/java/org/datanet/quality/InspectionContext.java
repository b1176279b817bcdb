package org.datanet.quality;

import java.util.BitSet;
import java.util.Map;
import org.datanet.contribution.Datanet;
import org.datanet.progress.Progress;
import org.datanet.usage.UsageView;

/**
 * What a detector is given.
 *
 * @param datanet the columns
 * @param usage usage without fees
 * @param policy the policy in force
 * @param detectorPolicy the part of it that concerns this detector
 * @param trusted rows whose honesty the owner vouches for, for calibration
 * @param seed for every random choice
 * @param progress told how far it is
 * @param shared what other detectors of this inspection have computed already
 * @param settled what this detector said of closed epochs in an earlier inspection
 */
public record InspectionContext(
        Datanet datanet,
        UsageView usage,
        QualityPolicy policy,
        QualityPolicy.DetectorPolicy detectorPolicy,
        BitSet trusted,
        long seed,
        Progress progress,
        SharedWork shared,
        Settled settled) {

    /** A context that shares nothing and in which nothing is settled. */
    public InspectionContext(
            Datanet datanet,
            UsageView usage,
            QualityPolicy policy,
            QualityPolicy.DetectorPolicy detectorPolicy,
            BitSet trusted,
            long seed,
            Progress progress) {
        this(datanet, usage, policy, detectorPolicy, trusted, seed, progress, new SharedWork(), Settled.NONE);
    }

    /** A number from the detector's own options, or the default. */
    public double option(String key, double fallback) {
        Map<String, Object> options = detectorPolicy.options();
        Object value = options.get(key);
        if (value == null) {
            return fallback;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("option %s is a number, not \"%s\"".formatted(key, value));
    }
}
