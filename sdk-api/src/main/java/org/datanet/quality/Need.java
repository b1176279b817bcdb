package org.datanet.quality;

/** What a detector cannot work without. */
public enum Need {
    FEATURES,
    TEXT,
    LABELS,
    ANNOTATIONS,
    CURATIONS,
    /** Curations, or annotations, or both. */
    JUDGEMENTS,
    HISTORY,
    USAGE
}
