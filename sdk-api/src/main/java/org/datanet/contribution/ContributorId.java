package org.datanet.contribution;

import org.datanet.proof.Ids;

/** Names who contributed a sample: an identity, not necessarily a person. */
public record ContributorId(String value) implements Comparable<ContributorId> {
    public ContributorId {
        Ids.check("contributor id", value);
    }

    @Override
    public int compareTo(ContributorId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
