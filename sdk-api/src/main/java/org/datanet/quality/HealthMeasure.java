package org.datanet.quality;

import java.util.Locale;
import java.util.Optional;

/** What is measured of a Datanet's health over intake order: shares in [0,1], each with the side on which it is ill. */
public enum HealthMeasure {
    /** Mean weight of a window's rows. */
    WEIGHT(Side.LEAST, 0.7, "mean weight of the rows"),

    /** Rows per epoch of the recent epochs against all epochs so far, at most 1; copies do not count. */
    FRESHNESS(Side.LEAST, 0.25, "how much of its usual supply of new rows the Datanet still gets"),

    /** How much of what is rare the window supplies, against all rows before it. */
    TAIL_COVERAGE(Side.LEAST, 0.6, "how much of its usual supply of rare rows the Datanet still gets"),

    /** Share of the rows whose label agrees with that of similar rows. */
    LABEL_AGREEMENT(Side.LEAST, 0.7, "share of the rows whose label agrees with similar rows"),

    /** Share of the annotators' answers that agree with the row's label. */
    ANNOTATOR_AGREEMENT(Side.LEAST, 0.6, "share of the annotators' answers that agree with the label"),

    /** Share of the rows that repeat an earlier one. */
    DUPLICATES(Side.MOST, 0.2, "share of the rows that repeat an earlier one"),

    /** Share of the rows that were made up. */
    SYNTHETIC(Side.MOST, 0.1, "share of the rows that seem to be made up"),

    /** Share of the rows that are far from all others. */
    OUTLIERS(Side.MOST, 0.2, "share of the rows that are far from all others"),

    /** Distance of the distribution of a window's rows from that of the rows before, beyond chance. */
    DRIFT(Side.MOST, 0.3, "how far the rows have moved from those before, beyond chance");

    private final Side side;
    private final double standard;
    private final String meaning;

    HealthMeasure(Side side, double standard, String meaning) {
        this.side = side;
        this.standard = standard;
        this.meaning = meaning;
    }

    /** Whether low or high values are ill. */
    public enum Side {
        LEAST,
        MOST
    }

    /** The name in policies and reports, such as {@code tail-coverage}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The measure of that name, if there is one. */
    public static Optional<HealthMeasure> of(String key) {
        for (HealthMeasure measure : values()) {
            if (measure.key().equals(key)) {
                return Optional.of(measure);
            }
        }
        return Optional.empty();
    }

    /** Whether low or high values are ill. */
    public Side side() {
        return side;
    }

    /** The threshold where a policy names none. */
    public double standard() {
        return standard;
    }

    /** What the value says, in words. */
    public String meaning() {
        return meaning;
    }

    /** Whether a value is beyond a threshold. */
    public boolean crosses(double value, double threshold) {
        return side == Side.LEAST ? value < threshold : value > threshold;
    }
}
