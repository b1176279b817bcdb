package org.datanet.usage;

/** How a run ended. Only a completed run earns anything for anybody. */
public enum RunState {
    /** Training ended as it should and everything was recorded. */
    COMPLETED,
    /** Training ended by an error or was never completed. */
    FAILED,
    /** Training went on, but its recording is not whole; the notes say why. */
    INCOMPLETE
}
