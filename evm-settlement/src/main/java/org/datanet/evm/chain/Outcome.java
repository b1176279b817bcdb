package org.datanet.evm.chain;

import java.math.BigInteger;
import java.util.Optional;
import org.datanet.evm.tree.EvmAddress;

/** How far a transaction has got. */
public sealed interface Outcome {

    /** It is on its way; nothing has to be done but to ask again. */
    record Waiting(String purpose, String reason) implements Outcome {}

    /**
     * It is as deep in the chain as was asked for.
     *
     * @param succeeded false when it was reverted, or another transaction took its nonce
     * @param created the contract that it created
     */
    record Final(String purpose, boolean succeeded, BigInteger gasUsed, Optional<EvmAddress> created)
            implements Outcome {}
}
