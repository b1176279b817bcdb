package org.datanet.testkit.planted;

/** What a contributor of a planted Datanet does. */
public enum Role {
    /** Submits own rows as they are. */
    HONEST(false),
    /** Submits own rows as they are, all of them rare but right. */
    RARE_HONEST(false),
    /** Submits rows that others contributed in earlier epochs, unchanged. */
    EXACT_COPIER(true),
    /** Submits others' earlier rows, shifted by a pixel or with jitter. */
    LAUNDERER(true),
    /** Submits own rows with wrong labels. */
    FLIPPER(true),
    /** Submits own rows, each with one and the same label, unlooked. */
    LAZY_LABELLER(true),
    /** Submits uniform noise in the range of each feature, with random labels. */
    JUNK_FLOODER(true),
    /** Submits class means of others' earlier rows, with a little noise. */
    SYNTHESISER(true),
    /** One of two names of one person, who splits copies of others' earlier rows between them. */
    SYBIL(true);

    private final boolean games;

    Role(boolean games) {
        this.games = games;
    }

    /** Whether somebody in this role tries to earn what was not contributed. */
    public boolean games() {
        return games;
    }
}
