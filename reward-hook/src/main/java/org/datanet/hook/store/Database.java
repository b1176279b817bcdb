package org.datanet.hook.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * A relational database with the hook's tables, which are brought up to date when it is opened: H2 in a file by default, PostgreSQL
 * by its URL. A write is durable when its call returns, which on H2 takes a checkpoint that concurrent writers share. Thread-safe.
 */
public final class Database implements AutoCloseable {
    private static final int ATTEMPTS = 5;

    private final DataSource source;
    private final @Nullable HikariDataSource owned;
    private final @Nullable Checkpoint checkpoint;

    private Database(DataSource source, @Nullable HikariDataSource owned, boolean h2) {
        this.source = source;
        this.owned = owned;
        this.checkpoint = h2 ? new Checkpoint(source) : null;
    }

    /** The URL of an H2 database in one file of that directory. */
    public static String h2Url(Path file) {
        return "jdbc:h2:file:" + file.toAbsolutePath();
    }

    /**
     * Opens a database and its pool of connections.
     *
     * @param url {@code jdbc:h2:...} or {@code jdbc:postgresql:...}
     * @param user empty for none
     * @param password empty for none
     * @throws IOException when it cannot be reached, is in use by another process, or its tables cannot be brought up to date
     */
    public static Database open(String url, String user, String password) throws IOException {
        boolean h2 = url.startsWith("jdbc:h2:");
        if (!h2 && !url.startsWith("jdbc:postgresql:")) {
            throw new IOException("a database URL begins with jdbc:h2: or jdbc:postgresql:, not \"%s\""
                    .formatted(withoutSecrets(url)));
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(h2 ? h2Options(url) : url);
        // By name: inside a server, DriverManager does not see the drivers of an application.
        config.setDriverClassName(h2 ? "org.h2.Driver" : "org.postgresql.Driver");
        if (!h2 && !url.contains("reWriteBatchedInserts=")) {
            config.addDataSourceProperty("reWriteBatchedInserts", "true");
        }
        if (!user.isEmpty()) {
            config.setUsername(user);
            config.setPassword(password);
        }
        config.setPoolName("datanet");
        config.setMaximumPoolSize(16);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(10_000);
        Optional<Path> made = h2 ? makeFile(url) : Optional.empty();
        HikariDataSource pool;
        try {
            pool = new HikariDataSource(config);
        } catch (RuntimeException e) {
            if (made.isPresent()) {
                Files.deleteIfExists(made.get());
            }
            if (isInUse(e)) {
                throw new IOException(
                        "the database %s is in use by another process: stop that one, or name another directory or a PostgreSQL"
                                .formatted(withoutSecrets(url)),
                        e);
            }
            throw new IOException("cannot open the database %s: %s".formatted(withoutSecrets(url), rootMessage(e)), e);
        }
        try {
            Migrations.apply(pool);
            if (h2) {
                endLeases(pool);
            }
        } catch (FlywayException | SQLException e) {
            pool.close();
            throw new IOException(
                    "cannot bring the tables of %s up to date: %s".formatted(withoutSecrets(url), rootMessage(e)), e);
        }
        return new Database(pool, pool, h2);
    }

    /** Uses a container's data source, which stays the container's. */
    public static Database of(DataSource source) throws IOException {
        try (Connection connection = source.getConnection()) {
            boolean h2 = connection.getMetaData().getDatabaseProductName().equals("H2");
            Migrations.apply(source);
            return new Database(source, null, h2);
        } catch (SQLException | FlywayException e) {
            throw new IOException("cannot use the data source: " + rootMessage(e), e);
        }
    }

    /** Makes an H2 database's file readable by its owner alone before H2 makes it readable by everybody; gives the file if it is new. */
    private static Optional<Path> makeFile(String url) throws IOException {
        String path = url.substring("jdbc:h2:".length()).replaceFirst(";.*$", "");
        if (!path.startsWith("file:") || url.toUpperCase(java.util.Locale.ROOT).contains(";IFEXISTS=TRUE")) {
            return Optional.empty();
        }
        Path file = Path.of(path.substring("file:".length()) + ".mv.db").toAbsolutePath();
        Path directory = file.getParent();
        if (directory == null) {
            return Optional.empty();
        }
        Files.createDirectories(directory);
        boolean posix = Files.getFileStore(directory).supportsFileAttributeView("posix");
        Set<PosixFilePermission> mine = PosixFilePermissions.fromString("rw-------");
        if (Files.exists(file)) {
            if (posix) {
                Files.setPosixFilePermissions(file, mine);
            }
            return Optional.empty();
        }
        if (posix) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(mine));
        } else {
            Files.createFile(file);
        }
        return Optional.of(file);
    }

    /** H2's error when another process holds the file. */
    private static boolean isInUse(Throwable e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof SQLException failure && failure.getErrorCode() == 90020) {
                return true;
            }
        }
        return false;
    }

    private static String h2Options(String url) {
        String options = url;
        // It keeps 8 parsed statements of a connection unless told otherwise, fewer than an append alone takes.
        for (Map.Entry<String, String> option : Map.of(
                        "MODE",
                        "PostgreSQL",
                        "DATABASE_TO_LOWER",
                        "TRUE",
                        "WRITE_DELAY",
                        "0",
                        "TRACE_LEVEL_FILE",
                        "0",
                        "QUERY_CACHE_SIZE",
                        "100")
                .entrySet()) {
            if (!url.toUpperCase(java.util.Locale.ROOT).contains(";" + option.getKey() + "=")) {
                options += ";" + option.getKey() + "=" + option.getValue();
            }
        }
        return options;
    }

    /** Ends what a process that died had leased, where this one is the only one that has the database open. */
    private static void endLeases(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            boolean alone;
            try (ResultSet sessions = statement.executeQuery("select count(*) from information_schema.sessions")) {
                alone = sessions.next() && sessions.getInt(1) == 1;
            }
            if (alone) {
                statement.executeUpdate("update lane set owner = null, lease_until = 0 where lease_until > 0");
                statement.executeUpdate("delete from idempotency where state = 'RUNNING'");
            }
        }
    }

    /** The URL without what stands after its first {@code ?} or {@code ;}, where passwords may be. */
    static String withoutSecrets(String url) {
        return url.replaceFirst("[?;].*$", "").replaceFirst("//[^/@]*@", "//");
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }

    /** Reads, outside of any larger transaction. */
    public <T extends @Nullable Object> T read(Work<T> work) throws IOException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(true);
            return work.on(connection);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Does the work in one transaction, durable when this returns; nothing of it is kept when it throws. Work that lost against
     * another transaction is done again, so it must have no effects beyond the connection.
     */
    public <T extends @Nullable Object> T write(Work<T> work) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                T result = inTransaction(work);
                if (checkpoint != null) {
                    checkpoint.await();
                }
                return result;
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !isConflict(e)) {
                    throw failed(e);
                }
            }
        }
    }

    private <T extends @Nullable Object> T inTransaction(Work<T> work) throws SQLException, IOException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                T result = work.on(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }
    }

    /** Deadlock, serialization failure, lock timeout. */
    private static boolean isConflict(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.equals("40001") || state.equals("40P01") || state.equals("HYT00") || e.getErrorCode() == 90131;
    }

    /** Whether a unique constraint was violated. */
    public static boolean isDuplicate(SQLException e) {
        return "23505".equals(e.getSQLState());
    }

    private static IOException failed(SQLException e) {
        return new IOException("the database refused: " + rootMessage(e), e);
    }

    /** Whether it is the embedded database. */
    public boolean isH2() {
        return checkpoint != null;
    }

    /** Whether a query is answered within 2 seconds. */
    public boolean isUp() {
        try (Connection connection = source.getConnection()) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (owned != null) {
            owned.close();
        }
    }

    /** Something to do with a connection. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T on(Connection connection) throws SQLException, IOException;
    }
}
