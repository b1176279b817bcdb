package org.datanet.contribution;

import org.datanet.proof.Ids;

/** Names a sample within its Datanet. */
public record SampleId(String value) implements Comparable<SampleId> {
    public SampleId {
        Ids.check("sample id", value);
    }

    @Override
    public int compareTo(SampleId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
