package org.datanet.io;

import static org.datanet.io.InvalidInputException.quote;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.SampleId;
import org.datanet.curation.RoundTerms;
import org.datanet.io.InvalidInputException.Place;
import org.datanet.quality.Detector;
import org.datanet.quality.HealthMeasure;
import org.datanet.quality.HealthPolicy;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityPolicy.Appeal;
import org.datanet.quality.QualityPolicy.DetectorPolicy;
import org.datanet.reward.RewardPolicy;

/** Reads and writes {@code policy.yaml}. */
final class PolicyYaml {
    static final String[] QUALITY = {"mode", "seed", "trusted", "licences", "detectors", "health", "appeals"};
    static final String[] HEALTH = Stream.concat(
                    Stream.of("recent_epochs"),
                    Arrays.stream(HealthMeasure.values()).map(HealthMeasure::key))
            .toArray(String[]::new);
    static final String[] DETECTOR = {"enabled", "rate", "floor", "ceiling", "options"};
    static final String[] APPEAL = {"sample", "detector", "decided_by", "reason"};
    static final String[] REWARD = {
        "currency", "contributor_share", "curator_share", "minimum_value", "half_life", "default_fee", "in_run_discount"
    };
    static final String[] CURATION = {"per_sample", "audit_share", "shared_error", "unanswered"};
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    private PolicyYaml() {}

    static Policies read(Path file, Map<String, DetectorPolicy> detectors, ReadLimits limits) {
        YamlMap root = YamlMap.read(file, limits).only("quality", "reward", "curation");
        return new Policies(
                quality(root.map("quality").only(QUALITY), detectors),
                reward(root.map("reward").only(REWARD)),
                curation(root.map("curation").only(CURATION)));
    }

