package org.datanet.guard;

import java.util.Collection;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.datanet.quality.Detector;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityPolicy.DetectorPolicy;

/** The detectors at hand, by name, and the settings each runs with under a policy. Immutable. */
final class DetectorRegistry {
    /** An option that every detector knows: 1 lets the guard give weights although this detector failed. */
    static final String TOLERATE_FAILURE = "tolerate-failure";

    /** An option that every detector knows: 0 keeps the weak signals of one contributor from counting together. */
    static final String POOL = "pool";

    /** An option that every detector knows: 1 where findings apply a rule instead of estimating, so that no honest share excuses them. */
    static final String RULE = "rule";

    private static final Set<String> COMMON = Set.of(TOLERATE_FAILURE, POOL, RULE);

    private final TreeMap<String, Detector> detectors = new TreeMap<>();

    /** @throws IllegalArgumentException when two detectors have one name, or a name is not lower-case words joined by hyphens */
    DetectorRegistry(Collection<? extends Detector> all) {
        for (Detector detector : all) {
            String name = detector.name();
            if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
                throw new IllegalArgumentException(
                        "detector %s calls itself \"%s\"; a name is lower-case words joined by hyphens"
                                .formatted(detector.getClass().getName(), name));
            }
            Detector other = detectors.put(name, detector);
            if (other != null) {
                throw new IllegalArgumentException(
                        "two detectors are called \"%s\": %s and %s; remove one from the class path"
                                .formatted(
                                        name,
                                        other.getClass().getName(),
                                        detector.getClass().getName()));
            }
        }
    }

    static DetectorRegistry load() {
        return new DetectorRegistry(ServiceLoader.load(Detector.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    Collection<Detector> all() {
        return detectors.values();
    }

    /** @throws IllegalArgumentException when the policy names a detector or an option that does not exist; suggests the nearest */
    void check(QualityPolicy policy) {
        policy.detectors().forEach((name, settings) -> {
            Detector detector = detectors.get(name);
            if (detector == null) {
                throw new IllegalArgumentException("there is no detector \"%s\"; did you mean \"%s\"?"
                        .formatted(name, Nearest.of(name, detectors.keySet())));
            }
            Map<String, Object> known = detector.defaults().options();
            for (String option : settings.options().keySet()) {
                if (!known.containsKey(option) && !COMMON.contains(option)) {
                    java.util.TreeSet<String> names = new java.util.TreeSet<>(known.keySet());
                    names.addAll(COMMON);
                    throw new IllegalArgumentException("detector %s has no option \"%s\"; did you mean \"%s\"?"
                            .formatted(name, option, Nearest.of(option, names)));
                }
            }
        });
    }

    /** The policy's settings for the detector, its own options filling the gaps; its own settings where the policy is silent. */
    DetectorPolicy settings(Detector detector, QualityPolicy policy) {
        DetectorPolicy own = detector.defaults();
        DetectorPolicy given = policy.detectors().get(detector.name());
        if (given == null) {
            return own;
        }
        Map<String, Object> options = new TreeMap<>(own.options());
        options.putAll(given.options());
        return new DetectorPolicy(given.enabled(), given.rate(), given.floor(), given.ceiling(), options);
    }
}
