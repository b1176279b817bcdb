package org.datanet.io;

import java.util.List;
import java.util.Set;
import org.datanet.proof.Digest;
import org.jspecify.annotations.Nullable;

/**
 * What a row says, read from its cells.
 *
 * @param features finite, in declared order; empty for none
 */
record Payload(
        double[] features, @Nullable String label, @Nullable String text, Digest digest) {

    /**
     * Reads the present row.
     *
     * @param labels the label set, for messages
     * @param labelSet the same as a set; empty where any label is welcome
     */
    static Payload of(Rows rows, Roles roles, List<String> labels, Set<String> labelSet) {
        double[] features = new double[roles.features.length];
        for (int i = 0; i < features.length; i++) {
            features[i] = rows.number(roles.features[i]);
        }
        String label = null;
        if (roles.label >= 0 && !rows.isEmpty(roles.label)) {
            label = rows.text(roles.label);
            if (!labelSet.isEmpty() && !labelSet.contains(label)) {
                throw rows.wrong(roles.label, "is not in the label set", Nearest.remedy(label, labels));
            }
        }
        String text = roles.text >= 0 ? rows.text(roles.text) : null;
        try {
            return new Payload(features, label, text, CanonicalPayload.digest(features, text, label));
        } catch (IllegalArgumentException e) {
            throw rows.wrong(roles.text >= 0 ? roles.text : roles.label, e, "correct the text");
        }
    }
}
