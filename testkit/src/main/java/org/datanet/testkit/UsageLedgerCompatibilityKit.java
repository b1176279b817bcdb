package org.datanet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.proof.Digest;
import org.datanet.proof.InclusionProof;
import org.datanet.proof.MerkleTree;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.RunId;
import org.datanet.usage.RunState;
import org.datanet.usage.TreeHead;
import org.datanet.usage.UsageLedger;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link UsageLedger} must do. Extend it, say how yours is opened, and run it with JUnit. */
public abstract class UsageLedgerCompatibilityKit {
    private static final DatanetRef DATANET = new DatanetRef(new DatanetId("kit"), "1", 10_000, Digest.EMPTY);

    /** Receipts to append. */
    protected final PlantedReceipts planted = new PlantedReceipts(DATANET, PlantedReceipts.signer(1));

    private UsageLedger ledger;

    /** Called once by JUnit. */
    @SuppressWarnings("NullAway.Init")
    protected UsageLedgerCompatibilityKit() {}

    /**
     * Opens the ledger of this test: empty the first time, later with all that was appended before it was closed. Every test
     * method has its own.
     */
    protected abstract UsageLedger open() throws IOException;

    @BeforeEach
    final void openLedger() throws IOException {
        ledger = open();
    }

    @AfterEach
    final void closeLedger() throws IOException {
        ledger.close();
    }

    /** The ledger of this test, as it is open now. */
    protected final UsageLedger ledger() {
        return ledger;
    }

    /** Closes and opens the ledger. */
    protected final void reopen() throws IOException {
        ledger.close();
        ledger = open();
    }

    @Test
    void a_new_ledger_is_empty() throws IOException {
        assertThat(ledger.head().size()).isZero();
        assertThat(ledger.head().root()).isEqualTo(Digest.EMPTY);
        assertThat(all()).isEmpty();
        assertThat(ledger.receipt(new RunId("nobody"))).isEmpty();
        assertThat(ledger.inclusion(new RunId("nobody"))).isEmpty();
    }

    @Test
    void receipts_come_back_in_the_order_of_arrival_with_every_number() throws IOException {
        List<UsageReceipt> receipts = append(7);

        assertThat(all()).containsExactlyElementsOf(receipts);
        for (UsageReceipt receipt : receipts) {
            UsageReceipt back = ledger.receipt(receipt.run()).orElseThrow();
            assertThat(back.header()).isEqualTo(receipt.header());
            assertThat(back.table().rows()).isEqualTo(receipt.table().rows());
            assertThat(back.table().exposures()).isEqualTo(receipt.table().exposures());
            assertThat(back.table().gains()).isEqualTo(receipt.table().gains());
            assertThat(back.signature()).isEqualTo(receipt.signature());
        }
    }

    @Test
    void the_root_is_the_rfc_9162_root_over_the_digests() throws IOException {
        List<Digest> leaves = new ArrayList<>();
        for (UsageReceipt receipt : append(9)) {
            leaves.add(MerkleTree.leaf(receipt.digest().bytes()));
        }
        assertThat(ledger.head().size()).isEqualTo(9);
        assertThat(ledger.head().root()).isEqualTo(MerkleTree.of(leaves).root());
    }

    @Test
    void everything_is_still_there_after_it_was_closed_and_opened() throws IOException {
        List<UsageReceipt> receipts = append(5);
        TreeHead before = ledger.head();
        reopen();

        assertThat(all()).containsExactlyElementsOf(receipts);
        assertThat(ledger.head().size()).isEqualTo(before.size());
        assertThat(ledger.head().root()).isEqualTo(before.root());
        assertThat(ledger.append(planted.random("later", 10, 99))).isEqualTo(5);
    }

    @Test
    void appending_the_same_receipt_again_changes_nothing() throws IOException {
        List<UsageReceipt> receipts = append(3);
        TreeHead before = ledger.head();

        assertThat(ledger.append(receipts.get(1))).isEqualTo(1);
        reopen();
        assertThat(ledger.append(receipts.get(2))).isEqualTo(2);

        assertThat(ledger.head().size()).isEqualTo(before.size());
        assertThat(ledger.head().root()).isEqualTo(before.root());
        assertThat(all()).hasSize(3);
    }

