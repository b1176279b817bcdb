package org.datanet.quality;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.SampleId;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;

/**
 * What a Datanet's owner demands of quality. Every part has a default.
 *
 * @param mode whether findings only inform, or lower weights
 * @param seed for every random choice of the guard
 * @param detectors by name; detectors that are not named have their own defaults
 * @param trustedSamples samples whose honesty the owner vouches for
 * @param trustedContributors contributors whose honesty the owner vouches for
 * @param licencesAllowed SPDX identifiers that are accepted; empty accepts all that are not denied
 * @param licencesDenied SPDX identifiers that are refused
 * @param appeals decided appeals, which override findings
 * @param health when to warn of the Datanet's health
 */
public record QualityPolicy(
        Mode mode,
        long seed,
        Map<String, DetectorPolicy> detectors,
        Set<SampleId> trustedSamples,
        Set<ContributorId> trustedContributors,
        Set<String> licencesAllowed,
        Set<String> licencesDenied,
        List<Appeal> appeals,
        HealthPolicy health) {
    public QualityPolicy {
        detectors = Map.copyOf(detectors);
        trustedSamples = Set.copyOf(trustedSamples);
        trustedContributors = Set.copyOf(trustedContributors);
        licencesAllowed = Set.copyOf(licencesAllowed);
        licencesDenied = Set.copyOf(licencesDenied);
        appeals = List.copyOf(appeals);
    }

    /** A policy that warns of the Datanet's health at the standard thresholds. */
    public QualityPolicy(
            Mode mode,
            long seed,
            Map<String, DetectorPolicy> detectors,
            Set<SampleId> trustedSamples,
            Set<ContributorId> trustedContributors,
            Set<String> licencesAllowed,
            Set<String> licencesDenied,
            List<Appeal> appeals) {
        this(
                mode,
                seed,
                detectors,
                trustedSamples,
                trustedContributors,
                licencesAllowed,
                licencesDenied,
                appeals,
                HealthPolicy.defaults());
    }

    /** The defaults: enforce, every detector with its own settings. */
    public static QualityPolicy defaults() {
        return new QualityPolicy(Mode.ENFORCE, 1, Map.of(), Set.of(), Set.of(), Set.of(), Set.of(), List.of());
    }

    /** The same with these decided appeals. */
    public QualityPolicy withAppeals(List<Appeal> decided) {
        return new QualityPolicy(
                mode,
                seed,
                detectors,
                trustedSamples,
                trustedContributors,
                licencesAllowed,
                licencesDenied,
                decided,
                health);
    }

    /** The same with these settings of detectors. */
    public QualityPolicy withDetectors(Map<String, DetectorPolicy> settings) {
        return new QualityPolicy(
                mode,
                seed,
                settings,
                trustedSamples,
                trustedContributors,
                licencesAllowed,
                licencesDenied,
                appeals,
                health);
    }

    /** Stands for the whole policy: what a report says was in force. */
    public Digest digest() {
        CanonicalBytes bytes = CanonicalBytes.tagged("datanet-quality-policy-1")
                .text(mode.name())
                .number(seed);
        bytes.number(detectors.size());
        new TreeMap<>(detectors).forEach((name, detector) -> {
            bytes.text(name)
                    .number(detector.enabled() ? 1 : 0)
                    .number(detector.rate())
                    .number(detector.floor())
                    .number(detector.ceiling());
            CanonicalQuality.option(bytes, detector.options());
        });
        CanonicalQuality.texts(bytes, new TreeSet<>(trustedSamples), SampleId::value);
        CanonicalQuality.texts(bytes, new TreeSet<>(trustedContributors), ContributorId::value);
        CanonicalQuality.texts(bytes, new TreeSet<>(licencesAllowed), Function.identity());
        CanonicalQuality.texts(bytes, new TreeSet<>(licencesDenied), Function.identity());
        bytes.number(appeals.size());
        for (Appeal appeal : appeals) {
            bytes.text(appeal.sample().value())
                    .text(appeal.detector())
                    .text(appeal.decidedBy())
                    .text(appeal.reason());
        }
        if (!health.equals(HealthPolicy.defaults())) {
            health.appendTo(bytes);
        }
        return bytes.toDigest();
    }

    /** Whether findings only inform, or lower weights. */
    public enum Mode {
        OBSERVE,
        ENFORCE
    }

    /**
     * Settings of one detector.
     *
     * @param enabled whether it runs
     * @param rate share of honest rows that may be flagged by it, in (0, 0.5]
     * @param floor lowest weight that it alone may give, in [0,1]
     * @param ceiling weight of a row that is only just flagged, in [floor,1]
     * @param options the detector's own settings, by name
     */
    public record DetectorPolicy(
            boolean enabled, double rate, double floor, double ceiling, Map<String, Object> options) {
        public DetectorPolicy {
            options = Map.copyOf(options);
            if (!(rate > 0 && rate <= 0.5)) {
                throw new IllegalArgumentException("a rate lies in (0, 0.5], not " + rate);
            }
            if (!(floor >= 0 && floor <= ceiling && ceiling <= 1)) {
                throw new IllegalArgumentException(
                        "weights keep 0 <= floor <= ceiling <= 1, not floor %s and ceiling %s"
                                .formatted(floor, ceiling));
            }
        }
    }

    /**
     * A decided appeal: findings of the detector on the sample no longer count.
     *
     * @param sample the sample
     * @param detector the detector, or "*" for all
     * @param decidedBy who decided
     * @param reason why
     */
    public record Appeal(SampleId sample, String detector, String decidedBy, String reason) {}
}
