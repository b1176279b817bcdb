package org.datanet.usage;

import org.datanet.proof.Ids;

/** Names one training or inference run; it is also the id of the run's receipt. */
public record RunId(String value) implements Comparable<RunId> {
    public RunId {
        Ids.check("run id", value);
    }

    @Override
    public int compareTo(RunId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
