package org.datanet.attribution.gain;

import org.datanet.contribution.Datanet;
import org.datanet.contribution.FeatureMatrix;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;

/**
 * What a row says, wherever it stands: its features (or its text, where there are none) and its label. Two rows of one key are copies,
 * whatever else their columns hold.
 *
 * @param key SHA-256 over label and features; the order of keys is the order in which everything here is done
 * @param datanet where the row stands
 * @param row in there
 * @param label index into the label set of the Datanet that is valued, -1 for none
 */
record Payload(Digest key, Datanet datanet, int row, int label) implements Comparable<Payload> {

    static Payload of(Datanet datanet, int row, int label) {
        CanonicalBytes bytes =
                CanonicalBytes.tagged("datanet-features-and-label-1").number(label);
        if (datanet.features().isPresent()) {
            FeatureMatrix features = datanet.features().get();
            for (int c = 0; c < features.columns(); c++) {
                bytes.number(features.get(row, c));
            }
        } else {
            bytes.text(datanet.text(row));
        }
        return new Payload(bytes.toDigest(), datanet, row, label);
    }

    @Override
    public int compareTo(Payload other) {
        return key.compareTo(other.key);
    }
}
