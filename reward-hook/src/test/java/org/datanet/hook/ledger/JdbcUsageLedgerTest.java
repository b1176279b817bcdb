package org.datanet.hook.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.Stream;
import org.datanet.hook.store.Database;
import org.datanet.proof.ConsistencyProof;
import org.datanet.proof.InclusionProof;
import org.datanet.testkit.UsageLedgerCompatibilityKit;
import org.datanet.usage.RunId;
import org.datanet.usage.TreeHead;
import org.datanet.usage.UsageLedger;
import org.datanet.usage.UsageReceipt;
import org.junit.jupiter.api.io.TempDir;

/** The ledger kit on H2 in a file. */
class JdbcUsageLedgerTest extends UsageLedgerCompatibilityKit {
    @TempDir
    Path directory;

    @Override
    protected UsageLedger open() throws IOException {
        Database database = Database.open(Database.h2Url(directory.resolve("ledger")), "", "");
        return new WithItsDatabase(new JdbcUsageLedger(database, Clock.systemUTC()), database);
    }

    /** Closes the database with the ledger, as a process that ends would. */
    record WithItsDatabase(JdbcUsageLedger ledger, Database database) implements UsageLedger {
        @Override
        public long append(UsageReceipt receipt) throws IOException {
            return ledger.append(receipt);
        }

        @Override
        public java.util.Optional<UsageReceipt> receipt(RunId run) throws IOException {
            return ledger.receipt(run);
        }

        @Override
        public Stream<UsageReceipt> receipts() throws IOException {
            return ledger.receipts();
        }

        @Override
        public TreeHead head() throws IOException {
            return ledger.head();
        }

        @Override
        public java.util.Optional<InclusionProof> inclusion(RunId run) throws IOException {
            return ledger.inclusion(run);
        }

        @Override
        public ConsistencyProof consistency(long size) throws IOException {
            return ledger.consistency(size);
        }

        @Override
        public void close() {
            database.close();
        }
    }
}