    private static QualityPolicy quality(YamlMap map, Map<String, DetectorPolicy> known) {
        QualityPolicy defaults = QualityPolicy.defaults();
        YamlMap trusted = map.map("trusted").only("samples", "contributors");
        YamlMap licences = map.map("licences").only("allowed", "denied");
        return new QualityPolicy(
                map.text("mode").map(text -> mode(map, text)).orElse(defaults.mode()),
                map.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE, defaults.seed()),
                detectors(map.map("detectors"), known),
                set(trusted, "samples", SampleId::new),
                set(trusted, "contributors", ContributorId::new),
                set(licences, "allowed", Function.identity()),
                set(licences, "denied", Function.identity()),
                appeals(map, known.keySet()),
                health(map.map("health").only(HEALTH)));
    }

    private static HealthPolicy health(YamlMap map) {
        HealthPolicy defaults = HealthPolicy.defaults();
        Map<HealthMeasure, Double> thresholds = new EnumMap<>(HealthMeasure.class);
        for (HealthMeasure measure : HealthMeasure.values()) {
            thresholds.put(measure, within(map, measure.key(), measure.standard(), 0, 1, "from 0 to 1"));
        }
        return new HealthPolicy(
                (int) map.integer("recent_epochs", 1, Integer.MAX_VALUE, defaults.recentEpochs()), thresholds);
    }

    private static QualityPolicy.Mode mode(YamlMap map, String text) {
        return switch (text) {
            case "observe" -> QualityPolicy.Mode.OBSERVE;
            case "enforce" -> QualityPolicy.Mode.ENFORCE;
            default ->
                throw new InvalidInputException(
                        map.place("mode"), "mode is " + quote(text), text, "write observe or enforce");
        };
    }

    private static <T> Set<T> set(YamlMap map, String key, Function<String, T> constructor) {
        Set<T> values = new HashSet<>();
        List<String> texts = map.texts(key);
        for (int i = 0; i < texts.size(); i++) {
            Place place = map.itemPlaces(key).get(i);
            try {
                if (!values.add(constructor.apply(texts.get(i)))) {
                    throw new InvalidInputException(
                            place,
                            "%s stands twice".formatted(quote(texts.get(i))),
                            texts.get(i),
                            "remove one of them");
                }
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException(place, String.valueOf(e.getMessage()), texts.get(i), "correct it", e);
            }
        }
        return values;
    }

    private static Map<String, DetectorPolicy> detectors(YamlMap map, Map<String, DetectorPolicy> known) {
        Map<String, DetectorPolicy> detectors = new LinkedHashMap<>();
        for (String name : map.keys()) {
            DetectorPolicy defaults = known.get(name);
            if (defaults == null) {
                throw new InvalidInputException(
                        map.keyPlace(name),
                        "unknown detector " + quote(name),
                        name,
                        Nearest.remedy(name, new TreeMap<>(known).keySet()));
            }
            YamlMap detector = map.map(name).only(DETECTOR);
            double rate = within(detector, "rate", defaults.rate(), Math.nextUp(0.0), 0.5, "above 0 and up to 0.5");
            double ceiling = within(detector, "ceiling", defaults.ceiling(), 0, 1, "from 0 to 1");
            double floor = within(detector, "floor", Math.min(defaults.floor(), ceiling), 0, 1, "from 0 to 1");
            if (floor > ceiling) {
                throw new InvalidInputException(
                        detector.place("floor"),
                        "floor is %s, above the ceiling %s".formatted(floor, ceiling),
                        Double.toString(floor),
                        "lower the floor or raise the ceiling");
            }
            detectors.put(
                    name,
                    new DetectorPolicy(
                            detector.truth("enabled", defaults.enabled()),
                            rate,
                            floor,
                            ceiling,
                            options(detector.map("options"), name, defaults.options())));
        }
        return detectors;
    }

    private static double within(YamlMap map, String key, double fallback, double least, double most, String range) {
        double value = map.number(key, fallback);
        if (value < least || value > most) {
            throw new InvalidInputException(
                    map.place(key),
                    "%s is %s".formatted(key, quote(map.text(key).orElse(""))),
                    map.text(key).orElse(""),
                    "write a number " + range);
        }
        return value;
    }

    private static Map<String, Object> options(YamlMap map, String detector, Map<String, Object> defaults) {
        Map<String, Object> options = new HashMap<>(defaults);
        TreeMap<String, Object> known = new TreeMap<>(Detector.COMMON_OPTIONS);
        known.putAll(defaults);
        for (String key : map.keys()) {
            Object standard = known.get(key);
            if (standard == null) {
                throw new InvalidInputException(
                        map.keyPlace(key),
                        "detector %s has no option %s".formatted(detector, quote(key)),
                        key,
                        Nearest.remedy(key, known.keySet()));
            }
            Object value = map.open(key);
            if (standard instanceof Number != value instanceof Number
                    || standard instanceof Boolean != value instanceof Boolean) {
                throw new InvalidInputException(
                        map.place(key),
                        "option %s is %s".formatted(key, quote(value.toString())),
                        value.toString(),
                        standard instanceof Number
                                ? "write a number"
                                : standard instanceof Boolean ? "write true or false" : "write a text");
            }
            options.put(key, value);
        }
        return options;
    }

    private static List<Appeal> appeals(YamlMap map, Set<String> detectors) {
        List<Appeal> appeals = new ArrayList<>();
        for (YamlMap appeal : map.maps("appeals")) {
            appeal.only(APPEAL);
            String sample = appeal.required("sample", "s17");
            String detector = appeal.required("detector", "near-duplicate");
            if (!detector.equals("*") && !detectors.contains(detector)) {
                throw new InvalidInputException(
                        appeal.place("detector"),
                        "unknown detector " + quote(detector),
                        detector,
                        Nearest.remedy(detector, detectors.stream().sorted().toList()));
            }
            try {
                appeals.add(new Appeal(
                        new SampleId(sample),
                        detector,
                        appeal.required("decided_by", "owner"),
                        appeal.required("reason", "it is genuine")));
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException(
                        appeal.place("sample"), String.valueOf(e.getMessage()), sample, "correct it", e);
            }
        }
        return appeals;
    }

    private static RewardPolicy reward(YamlMap map) {
        RewardPolicy defaults = RewardPolicy.defaults();
        int contributors = share(map, "contributor_share", defaults.contributorShare());
        int curators = share(
                map, "curator_share", Math.min(defaults.curatorShare(), Math.max(0, 1_000_000 - contributors) / 2));
        if (curators > 1_000_000 - contributors) {
            throw new InvalidInputException(
                    map.place("curator_share"),
                    "contributor_share and curator_share are more than 1 together",
                    map.text("curator_share").orElse(""),
                    "lower one of them");
        }
        String currency = map.text("currency").orElse(defaults.currency());
        BigInteger fee = map.text("default_fee").map(text -> amount(map, text)).orElse(defaults.defaultFee());
        try {
            return new RewardPolicy(
                    currency,
                    contributors,
                    map.integer("minimum_value", 0, Long.MAX_VALUE, defaults.minimumValue()),
                    (int) map.integer("half_life", 0, Integer.MAX_VALUE, defaults.halfLife()),
                    curators,
                    fee,
                    share(map, "in_run_discount", defaults.inRunDiscount()));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    map.place("currency"), String.valueOf(e.getMessage()), currency, "correct it", e);
        }
    }

    private static RoundTerms curation(YamlMap map) {
        RoundTerms defaults = RoundTerms.defaults();
        int audited = share(map, "audit_share", defaults.auditShare());
        if (audited == 0) {
            throw new InvalidInputException(
                    map.place("audit_share"),
                    "audit_share is 0, and what nobody audits cannot be paid for",
                    "0",
                    "write a share above 0 and up to 1");
        }
        return new RoundTerms(
                (int) map.integer("per_sample", 1, Integer.MAX_VALUE, defaults.perSample()),
                (int) map.integer("shared_error", 0, RoundTerms.MOST_FINE, defaults.sharedError()),
                (int) map.integer("unanswered", 1, RoundTerms.MOST_FINE, defaults.unanswered()),
                audited);
    }

    /** A share of 0 to 1 in millionths, exactly. */
    private static int share(YamlMap map, String key, int fallback) {
        return map.text(key)
                .map(text -> {
                    if (text.matches("[01]|0\\.[0-9]{1,6}|1\\.0{1,6}")) {
                        return new BigDecimal(text).multiply(MILLION).intValueExact();
                    }
                    throw new InvalidInputException(
                            map.place(key),
                            "%s is %s".formatted(key, quote(text)),
                            text,
                            "write a share from 0 to 1 with at most 6 decimals");
                })
                .orElse(fallback);
    }

    private static BigInteger amount(YamlMap map, String text) {
        String digits = text.replace("_", "");
        if (digits.matches("[0-9]{1,60}")) {
            return new BigInteger(digits);
        }
        throw new InvalidInputException(
                map.place("default_fee"),
                "default_fee is " + quote(text),
                text,
                "write whole base units, such as 1000000");
    }

    /** A file that states every default and explains it. */
    static String defaults(Map<String, DetectorPolicy> detectors) {
        QualityPolicy quality = QualityPolicy.defaults();
        RewardPolicy reward = RewardPolicy.defaults();
        RoundTerms curation = RoundTerms.defaults();
        StringBuilder out = new StringBuilder();
        out.append("# Every key may be left out; what stands here are the defaults.\n")
                .append("quality:\n")
                .append("  # observe: findings only inform. enforce: they lower weights.\n")
                .append("  mode: %s\n".formatted(QualityJson.word(quality.mode())))
                .append("  # For every random choice of the guard: same seed, same report.\n")
                .append("  seed: %d\n".formatted(quality.seed()))
                .append("  # Samples and contributors whose honesty you vouch for; detectors are calibrated on them.\n")
                .append("  trusted:\n    samples: []\n    contributors: []\n")
                .append("  # SPDX identifiers. An empty list of allowed ones allows all that are not denied.\n")
                .append("  licences:\n    allowed: []\n    denied: []\n");
        if (detectors.isEmpty()) {
            out.append("  detectors: {}\n");
        } else {
            out.append("  # rate: share of honest rows that may be flagged, above 0 and up to 0.5.\n")
                    .append(
                            "  # A row that is only just flagged keeps the weight ceiling, one beyond doubt the weight floor.\n")
                    .append("  detectors:\n");
        }
        new TreeMap<>(detectors).forEach((name, detector) -> {
            out.append("    %s:\n".formatted(name))
                    .append("      enabled: %s\n".formatted(detector.enabled()))
                    .append("      rate: %s\n".formatted(EcmaNumber.of(detector.rate())))
                    .append("      floor: %s\n".formatted(EcmaNumber.of(detector.floor())))
                    .append("      ceiling: %s\n".formatted(EcmaNumber.of(detector.ceiling())));
            if (!detector.options().isEmpty()) {
                out.append("      options:\n");
                new TreeMap<>(detector.options())
                        .forEach((key, value) -> out.append("        %s: %s\n".formatted(key, option(value))));
            }
        });
        out.append("  # When to warn of the Datanet's health over intake order. Warnings lower no weight.\n")
                .append("  health:\n")
                .append("    # Epochs that freshness counts as recent.\n")
                .append("    recent_epochs: %d\n".formatted(quality.health().recentEpochs()));
        for (HealthMeasure measure : HealthMeasure.values()) {
            out.append("    # Warn %s: %s.\n"
                            .formatted(
                                    measure.side() == HealthMeasure.Side.LEAST ? "below" : "above", measure.meaning()))
                    .append("    %s: %s\n".formatted(measure.key(), EcmaNumber.of(measure.standard())));
        }
        out.append("  # Decided appeals: findings of the detector (\"*\" for all) on the sample no longer count.\n")
                .append("  # - {sample: s17, detector: near-duplicate, decided_by: owner, reason: both are genuine}\n")
                .append("  appeals: []\n")
                .append("reward:\n")
                .append("  # Code or token of the base units in which everything is counted.\n")
                .append("  currency: %s\n".formatted(DescriptorYaml.scalar(reward.currency())))
                .append("  # Shares of a fee, with at most 6 decimals; what both leave is the network's.\n")
                .append("  contributor_share: %s\n".formatted(share(reward.contributorShare())))
                .append("  curator_share: %s\n".formatted(share(reward.curatorShare())))
                .append("  # In 1e-9 of holdout loss: a receipt whose rows are worth less pays proportionally less.\n")
                .append("  minimum_value: %d\n".formatted(reward.minimumValue()))
                .append("  # Epochs after which a row counts half; 0 for never.\n")
                .append("  half_life: %d\n".formatted(reward.halfLife()))
                .append("  # Base units that a completed run without a fee of its own is paid as.\n")
                .append("  default_fee: %s\n".formatted(reward.defaultFee()))
                .append(
                        "  # What a row loses of its credit in a receipt that measured that it harmed. Single measurements are mostly noise.\n")
                .append("  in_run_discount: %s\n".formatted(share(reward.inRunDiscount())))
                .append("# What rounds of sealed verdicts promise curators, unless they are opened with other terms.\n")
                .append("curation:\n")
                .append("  # Curators a sample: the fewer, the less accomplices meet.\n")
                .append("  per_sample: %d\n".formatted(curation.perSample()))
                .append("  # Share of the samples that you will audit; only those are paid for.\n")
                .append("  audit_share: %s\n".formatted(share(curation.auditShare())))
                .append(
                        "  # What an error costs that a colleague made, too, at most, in right verdicts on easy samples, and silence: 1 is as much as an error.\n")
                .append("  shared_error: %d\n".formatted(curation.sharedError()))
                .append("  unanswered: %d\n".formatted(curation.unanswered()));
        return out.toString();
    }

    private static String share(int millionths) {
        return BigDecimal.valueOf(millionths, 6).stripTrailingZeros().toPlainString();
    }

    private static String option(Object value) {
        return value instanceof Number number
                ? EcmaNumber.of(number.doubleValue())
                : value instanceof Boolean ? value.toString() : DescriptorYaml.scalar(value.toString());
    }
}
