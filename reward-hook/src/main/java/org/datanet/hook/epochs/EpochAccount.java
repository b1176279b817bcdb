package org.datanet.hook.epochs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.datanet.quality.QualityPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.usage.UsageReceipt;

/** Works out what an epoch's receipts pay: guard, valuation and rule, as the owner wires them. Runs in the scheduler's thread. */
@FunctionalInterface
public interface EpochAccount {

    /**
     * Accounts for an epoch.
     *
     * @param folder of the Datanet
     * @param accepted appeals that the owner has accepted: their findings no longer count
     * @param receipts opens the receipts that this epoch pays; each call gives a fresh stream
     */
    Account of(Path folder, int epoch, List<QualityPolicy.Appeal> accepted, Supplier<Stream<UsageReceipt>> receipts)
            throws IOException;

    /**
     * What an epoch comes to.
     *
     * @param quality the guard's report as a document, to be shown beside the rewards
     */
    record Account(RewardReport rewards, Optional<byte[]> quality) {}
}
