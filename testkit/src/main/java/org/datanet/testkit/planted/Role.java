package org.datanet.testkit.planted;

/** What a contributor of a planted Datanet does. */
public enum Role {
    /** Submits own rows as they are. */
    HONEST("honest", false),
    /** Submits own rows as they are, all of them rare but right. */
    RARE_HONEST("honest, rare cases", false),
    /** Submits rows that others contributed in earlier epochs, unchanged. */
    EXACT_COPIER("copies exactly", true),
    /** Submits others' earlier rows, shifted by a pixel or with jitter. */
    LAUNDERER("copies with changes", true),
    /** Submits own rows with wrong labels. */
    FLIPPER("flips labels", true),
    /** Submits own rows, each with one and the same label, unlooked. */
    LAZY_LABELLER("labels unlooked", true),
    /** Submits uniform noise in the range of each feature, with random labels. */
    JUNK_FLOODER("floods junk", true),
    /** Submits class means of others' earlier rows, with a little noise. */
    SYNTHESISER("makes class means", true),
    /** One of two names of one person, who splits copies of others' earlier rows between them. */
    SYBIL("copies under two names", true);

    private final String title;
    private final boolean games;

    Role(String title, boolean games) {
        this.title = title;
        this.games = games;
    }

    /** Whether somebody in this role tries to earn what was not contributed. */
    public boolean games() {
        return games;
    }

    /** A few words for a table. */
    public String title() {
        return title;
    }
}
