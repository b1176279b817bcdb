package org.datanet.evm.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.datanet.progress.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimTreeTest {

    /** The roots are what {@code evm-settlement/toolchain/tree.mjs N} prints. */
    @ParameterizedTest
    @CsvSource({
        "1, 0xc24cbad8c6258b4f38180998a382ecdfeb7718be55075a73a78c7e73e5bdcaf3",
        "2, 0x654d0939206e299ee3eff82ed6acc2571a9b74d38c4b9b41291f5aa8b4fde311",
        "3, 0x948e14a2e4c827677733772ac1000ea1f7a3327ad6941f0abc44615a1ddda1ac",
        "4, 0xa258c6c7c8c063e51d2399656b587a36d78fbccb9bea73f663aae7370b802904",
        "5, 0x4cac40e21819624f291eddc09bc707cf99fdc2609c79342122e5840400e38e56",
        "7, 0xa558fc3fe5a646140e459106148651dbf83e20fa8e9544bf83dde92a78b85699",
        "8, 0xa32b889d5580bd99e5b0d6cd68fac45c54c8fa1dd43a59787b5c1eaf167d1a0f",
        "9, 0xb90fe2b5e1968f1c2d167e859543541f81eadb5e59d40e40a603900936d2e3df",
        "1000, 0xb292fc966c81a7a9a7add348ecd3b46dfe568ef50689e4db3dce57cd92c673a8",
        "5000, 0xa878ab70a9f22d7f0461fd499a468692e71125751a799e765e4142c0f8a7f49f"
    })
    void the_root_is_the_one_that_OpenZeppelin_computes(int accounts, String root) {
        ClaimTree tree = ClaimTree.of(MadeUp.earnings(accounts), Progress.none());
        assertThat(tree.root()).hasToString(root);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 100, 1_001})
    void every_proof_leads_to_the_root_and_no_other_claim_does(int accounts) {
        ClaimTree tree = ClaimTree.of(MadeUp.earnings(accounts), Progress.none());
        Earnings earnings = tree.earnings();
        for (int row = 0; row < accounts; row++) {
            List<Bytes32> proof = tree.proof(row);
            assertThat(ClaimTree.verify(earnings.account(row), earnings.amount(row), proof, tree.root()))
                    .isTrue();
            assertThat(ClaimTree.verify(
                            earnings.account(row), earnings.amount(row).add(BigInteger.ONE), proof, tree.root()))
                    .isFalse();
            if (!proof.isEmpty()) {
                List<Bytes32> shorter = proof.subList(1, proof.size());
                assertThat(ClaimTree.verify(earnings.account(row), earnings.amount(row), shorter, tree.root()))
                        .isFalse();
                assertThat(ClaimTree.verify(
                                earnings.account((row + 1) % accounts), earnings.amount(row), proof, tree.root()))
                        .isFalse();
            }
        }
    }

    @Test
    void the_tree_is_the_same_whatever_the_number_of_threads() throws Exception {
        Earnings earnings = MadeUp.earnings(40_000);
        ForkJoinPool one = new ForkJoinPool(1);
        ForkJoinPool many = new ForkJoinPool(7);
        try {
            ClaimTree alone =
                    one.submit(() -> ClaimTree.of(earnings, Progress.none())).get();
            ClaimTree together =
                    many.submit(() -> ClaimTree.of(earnings, Progress.none())).get();
            assertThat(together.root()).isEqualTo(alone.root());
            for (int row = 0; row < earnings.size(); row += 17) {
                assertThat(together.proof(row)).isEqualTo(alone.proof(row));
            }
        } finally {
            one.shutdown();
            many.shutdown();
        }
    }

    @Test
    void nobody_gives_no_tree() {
        assertThatThrownBy(() -> ClaimTree.of(Earnings.none(), Progress.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nobody has earned anything");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void one_permutation_hashes_as_the_reference_does(long seed) {
        Random random = new Random(seed);
        for (int trial = 0; trial < 200; trial++) {
            long[] lanes = random.longs(8).toArray();
            byte[] input = new byte[64];
            for (int i = 0; i < 64; i++) {
                input[i] = (byte) (lanes[i / 8] >>> 8 * (i % 8));
            }
            long[] out = new long[4];
            Keccak.hash(lanes[0], lanes[1], lanes[2], lanes[3], out, 0);
            assertThat(Bytes32.ofLanes(out, 0).bytes()).isEqualTo(reference(input, 32));
            Keccak.hash(lanes[0], lanes[1], lanes[2], lanes[3], lanes[4], lanes[5], lanes[6], lanes[7], out, 0);
            assertThat(Bytes32.ofLanes(out, 0).bytes()).isEqualTo(reference(input, 64));
        }
    }

    private static byte[] reference(byte[] input, int length) {
        KeccakDigest digest = new KeccakDigest(256);
        digest.update(input, 0, length);
        byte[] hash = new byte[32];
        digest.doFinal(hash, 0);
        return hash;
    }

    @Test
    void earnings_stand_in_the_order_of_accounts_and_are_found() {
        Earnings earnings = MadeUp.earnings(1_000);
        List<EvmAddress> accounts = new ArrayList<>();
        BigInteger sum = BigInteger.ZERO;
        for (int row = 0; row < earnings.size(); row++) {
            accounts.add(earnings.account(row));
            sum = sum.add(earnings.amount(row));
            assertThat(earnings.row(earnings.account(row))).isEqualTo(row);
        }
        assertThat(accounts).isSorted();
        assertThat(sum).isEqualTo(earnings.total());
        assertThat(earnings.row(EvmAddress.of(new byte[20]))).isNegative();
        assertThat(Earnings.of(earnings.toMap())).isEqualTo(earnings);
    }

    @Test
    void what_cannot_be_owed_is_refused() {
        EvmAddress account = EvmAddress.of(HexFormat.of().parseHex("11".repeat(20)));
        assertThatThrownBy(() -> Earnings.of(Map.of(account, BigInteger.valueOf(-1))))
                .hasMessageContaining(account.toString())
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> Earnings.of(Map.of(EvmAddress.of(new byte[20]), BigInteger.ONE)))
                .hasMessageContaining("zero address");
        assertThatThrownBy(() -> Earnings.of(Map.of(account, BigInteger.ONE.shiftLeft(128))))
                .hasMessageContaining("2^128");
        BigInteger most = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);
        assertThat(Earnings.of(Map.of(account, most)).amount(0)).isEqualTo(most);
        assertThat(Earnings.of(Map.of(account, BigInteger.ZERO))).isEqualTo(Earnings.none());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed  |
            0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359  |
            0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeE  | wrong checksum
            0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed  | wrong checksum
            0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed  | carries no checksum
            5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed    | 0x and 40 hexadecimal digits
            0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe   | 0x and 40 hexadecimal digits
            contributor.eth                             | 0x and 40 hexadecimal digits
            """)
    void an_address_is_read_with_its_checksum_only(String text, @org.jspecify.annotations.Nullable String complaint) {
        if (complaint == null) {
            assertThat(EvmAddress.parse(text)).hasToString(text);
        } else {
            assertThatThrownBy(() -> EvmAddress.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(complaint);
        }
    }
}
