package org.datanet.evm.chain;

import java.io.IOException;
import org.datanet.evm.tree.EvmAddress;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;

/**
 * Signs with a secp256k1 key, wherever that key is kept: a keystore file, a hardware module, a signing service. Only digests reach it.
 * Thread-safe.
 */
public interface TransactionSigner {

    /** The account of the key. */
    EvmAddress address();

    /**
     * Signs.
     *
     * @param digest 32 bytes
     * @return 65 bytes: r, s (the lower of the two), and 27 or 28
     * @throws IOException when the key cannot be used
     */
    byte[] sign(byte[] digest) throws IOException;

    /** A signer that holds the key in memory. */
    static TransactionSigner of(ECKeyPair key) {
        EvmAddress address = EvmAddress.parseUnchecked("0x" + Keys.getAddress(key));
        return new TransactionSigner() {
            @Override
            public EvmAddress address() {
                return address;
            }

            @Override
            public byte[] sign(byte[] digest) {
                Sign.SignatureData signature = Sign.signMessage(digest, key, false);
                byte[] bytes = new byte[65];
                System.arraycopy(signature.getR(), 0, bytes, 0, 32);
                System.arraycopy(signature.getS(), 0, bytes, 32, 32);
                bytes[64] = signature.getV()[0];
                return bytes;
            }

            /** Never the key. */
            @Override
            public String toString() {
                return "signer of " + address;
            }
        };
    }
}
