package org.datanet.hook.ledger;

import java.util.Optional;
import org.datanet.proof.Signer;

/**
 * Checks Ed25519 signatures with exactly the answers of {@link Signer#verify}, which every auditor gets, but sooner: what {@link
 * QuickAcceptance} accepts is accepted, everything else is for the platform to decide. Thread-safe.
 */
final class SignatureCheck {
    private static final String LIBRARY = "org.bouncycastle.math.ec.rfc8032.Ed25519";

    private final Optional<QuickAcceptance> quick;

    private SignatureCheck(Optional<QuickAcceptance> quick) {
        this.quick = quick;
    }

    /** With Bouncy Castle where it is there; otherwise the platform does everything. */
    static SignatureCheck best() {
        try {
            Class.forName(LIBRARY, false, SignatureCheck.class.getClassLoader());
            return new SignatureCheck(Optional.of(new QuickAcceptance()));
        } catch (ClassNotFoundException | LinkageError e) {
            return new SignatureCheck(Optional.empty());
        }
    }

    /**
     * Whether the signature over the message holds.
     *
     * @param publicKey X.509 encoding
     * @throws IllegalArgumentException when that is not the encoding of an Ed25519 key
     */
    boolean holds(byte[] publicKey, byte[] message, byte[] signature) {
        return quick.isPresent() && quick.get().accepts(publicKey, message, signature)
                || Signer.verify(Signer.publicKey(publicKey), message, signature);
    }
}
