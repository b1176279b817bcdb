package org.datanet.evm.chain;

import java.io.IOException;
import java.math.BigInteger;
import org.datanet.evm.tree.EvmAddress;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;

/** A token (ERC-20): what it is asked and told. Amounts are base units. Thread-safe. */
public final class Erc20 {
    private final Chain chain;
    private final EvmAddress address;

    /** A token; nothing is asked yet. */
    public Erc20(Chain chain, EvmAddress address) {
        this.chain = chain;
        this.address = address;
    }

    /** Where it is. */
    public EvmAddress address() {
        return address;
    }

    /** All there is. */
    public BigInteger supply() throws IOException {
        return ask("totalSupply");
    }

    /** What an account has. */
    public BigInteger balance(EvmAddress account) throws IOException {
        return ask("balanceOf", Distributor.address(account));
    }

    /** What an account lets another one take. */
    public BigInteger allowance(EvmAddress owner, EvmAddress spender) throws IOException {
        return ask("allowance", Distributor.address(owner), Distributor.address(spender));
    }

    /** Data of an approval. */
    public static String approve(EvmAddress spender, BigInteger amount) {
        return Distributor.encode("approve", Distributor.address(spender), new Uint256(amount));
    }

    private BigInteger ask(String name, Type<?>... arguments) throws IOException {
        String answer = chain.call(new Chain.Message(null, address, Distributor.encode(name, arguments)));
        if (answer.length() < 66) {
            throw new IllegalStateException(
                    "the contract at %s does not answer %s: it is no ERC-20 token".formatted(address, name));
        }
        return Distributor.number(answer, 0);
    }
}
