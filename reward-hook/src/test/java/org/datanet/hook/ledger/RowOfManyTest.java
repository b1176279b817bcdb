package org.datanet.hook.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.SplittableRandom;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.hook.store.Database;
import org.datanet.proof.Digest;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageTable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One row is proved from one piece of its table, with the very proof that the whole table gives. */
class RowOfManyTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 4_096, 4_097, 8_192, 20_000, 60_001})
    void a_row_is_proved_as_by_the_whole_table(int entries) throws Exception {
        PlantedReceipts planted = new PlantedReceipts(
                new DatanetRef(new DatanetId("wheat"), "1", 200_000, Digest.EMPTY), PlantedReceipts.signer(7));
        UsageReceipt receipt = planted.random("long", entries, 3);
        UsageTable table = receipt.table();
        try (Database database = Database.open(Database.h2Url(directory.resolve("ledger")), "", "")) {
            JdbcUsageLedger ledger = new JdbcUsageLedger(database, Clock.systemUTC());
            long position = ledger.append(receipt);
            SplittableRandom random = new SplittableRandom(entries);
            for (int trial = 0; trial < 20; trial++) {
                int entry = trial == 0 ? 0 : trial == 1 ? table.size() - 1 : random.nextInt(table.size());
                JdbcUsageLedger.Row row =
                        ledger.row(position, table.rows()[entry]).orElseThrow();
                assertThat(row.tableRoot()).isEqualTo(receipt.header().tableRoot());
                assertThat(row.entry().exposures()).isEqualTo(table.exposures(entry));
                assertThat(row.entry().gain()).isEqualTo(table.gain(entry));
                assertThat(row.entry().proof()).isEqualTo(table.merkleTree().inclusion(entry));
            }
            int absent = 0;
            while (java.util.Arrays.binarySearch(table.rows(), absent) >= 0) {
                absent++;
            }
            assertThat(ledger.row(position, absent)).isEmpty();
            assertThat(ledger.row(position, Integer.MAX_VALUE)).isEmpty();
        }
    }
}
