package org.datanet.hook.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.hook.store.Database;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.RunId;
import org.datanet.usage.UsageReceipt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged before a {@code kill -9} is there after it, once, under a tree that holds. On H2, which acknowledges early. */
class KilledLedgerIT {
    private static final int ROUNDS = Integer.getInteger("datanet.kill-rounds", 5);

    @TempDir
    Path directory;

    /** The process that is killed: appends from several threads and says what was acknowledged. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] arguments) throws Exception {
            Database database = Database.open(Database.h2Url(Path.of(arguments[0])), "", "");
            JdbcUsageLedger ledger = new JdbcUsageLedger(database, Clock.systemUTC());
            for (int thread = 0; thread < 4; thread++) {
                int number = thread;
                new Thread(() -> {
                            for (int i = 0; ; i++) {
                                String run = arguments[1] + "-" + number + "-" + i;
                                try {
                                    ledger.append(planted().random(run, 20, i));
                                } catch (IOException e) {
                                    return;
                                }
                                System.out.println(run);
                            }
                        })
                        .start();
            }
        }
    }

    private static PlantedReceipts planted() {
        return new PlantedReceipts(
                new DatanetRef(new DatanetId("killed"), "1", 1_000, Digest.EMPTY), PlantedReceipts.signer(3));
    }

    @Test
    void nothing_acknowledged_is_lost_and_nothing_stands_twice() throws Exception {
        Path file = directory.resolve("ledger");
        SplittableRandom random = new SplittableRandom(11);
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Appender.class.getName(),
                            file.toString(),
                            "round-" + round)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            int enough = 20 + random.nextInt(60);
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    acknowledged.add(line);
                    if (--enough == 0) {
                        process.destroyForcibly();
                    }
                }
            } catch (IOException e) {
                // The pipe broke with the process.
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            check(file, acknowledged);
        }
        assertThat(acknowledged).hasSizeGreaterThan(20 * ROUNDS);
    }

    private static void check(Path file, List<String> acknowledged) throws IOException {
        try (Database database = Database.open(Database.h2Url(file), "", "")) {
            JdbcUsageLedger ledger = new JdbcUsageLedger(database, Clock.systemUTC());
            for (String run : acknowledged) {
                assertThat(ledger.receipt(new RunId(run))).as(run).isPresent();
            }
            try (var receipts = ledger.receipts()) {
                List<UsageReceipt> all = receipts.toList();
                assertThat(all.stream().map(UsageReceipt::run)).doesNotHaveDuplicates();
                assertThat(ledger.head().root())
                        .isEqualTo(MerkleTree.of(all.stream()
                                        .map(receipt ->
                                                MerkleTree.leaf(receipt.digest().bytes()))
                                        .toList())
                                .root());
            }
        }
    }
}
