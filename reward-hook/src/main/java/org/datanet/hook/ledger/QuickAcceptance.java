package org.datanet.hook.ledger;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Says yes to an Ed25519 signature only where RFC 8032's equation without cofactor, {@code S B = R + h A}, holds, and so only where the
 * platform says yes. Bouncy Castle checks a multiple {@code v (S B - R - h A) = 0} with a {@code v} of its own, which a point of small
 * order in {@code A} or {@code R} could satisfy without the equation; so both must be in the group of prime order, in which {@code v},
 * which is not 0 there, can be divided out. A key is checked once and held. Where this says no, nothing is said. Thread-safe.
 */
final class QuickAcceptance {
    /** What stands before the 32 bytes of a key in its X.509 encoding (RFC 8410, section 4). */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int KEYS = 1_024;

    private final Map<ByteBuffer, Optional<Ed25519.PublicPoint>> keys = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Optional<Ed25519.PublicPoint>> eldest) {
            return size() > KEYS;
        }
    };

    /** True only when the signature holds; false when it does not, or is for others to check. */
    boolean accepts(byte[] publicKey, byte[] message, byte[] signature) {
        if (signature.length != Ed25519.SIGNATURE_SIZE
                || publicKey.length != X509.length + Ed25519.PUBLIC_KEY_SIZE
                || !Arrays.equals(publicKey, 0, X509.length, X509, 0, X509.length)) {
            return false;
        }
        Optional<Ed25519.PublicPoint> key = key(publicKey);
        // The signature begins with R, in the form of a key.
        return key.isPresent()
                && Ed25519.verify(signature, 0, key.get(), message, 0, message.length)
                && Ed25519.validatePublicKeyFull(signature, 0);
    }

    private Optional<Ed25519.PublicPoint> key(byte[] publicKey) {
        ByteBuffer name = ByteBuffer.wrap(publicKey.clone());
        synchronized (keys) {
            Optional<Ed25519.PublicPoint> known = keys.get(name);
            if (known != null) {
                return known;
            }
        }
        Optional<Ed25519.PublicPoint> key =
                Optional.ofNullable(Ed25519.validatePublicKeyFullExport(publicKey, X509.length));
        synchronized (keys) {
            keys.put(name, key);
        }
        return key;
    }
}
