package org.datanet.hook.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * Brings the tables up to date. The scripts are named here and not searched for, since jars and servers show their folders in different
 * ways, or not at all. Every statement of a script may be repeated: H2 commits each by itself, so that a start that is killed leaves
 * half a script, which the next start does again.
 */
final class Migrations {
    /** In their order; what was released is never changed. */
    static final List<String> SCRIPTS = List.of(
            "V1__ledger_outbox_and_inbox.sql",
            "V2__ledger.sql",
            "V3__access_appeals_and_audit.sql",
            "V4__assignments.sql",
            "V5__epochs.sql",
            "V6__receipt_pieces.sql",
            "V7__epoch_inspections.sql",
            "V8__paid_epochs.sql",
            "V9__known_payments.sql");

    private static final String HISTORY = "datanet_schema";

    private Migrations() {}

    /** The text of a script. */
    static String text(String script) throws IOException {
        try (InputStream in = Migrations.class.getResourceAsStream("/org/datanet/hook/migrations/" + script)) {
            if (in == null) {
                throw new IOException("the hook's jar lacks its script " + script);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Does what is left to do. */
    static void apply(DataSource source) {
        if (isUpToDate(source)) {
            return;
        }
        Flyway flyway = upTo(source, SCRIPTS.size());
        if (Arrays.stream(flyway.info().all()).anyMatch(script -> script.getState() == MigrationState.FAILED)) {
            flyway.repair();
        }
        flyway.migrate();
    }

    /** What brings tables to a version. */
    static Flyway upTo(DataSource source, int version) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(source)
                .resourceProvider(new Scripts())
                .javaMigrationClassProvider(List::of)
                .callbackLocations(new String[0])
                .table(HISTORY)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .validateOnMigrate(false)
                .target(Integer.toString(version))
                .load();
    }

    /** Asks the history alone, which takes a hundredth of what Flyway takes to find that nothing is to be done. */
    private static boolean isUpToDate(DataSource source) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "select version from " + HISTORY + " where success and version = '" + SCRIPTS.size() + "'")) {
            return found.next();
        } catch (SQLException e) {
            return false; // There is no history yet. What else is wrong, the migration meets as well.
        }
    }

    /** Hands Flyway the scripts. */
    private static final class Scripts implements ResourceProvider {
        @Override
        public @Nullable LoadableResource getResource(String name) {
            return SCRIPTS.contains(name) ? new Script(name) : null;
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return SCRIPTS.stream()
                    .filter(name ->
                            name.startsWith(prefix) && Arrays.stream(suffixes).anyMatch(name::endsWith))
                    .<LoadableResource>map(Script::new)
                    .toList();
        }
    }

    /** One of them. */
    private static final class Script extends LoadableResource {
        private final String name;

        Script(String name) {
            this.name = name;
        }

        @Override
        public Reader read() {
            try {
                return new StringReader(text(name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String getAbsolutePath() {
            return name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return name;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
