package org.datanet.contribution;

import org.datanet.proof.Ids;

/** Names a Datanet. */
public record DatanetId(String value) implements Comparable<DatanetId> {
    public DatanetId {
        Ids.check("Datanet id", value);
    }

    @Override
    public int compareTo(DatanetId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
