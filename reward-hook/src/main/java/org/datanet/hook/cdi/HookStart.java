package org.datanet.hook.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import org.datanet.hook.HookSettings;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.epochs.EpochScheduler;
import org.datanet.hook.store.Database;

/**
 * Opens the database and begins to deliver, and to close epochs where that is wanted, when the container's application starts, so that a hook that cannot work is not deployed;
 * ends both before the container ends the database, which it does in no order.
 */
@Dependent
public class HookStart {
    /** For CDI. */
    public HookStart() {}

    void start(
            @Observes @Initialized(ApplicationScoped.class) Object event,
            Database database,
            OutboxReporter reporter,
            HookSettings settings,
            Instance<EpochScheduler> scheduler) {
        if (!database.isUp()) {
            throw new IllegalStateException("the database gives no connection");
        }
        reporter.start();
        if (settings.epochs().isPresent()) {
            scheduler.get().start();
        }
    }

    void stop(
            @Observes @BeforeDestroyed(ApplicationScoped.class) Object event,
            OutboxReporter reporter,
            HookSettings settings,
            Instance<EpochScheduler> scheduler)
            throws IOException {
        if (settings.epochs().isPresent()) {
            scheduler.get().close();
        }
        reporter.close();
    }
}
