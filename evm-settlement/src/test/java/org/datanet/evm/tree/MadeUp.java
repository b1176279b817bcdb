package org.datanet.evm.tree;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.datanet.proof.Digest;

/** Accounts and amounts that {@code toolchain/tree.mjs} makes up in the same way. */
public final class MadeUp {
    private MadeUp() {}

    /** Earnings of so many accounts. */
    public static Earnings earnings(int accounts) {
        Map<EvmAddress, BigInteger> amounts = new HashMap<>(accounts * 2);
        for (int i = 0; i < accounts; i++) {
            byte[] digest = Digest.sha256(("account " + i).getBytes(StandardCharsets.UTF_8))
                    .bytes();
            amounts.put(
                    EvmAddress.of(Arrays.copyOf(digest, 20)),
                    new BigInteger(1, Arrays.copyOfRange(digest, 20, 28)).add(BigInteger.ONE));
        }
        return Earnings.of(amounts);
    }
}
