package org.datanet.gauntlet;

/** Kinds of attacks, with what the mechanism promises of each. */
public enum Family {
    /** Nobody games: the honest player, whole or under several names. */
    HONEST("honest work", Double.NaN),
    /** Own rows again, and more names. */
    SYBIL("replication and Sybil split", 1.00),
    /** Rows or labels that say nothing, or harm. */
    NOISE("noise, flips, outliers, lazy labels", 0.02),
    /** Others' rows, as they are, changed, or as raw material. */
    LAUNDERING("plagiarism, laundering, synthetic, leak", 0.25),
    /** Sham usage. */
    USAGE("wash usage, receipt forgery, touch farming", 0),
    /** Curators who don't look. */
    CURATION("approval rings, vote copying, easy items", 0.5),
    /** First honest, then not; or gone. */
    PATIENCE("long con, abandonment", 1.00),
    /** Harm done to others. */
    FRAMING("framing of honest users", 0.01),
    /** What a search over parameters and combinations finds. */
    ADAPTIVE("adaptive combinations", 1.00);

    private final String title;
    private final double aim;

    Family(String title, double aim) {
        this.title = title;
        this.aim = aim;
    }

    /** A few words for a table. */
    public String title() {
        return title;
    }

    /** The most that the attacker should earn, over the honest twin; NaN for no aim. */
    public double aim() {
        return aim;
    }
}
