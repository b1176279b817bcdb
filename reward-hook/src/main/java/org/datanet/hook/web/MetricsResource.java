package org.datanet.hook.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import java.util.Locale;
import org.datanet.hook.ledger.JdbcUsageLedger;
import org.datanet.hook.store.Message;
import org.datanet.hook.store.Outbox;
import org.datanet.rest.Metrics;

/** Counts what stands in the database, which is right on every node and after every restart, and times this process's requests. */
@HookPart
@Path(Metrics.PATH)
public class MetricsResource implements Metrics {
    @Inject
    private JdbcUsageLedger ledger;

    @Inject
    private Outbox outbox;

    @Inject
    private RequestTimes times;

    /** For CDI and JAX-RS, which on some servers looks for a constructor without parameters. */
    public MetricsResource() {}

    @Override
    public String metrics() {
        StringBuilder text = new StringBuilder();
        text.append("# HELP datanet_ledger_receipts Receipts in the ledger.\n# TYPE datanet_ledger_receipts counter\n")
                .append("datanet_ledger_receipts ")
                .append((long) Requests.stored(ledger::size))
                .append('\n');
        text.append("# HELP datanet_deliveries Deliveries by state.\n# TYPE datanet_deliveries gauge\n");
        for (Message.State state : Message.State.values()) {
            text.append("datanet_deliveries{state=\"")
                    .append(state.name().toLowerCase(Locale.ROOT))
                    .append("\"} ")
                    .append((long) Requests.stored(() -> outbox.count(state)))
                    .append('\n');
        }
        Runtime runtime = Runtime.getRuntime();
        text.append("# HELP datanet_heap_used_bytes Heap in use.\n# TYPE datanet_heap_used_bytes gauge\n")
                .append("datanet_heap_used_bytes ")
                .append(runtime.totalMemory() - runtime.freeMemory())
                .append('\n');
        times.write(text);
        return text.toString();
    }
}
