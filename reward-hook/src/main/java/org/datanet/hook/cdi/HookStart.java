package org.datanet.hook.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.store.Database;

/**
 * Opens the database and begins to deliver when the container's application starts, so that a hook that cannot work is not deployed;
 * ends deliveries before the container ends the database, which it does in no order.
 */
@Dependent
public class HookStart {
    /** For CDI. */
    public HookStart() {}

    void start(
            @Observes @Initialized(ApplicationScoped.class) Object event, Database database, OutboxReporter reporter) {
        if (!database.isUp()) {
            throw new IllegalStateException("the database gives no connection");
        }
        reporter.start();
    }

    void stop(@Observes @BeforeDestroyed(ApplicationScoped.class) Object event, OutboxReporter reporter)
            throws IOException {
        reporter.close();
    }
}