    @Test
    void another_receipt_of_a_known_run_is_refused_by_name() throws IOException {
        append(2);
        UsageReceipt other = planted.random("run-1", 5, 4_711);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledger.append(other))
                .withMessageContaining("run-1");
        assertThat(all()).hasSize(2).doesNotContain(other);
    }

    @Test
    void a_table_that_was_not_signed_is_refused_by_name() throws IOException {
        UsageReceipt honest = planted.random("forged-table", 20, 5);
        long[] gains = honest.table().gains().clone();
        gains[0]++;
        UsageTable better = new UsageTable(honest.table().rows(), honest.table().exposures(), gains);
        UsageReceipt forged = new UsageReceipt(honest.header(), better, honest.publicKey(), honest.signature());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledger.append(forged))
                .withMessageContaining("forged-table");
        assertThat(all()).isEmpty();
        assertThat(ledger.append(honest)).isZero();
    }

    @Test
    void a_signature_that_does_not_hold_is_refused_by_name() throws IOException {
        UsageReceipt honest = planted.random("forged-signature", 20, 5);
        byte[] signature = honest.signature();
        signature[10] ^= 1;
        UsageReceipt forged = new UsageReceipt(honest.header(), honest.table(), honest.publicKey(), signature);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledger.append(forged))
                .withMessageContaining("forged-signature");
        assertThat(ledger.head().size()).isZero();
    }

    @Test
    void every_receipt_is_proved_to_be_in_the_present_state() throws IOException {
        for (UsageReceipt receipt : append(11)) {
            InclusionProof proof = ledger.inclusion(receipt.run()).orElseThrow();
            Digest leaf = MerkleTree.leaf(receipt.digest().bytes());
            assertThat(proof.size()).isEqualTo(11);
            assertThat(proof.leadsFrom(leaf, ledger.head().root())).isTrue();
            assertThat(proof.leadsFrom(
                            MerkleTree.leaf(new byte[32]), ledger.head().root()))
                    .isFalse();
        }
    }

    @Test
    void every_earlier_state_is_proved_to_be_a_prefix_of_the_present_one() throws IOException {
        List<TreeHead> heads = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            ledger.append(planted.random("run-" + i, 5, i));
            heads.add(ledger.head());
        }
        for (TreeHead old : heads) {
            assertThat(ledger.consistency(old.size())
                            .leadsFrom(old.root(), ledger.head().root()))
                    .as("from %d", old.size())
                    .isTrue();
        }
        assertThat(ledger.consistency(4)
                        .leadsFrom(heads.get(4).root(), ledger.head().root()))
                .isFalse();
    }

    @Test
    void a_state_that_never_was_has_no_proof() throws IOException {
        append(2);
        assertThatIllegalArgumentException().isThrownBy(() -> ledger.consistency(3));
        assertThatIllegalArgumentException().isThrownBy(() -> ledger.consistency(0));
    }

    @Test
    void failed_runs_and_empty_tables_and_large_fees_are_kept_as_they_are() throws IOException {
        UsageTable none = new UsageTable(new int[0], new long[0], new long[0]);
        UsageReceipt failed = planted.of("failed", "acme", BigInteger.TWO.pow(200), RunState.FAILED, none);
        ledger.append(failed);
        reopen();
        assertThat(ledger.receipt(failed.run())).contains(failed);
        assertThat(ledger.receipt(failed.run()).orElseThrow().header().state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void a_long_table_comes_back_whole() throws IOException {
        int[] rows = new int[60_000];
        long[] exposures = new long[rows.length];
        long[] gains = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
            exposures[i] = i % 7;
            gains[i] = (i % 2 == 0 ? 1L : -1L) * i * 1_000_003L;
        }
        UsageReceipt receipt = planted.of("long", "acme", 5, new UsageTable(rows, exposures, gains));
        ledger.append(receipt);
        reopen();
        assertThat(ledger.receipt(receipt.run()).orElseThrow().table().gains()).isEqualTo(gains);
    }

    @Test
    void concurrent_appends_each_get_one_place_and_lose_nothing() throws Exception {
        int threads = 4;
        int each = 6;
        Set<Long> places = ConcurrentHashMap.newKeySet();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread * each;
                work.add(() -> {
                    for (int i = first; i < first + each; i++) {
                        UsageReceipt receipt = planted.random("run-" + i, 30, i);
                        places.add(ledger.append(receipt));
                        ledger.append(receipt);
                    }
                    return null;
                });
            }
            for (Future<Void> done : pool.invokeAll(work)) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(places).hasSize(threads * each);
        assertThat(all()).hasSize(threads * each);
        assertThat(ledger.head().size()).isEqualTo(threads * each);
    }

    /** Appends {@code run-0}, {@code run-1} and so on. */
    protected final List<UsageReceipt> append(int count) throws IOException {
        List<UsageReceipt> receipts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UsageReceipt receipt = planted.random("run-" + i, 25, i);
            assertThat(ledger.append(receipt)).isEqualTo(i);
            receipts.add(receipt);
        }
        return receipts;
    }

    private List<UsageReceipt> all() throws IOException {
        try (Stream<UsageReceipt> receipts = ledger.receipts()) {
            return receipts.toList();
        }
    }
}
