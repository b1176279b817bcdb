package org.datanet.io;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import org.datanet.proof.Digest;
import org.jspecify.annotations.Nullable;

/**
 * The digest of what a sample says, apart from who brought it and when: SHA-256 over RFC 8785 canonical JSON of one object with
 * the members {@code features} (the declared feature columns in declared order), {@code label} and {@code text}, in this order,
 * each left out where the row has none. Texts and labels are in Unicode form NFC. Stateless.
 */
public final class CanonicalPayload {
    private CanonicalPayload() {}

    /**
     * The digest of a row.
     *
     * @param features finite, in declared order; empty for none
     * @param text its text, or null
     * @param label its label, or null
     */
    public static Digest digest(double[] features, @Nullable String text, @Nullable String label) {
        return Digest.sha256(json(features, text, label).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The canonical JSON itself.
     *
     * @throws IllegalArgumentException when a feature is not finite or a text has half a surrogate pair
     */
    public static String json(double[] features, @Nullable String text, @Nullable String label) {
        StringBuilder out = new StringBuilder(32 + 8 * features.length + (text == null ? 0 : text.length()));
        out.append('{');
        if (features.length > 0) {
            out.append("\"features\":[");
            for (int i = 0; i < features.length; i++) {
                if (i > 0) {
                    out.append(',');
                }
                EcmaNumber.append(features[i], out);
            }
            out.append(']');
        }
        if (label != null) {
            member("label", label, out);
        }
        if (text != null) {
            member("text", text, out);
        }
        return out.append('}').toString();
    }

    private static void member(String name, String value, StringBuilder out) {
        if (out.length() > 1) {
            out.append(',');
        }
        out.append('"').append(name).append("\":");
        JsonStrings.append(Normalizer.normalize(value, Normalizer.Form.NFC), out);
    }
}
