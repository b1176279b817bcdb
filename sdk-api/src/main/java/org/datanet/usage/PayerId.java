package org.datanet.usage;

import org.datanet.proof.Ids;

/** Names who pays for a run. */
public record PayerId(String value) implements Comparable<PayerId> {
    public PayerId {
        Ids.check("payer id", value);
    }

    @Override
    public int compareTo(PayerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
