package org.datanet.hook.epochs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.datanet.contribution.Datanet;
import org.datanet.proof.Digest;
import org.datanet.quality.QualityPolicy;
import org.datanet.reward.RewardReport;
import org.datanet.usage.RunId;
import org.datanet.usage.UsageReceipt;

/** Works out what an epoch comes to: guard, valuation and rule. Runs in the scheduler's thread. */
public interface EpochAccount {

    /** What the guard says of a closed epoch, so that it can be challenged before it is paid. */
    Document inspect(Epoch epoch) throws IOException;

    /** What the receipts of a closed epoch pay. */
    Account account(Epoch epoch) throws IOException;

    /**
     * A closed epoch.
     *
     * @param folder of the Datanet
     * @param datanet its state when the epoch was closed
     * @param number of the epoch
     * @param accepted appeals that the owner has accepted: their findings no longer count
     * @param used opens this Datanet's receipts of this epoch and earlier ones; each call gives a fresh stream
     * @param paid opens this Datanet's receipts that this epoch pays; each call gives a fresh stream
     */
    record Epoch(
            Path folder,
            Datanet datanet,
            int number,
            List<QualityPolicy.Appeal> accepted,
            Supplier<Stream<UsageReceipt>> used,
            Supplier<Stream<UsageReceipt>> paid) {
        public Epoch {
            accepted = List.copyOf(accepted);
        }
    }

    /**
     * A quality report as a file.
     *
     * @param bytes not to be written to
     */
    record Document(byte[] bytes) {
        /** SHA-256 of the bytes, under which it is served. */
        public Digest digest() {
            return Digest.sha256(bytes);
        }
    }

    /**
     * What an epoch comes to.
     *
     * @param quality that weighed the rows
     * @param valuation that priced them, as the bytes of {@code valuation.json}; empty where it is not shown
     * @param strangers runs that are not paid, because their receipts are of no state that the Datanet has had
     */
    record Account(RewardReport rewards, Document quality, Optional<Document> valuation, List<RunId> strangers) {
        public Account {
            strangers = List.copyOf(strangers);
        }
    }
}
