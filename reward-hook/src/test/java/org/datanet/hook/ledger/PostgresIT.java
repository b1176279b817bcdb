package org.datanet.hook.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.datanet.hook.ReportsForTests;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.deliver.Receiver;
import org.datanet.hook.deliver.RetrySchedule;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.PrivatePostgres;
import org.datanet.hook.webhook.WebhookSecrets;
import org.datanet.rest.Headers;
import org.datanet.testkit.UsageLedgerCompatibilityKit;
import org.datanet.usage.UsageLedger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same promises on a real PostgreSQL: the ledger's, and those of an outbox that many workers share. */
class PostgresIT extends UsageLedgerCompatibilityKit {
    private static PrivatePostgres postgres;
    private String url = "";

    @BeforeAll
    static void start() throws Exception {
        postgres = PrivatePostgres.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    protected UsageLedger open() throws IOException {
        try {
            if (url.isEmpty()) {
                url = postgres.freshUrl();
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
        Database database = Database.open(url, "datanet", "");
        return new JdbcUsageLedgerTest.WithItsDatabase(new JdbcUsageLedger(database, Clock.systemUTC()), database);
    }

    @Test
    void many_workers_deliver_everything_once_and_in_order() throws Exception {
        int datanets = 4;
        int reports = 10;
        Map<String, List<String>> arrived = Collections.synchronizedMap(new HashMap<>());
        List<String> expected = new ArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newCachedThreadPool());
        receiver.createContext("/", exchange -> {
            String event = exchange.getRequestHeaders().getFirst(Headers.WEBHOOK_ID);
            String body = new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            String datanet = body.replaceFirst("(?s).*\"id\":\"(d[0-9]+)\".*", "$1");
            // Every third attempt is refused, so that lanes change hands in the middle.
            boolean refuse = Math.floorMod((event + System.nanoTime()).hashCode(), 3) == 0;
            if (!refuse) {
                arrived.computeIfAbsent(datanet, key -> Collections.synchronizedList(new ArrayList<>()))
                        .add(event);
            }
            exchange.sendResponseHeaders(refuse ? 503 : 204, -1);
            exchange.close();
        });
        receiver.start();
        WebhookSecrets secrets = WebhookSecrets.of(List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        Receiver target = Receiver.webhook(
                "pay", URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/"), secrets);
        RetrySchedule quick =
                new RetrySchedule(Duration.ofMillis(5), 1.5, Duration.ofMillis(50), Duration.ofMinutes(5));
        String shared = postgres.freshUrl();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (Database first = Database.open(shared, "datanet", "")) {
            OutboxReporter writer = OutboxReporter.to(target).schedule(quick).open(first);
            for (int i = 0; i < reports; i++) {
                for (int d = 0; d < datanets; d++) {
                    writer.report(ReportsForTests.report("d" + d, i));
                    if (d == 0) {
                        expected.add("reward-" + ReportsForTests.report("d0", i).digest());
                    }
                }
            }
            List<Callable<Long>> workers = new ArrayList<>();
            for (int worker = 0; worker < 4; worker++) {
                workers.add(() -> {
                    try (Database own = Database.open(shared, "datanet", "");
                            OutboxReporter reporter =
                                    OutboxReporter.to(target).schedule(quick).open(own)) {
                        return reporter.deliver(Duration.ofSeconds(90));
                    }
                });
            }
            for (Future<Long> left : pool.invokeAll(workers)) {
                assertThat(left.get()).isZero();
            }
        } finally {
            pool.shutdownNow();
            receiver.stop(0);
        }
        assertThat(arrived.get("d0")).containsExactlyElementsOf(expected);
        assertThat(arrived).hasSize(datanets);
        assertThat(arrived.values())
                .allSatisfy(events -> assertThat(events).hasSize(reports).doesNotHaveDuplicates());
    }

    @Test
    void a_database_that_is_stopped_refuses_clearly_and_loses_nothing_when_it_comes_back() throws Exception {
        append(3);
        postgres.stopServer();
        try {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> ledger().append(planted.random("down", 5, 9))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not appended");
        } finally {
            postgres.startServer();
        }
        assertThat(ledger().head().size()).isEqualTo(3);
        assertThat(ledger().append(planted.random("down", 5, 9))).isEqualTo(3);
    }
}
