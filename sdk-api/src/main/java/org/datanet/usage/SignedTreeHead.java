package org.datanet.usage;

import java.security.PublicKey;
import java.util.Arrays;
import org.datanet.proof.Signer;

/**
 * The state of a ledger as its keeper signed it. Two signed heads that no consistency proof joins show that the keeper told two
 * stories.
 *
 * @param head the state
 * @param publicKey X.509 encoding of the keeper's Ed25519 key
 * @param signature Ed25519 over {@link TreeHead#bytes()}
 */
public record SignedTreeHead(TreeHead head, byte[] publicKey, byte[] signature) {
    public SignedTreeHead {
        publicKey = publicKey.clone();
        signature = signature.clone();
    }

    /** Signs a state. */
    public static SignedTreeHead sign(TreeHead head, Signer keeper) {
        return new SignedTreeHead(head, keeper.publicKey().getEncoded(), keeper.sign(head.bytes()));
    }

    /** Whether the key signed this head. */
    public boolean verify(PublicKey key) {
        return Arrays.equals(key.getEncoded(), publicKey) && Signer.verify(key, head.bytes(), signature);
    }

    @Override
    public byte[] publicKey() {
        return publicKey.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedTreeHead signed
                && head.equals(signed.head)
                && Arrays.equals(publicKey, signed.publicKey)
                && Arrays.equals(signature, signed.signature);
    }

    @Override
    public int hashCode() {
        return head.hashCode();
    }
}
