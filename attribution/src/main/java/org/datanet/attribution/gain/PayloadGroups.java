package org.datanet.attribution.gain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datanet.contribution.Datanet;
import org.datanet.proof.Digest;

/**
 * The distinct payloads of an epoch and the rows that hold each.
 *
 * @param distinct one payload a group
 * @param members rows, by the payload's key
 */
record PayloadGroups(List<Payload> distinct, Map<Digest, List<Integer>> members) {

    /** Groups the rows from {@code first} to before {@code last}. */
    static PayloadGroups of(Datanet datanet, int first, int last) {
        Map<Digest, List<Integer>> members = new LinkedHashMap<>();
        List<Payload> distinct = new ArrayList<>();
        for (int row = first; row < last; row++) {
            Payload payload = Payload.of(datanet, row, datanet.label(row));
            members.computeIfAbsent(payload.key(), key -> {
                        distinct.add(payload);
                        return new ArrayList<>();
                    })
                    .add(row);
        }
        return new PayloadGroups(distinct, members);
    }

    /** Rows without label earn nothing, so they take nothing from the others of their epoch either. */
    List<Payload> labelled() {
        return distinct.stream().filter(payload -> payload.label() >= 0).toList();
    }

    List<Integer> rowsOf(Payload payload) {
        return members.getOrDefault(payload.key(), List.of());
    }
}
