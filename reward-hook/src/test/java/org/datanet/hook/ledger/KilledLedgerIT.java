package org.datanet.hook.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.hook.ForkedJvm;
import org.datanet.hook.store.Database;
import org.datanet.proof.Digest;
import org.datanet.proof.MerkleTree;
import org.datanet.testkit.planted.PlantedReceipts;
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
            int most = Integer.parseInt(arguments[2]);
            for (int thread = 0; thread < 4; thread++) {
                int number = thread;
                new Thread(() -> {
                            for (int i = 0; i < most; i++) {
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
        ForkedJvm jvm = ForkedJvm.archiving(
                Files.createDirectory(directory.resolve("archive")), Appender.class, file.toString(), "training", "5");
        SplittableRandom random = new SplittableRandom(11);
        List<Digest> leaves = new ArrayList<>();
        int acknowledged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Process process = jvm.start(
                            Appender.class, file.toString(), "round-" + round, Integer.toString(Integer.MAX_VALUE))
                    .start();
            int enough = 20 + random.nextInt(60);
            List<String> runs = new ArrayList<>();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    runs.add(line);
                    if (--enough == 0) {
                        process.destroyForcibly();
                    }
                }
            } catch (IOException e) {
                // The pipe broke with the process.
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            acknowledged += runs.size();
            check(file, runs, leaves, leaves.size());
        }
        assertThat(acknowledged).isGreaterThanOrEqualTo(20 * ROUNDS);
        int kept = leaves.size();
        leaves.clear();
        check(file, List.of(), leaves, 0);
        assertThat(leaves).as("after all rounds").hasSize(kept);
        System.out.printf("%d kills: %d receipts acknowledged, %d in the ledger%n", ROUNDS, acknowledged, kept);
    }

    /** Reads the ledger from a place on, and holds it against what is known of it. */
    private static void check(Path file, List<String> acknowledged, List<Digest> leaves, int from) throws IOException {
        try (Database database = Database.open(Database.h2Url(file), "", "")) {
            JdbcUsageLedger ledger = new JdbcUsageLedger(database, Clock.systemUTC());
            Set<String> runs = new HashSet<>();
            try (var receipts = ledger.receipts(from, ledger.size())) {
                receipts.forEach(receipt -> {
                    assertThat(runs.add(receipt.run().value()))
                            .as("%s stands once", receipt.run())
                            .isTrue();
                    leaves.add(MerkleTree.leaf(receipt.digest().bytes()));
                });
            }
            assertThat(runs).containsAll(acknowledged);
            assertThat(ledger.head().root()).isEqualTo(MerkleTree.of(leaves).root());
        }
    }
}
