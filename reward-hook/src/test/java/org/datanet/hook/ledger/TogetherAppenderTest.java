package org.datanet.hook.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.hook.ledger.JdbcUsageLedger.Checked;
import org.datanet.hook.ledger.JdbcUsageLedger.Place;
import org.datanet.proof.Digest;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.UsageReceipt;
import org.junit.jupiter.api.Test;

/** Appends that go together stand or fall alone. */
class TogetherAppenderTest {
    private static Checked checked(String run) {
        UsageReceipt receipt = new PlantedReceipts(
                        new DatanetRef(new DatanetId("wheat"), "1", 10, Digest.EMPTY), PlantedReceipts.signer(3))
                .random(run, 2, 1);
        return new Checked(receipt, receipt.digest(), new byte[0], new byte[0]);
    }

    @Test
    void a_receipt_that_the_database_cannot_hold_takes_no_other_with_it() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch gathered = new CountDownLatch(1);
        List<Integer> sizes = new ArrayList<>();
        TogetherAppender appender = new TogetherAppender(batch -> {
            sizes.add(batch.size());
            if (sizes.size() == 1) {
                first.countDown();
                await(gathered);
            }
            if (batch.stream().anyMatch(next -> next.receipt().run().value().equals("bad"))) {
                throw new IOException("refused", new SQLException("invalid byte sequence", "22021"));
            }
            return batch.stream().<Place>map(next -> new Place.Taken()).toList();
        });
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            Future<Place> opening = pool.submit(() -> appender.append(checked("opening")));
            await(first);
            Future<Place> good = pool.submit(() -> appender.append(checked("good")));
            Future<Place> bad = pool.submit(() -> appender.append(checked("bad")));
            Future<Place> late = pool.submit(() -> appender.append(checked("late")));
            while (appender.waiting() < 3) {
                Thread.sleep(1);
            }
            gathered.countDown();

            assertThat(opening.get()).isInstanceOf(Place.Taken.class);
            assertThat(good.get()).isInstanceOf(Place.Taken.class);
            assertThat(late.get()).isInstanceOf(Place.Taken.class);
            assertThat(bad)
                    .failsWithin(java.time.Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withMessageContaining("refused");
            assertThat(sizes).containsExactly(1, 3, 1, 1, 1);
        } finally {
            pool.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IOException("nobody came");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
