package org.datanet.curation;

import org.datanet.proof.Ids;

/** Names who gives verdicts or annotations. */
public record CuratorId(String value) implements Comparable<CuratorId> {
    public CuratorId {
        Ids.check("curator id", value);
    }

    @Override
    public int compareTo(CuratorId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
