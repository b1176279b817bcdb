package org.datanet.proof;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;

/** Signs bytes with an Ed25519 key (RFC 8032), wherever that key is kept. Thread-safe. */
public interface Signer {
    /** Bytes of a signature. */
    int SIGNATURE_BYTES = 64;

    /** The key that verifies, as its X.509 {@code SubjectPublicKeyInfo} encoding. */
    PublicKey publicKey();

    /** The 64 bytes of the signature. Deterministic: same key and bytes, same signature. */
    byte[] sign(byte[] message);

    /**
     * A signer that holds the key in memory.
     *
     * @throws IllegalArgumentException when the pair is not an Ed25519 pair
     */
    static Signer of(KeyPair pair) {
        if (!pair.getPublic().getAlgorithm().equals("EdDSA")
                && !pair.getPublic().getAlgorithm().equals("Ed25519")) {
            throw new IllegalArgumentException(
                    "a signer needs an Ed25519 key, not " + pair.getPublic().getAlgorithm());
        }
        return new Signer() {
            @Override
            public PublicKey publicKey() {
                return pair.getPublic();
            }

            @Override
            public byte[] sign(byte[] message) {
                try {
                    Signature signature = Signature.getInstance("Ed25519");
                    signature.initSign(pair.getPrivate());
                    signature.update(message);
                    return signature.sign();
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException("cannot sign with the given Ed25519 key", e);
                }
            }
        };
    }

    /**
     * The key that an X.509 {@code SubjectPublicKeyInfo} encoding stands for.
     *
     * @throws IllegalArgumentException when it is not the encoding of an Ed25519 key
     */
    static PublicKey publicKey(byte[] encoded) {
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "%d bytes are not the X.509 encoding of an Ed25519 key".formatted(encoded.length), e);
        }
    }

    /** Whether the signature over the message was made with the private half of the key. False for malformed signatures. */
    static boolean verify(PublicKey key, byte[] message, byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            return false; // The platform takes zeros behind a signature for a part of it.
        }
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
