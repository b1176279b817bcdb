package org.datanet.evm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.datanet.contribution.ContributorId;
import org.datanet.evm.tree.Bytes32;
import org.datanet.evm.tree.ClaimTree;
import org.datanet.evm.tree.EvmAddress;
import org.datanet.progress.Progress;
import org.datanet.reward.ClaimProof;
import org.datanet.reward.ProofSource;
import org.jspecify.annotations.Nullable;

/**
 * Proofs under the active root of a settlement's folder, whoever settles from it meanwhile. Needs no node. Keeps the tree of the root
 * that was asked for last; 72 bytes an account. Thread-safe.
 */
public final class SettlementProofs implements ProofSource {
    private final Path folder;
    private final SettlementSettings settings;
    private long size = -1;
    private @Nullable SettlementState state;
    private @Nullable ClaimTree tree;

    private SettlementProofs(Path folder, SettlementSettings settings) {
        this.folder = folder;
        this.settings = settings;
    }

    /** The proofs of a folder. */
    public static SettlementProofs in(Path folder) throws IOException {
        return new SettlementProofs(folder, SettlementSettings.read(folder));
    }

    @Override
    public synchronized Optional<ClaimProof> proof(ContributorId contributor) throws IOException {
        Path journal = folder.resolve(Settlement.JOURNAL);
        if (Files.notExists(journal)) {
            return Optional.empty();
        }
        SettlementState known = state;
        long now = Files.size(journal);
        if (known == null || now != size) {
            try (FileIntentStore store = FileIntentStore.openReadOnly(journal)) {
                SettlementState read = new SettlementState(store);
                if (tree != null && !tree.earnings().equals(read.active())) {
                    tree = null;
                }
                state = read;
                known = read;
                size = now;
            }
        }
        return proof(settings, known, contributor);
    }

    private Optional<ClaimProof> proof(SettlementSettings settings, SettlementState known, ContributorId contributor) {
        Optional<EvmAddress> account = known.binding(contributor).map(AddressBinding::account);
        if (account.isEmpty() || known.active().row(account.get()) < 0) {
            return Optional.empty();
        }
        ClaimTree current = tree;
        if (current == null) {
            current = ClaimTree.of(known.active(), Progress.none());
            tree = current;
        }
        return Optional.of(of(settings, known.activeEpoch(), current, contributor, account.get()));
    }

    /** The proof of an account that is in the tree. */
    static ClaimProof of(
            SettlementSettings settings, long epoch, ClaimTree tree, ContributorId contributor, EvmAddress account) {
        int row = tree.earnings().row(account);
        return new ClaimProof(
                contributor,
                settings.chainId(),
                settings.contract().toString(),
                account.toString(),
                tree.earnings().amount(row),
                epoch,
                tree.root().toString(),
                tree.proof(row).stream().map(Bytes32::toString).toList());
    }
}
