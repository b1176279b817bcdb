package org.datanet.rest;

/** What somebody may do at a hook. */
public enum Role {
    /** Appends receipts of training runs. */
    TRAINER,
    /** Reads the receipts that it pays for. */
    PAYER,
    /** Reads its own rewards and appeals against findings on its own samples. */
    CONTRIBUTOR,
    /** Reviews samples. */
    CURATOR,
    /** Runs the Datanet: decides, replays, gives tokens. */
    OWNER,
    /** Reads everything, changes nothing. */
    AUDITOR
}
