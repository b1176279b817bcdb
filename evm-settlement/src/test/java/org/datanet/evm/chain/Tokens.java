package org.datanet.evm.chain;

import org.web3j.abi.datatypes.generated.Uint256;

/** What the token for tests is told. */
public final class Tokens {
    private Tokens() {}

    /** Takes a fee of every transfer. */
    public static String setFee(long perMille) {
        return Distributor.encode("setFee", new Uint256(perMille));
    }
}
