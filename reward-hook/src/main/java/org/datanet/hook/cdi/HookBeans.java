package org.datanet.hook.cdi;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.datanet.hook.HookSettings;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.deliver.Receiver;
import org.datanet.hook.store.Database;
import org.datanet.hook.store.Documents;
import org.datanet.hook.store.Events;
import org.datanet.hook.store.Idempotency;

/** Makes the parts of the hook, each once and when it is first asked for. */
@Dependent
public class HookBeans {
    /** For CDI. */
    public HookBeans() {}

    @Produces
    @Singleton
    Database database(HookSettings settings) throws IOException {
        return settings.openDatabase();
    }

    void close(@Disposes Database database) {
        database.close();
    }

    @Produces
    @Singleton
    Documents documents(Database database, HookSettings settings) {
        return new Documents(database, settings.clock());
    }

    @Produces
    @Singleton
    Events events(Database database, HookSettings settings) {
        return new Events(database, settings.clock());
    }

    @Produces
    @Singleton
    Idempotency idempotency(Database database, HookSettings settings) {
        return new Idempotency(database, settings.clock());
    }

    @Produces
    @Singleton
    OutboxReporter reporter(Database database, HookSettings settings) {
        return OutboxReporter.to(settings.receivers().toArray(Receiver[]::new))
                .clock(settings.clock())
                .open(database)
                .start();
    }

    void close(@Disposes OutboxReporter reporter) throws IOException {
        reporter.close();
    }
}
