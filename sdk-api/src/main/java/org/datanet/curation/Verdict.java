package org.datanet.curation;

/** What a curator says of a sample. */
public enum Verdict {
    APPROVE,
    REJECT
}
