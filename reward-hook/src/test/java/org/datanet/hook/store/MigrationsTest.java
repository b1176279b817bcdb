package org.datanet.hook.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.datanet.contribution.DatanetId;
import org.datanet.proof.Digest;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationsTest {
    private static final String OPTIONS = ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE";

    @TempDir
    Path directory;

    static Stream<String> scripts() {
        return Migrations.SCRIPTS.stream();
    }

    /** H2 commits every statement of a script by itself. */
    @ParameterizedTest
    @MethodSource("scripts")
    void a_script_that_was_left_in_its_middle_is_done_by_the_next_start(String script) throws Exception {
        int version = Migrations.SCRIPTS.indexOf(script) + 1;
        String url = Database.h2Url(directory.resolve("half"));
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(url + OPTIONS);
        if (version > 1) {
            Migrations.upTo(source, version - 1).migrate();
        }
        List<String> statements = statements(script);
        int done = 1 + new SplittableRandom(version).nextInt(statements.size());
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements.subList(0, done)) {
                statement.execute(each);
            }
        }
        Database.open(url, "", "").close();
        Database.open(Database.h2Url(directory.resolve("whole")), "", "").close();
        assertThat(shape(url)).isEqualTo(shape(Database.h2Url(directory.resolve("whole"))));
    }

    private static List<String> statements(String script) throws IOException {
        List<String> statements = new ArrayList<>();
        for (String each :
                Migrations.text(script).replaceAll("(?m)^ *--.*$", "").split(";")) {
            if (!each.isBlank()) {
                statements.add(each);
            }
        }
        return statements;
    }

    /** Columns, indexes and the rows of the only table that begins with one. */
    private static Set<String> shape(String url) throws SQLException {
        Set<String> shape = new TreeSet<>();
        try (Connection connection = DriverManager.getConnection(url + OPTIONS);
                Statement statement = connection.createStatement()) {
            for (String query : List.of(
                    "select 'column', table_name, column_name, data_type, is_nullable from information_schema.columns"
                            + " where table_schema = 'public'",
                    "select 'index', table_name, index_name, index_type_name, '' from information_schema.indexes"
                            + " where table_schema = 'public' and index_name not like 'primary_key%'"
                            + " and index_name not like 'constraint%'",
                    "select 'state', id, size, '', '' from ledger_state",
                    "select 'script', version, description, '', success from \"datanet_schema\""
                            + " where version <> '0'")) {
                try (ResultSet found = statement.executeQuery(query)) {
                    while (found.next()) {
                        shape.add("%s %s %s %s %s"
                                .formatted(
                                        found.getString(1),
                                        found.getString(2),
                                        found.getString(3),
                                        found.getString(4),
                                        found.getString(5)));
                    }
                }
            }
        }
        assertThat(shape).hasSizeGreaterThan(100);
        return shape;
    }

    @Test
    void every_script_in_the_folder_is_named() throws Exception {
        URL folder = Migrations.class.getResource("/org/datanet/hook/migrations/" + Migrations.SCRIPTS.get(0));
        assertThat(folder).isNotNull();
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()).resolveSibling(""))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Migrations.SCRIPTS);
        }
    }

    /** A kill leaves leases behind, which in a file that one process has open nobody can hold. */
    @Test
    void what_a_dead_process_had_leased_is_free_when_its_file_is_opened_again() throws Exception {
        String url = Database.h2Url(directory.resolve("hook"));
        Duration long_ = Duration.ofHours(1);
        try (Database database = Database.open(url, "", "")) {
            Outbox outbox = new Outbox(database, Clock.systemUTC());
            database.write(connection -> outbox.add(
                    connection,
                    new DatanetId("wheat"),
                    "pay",
                    "event",
                    Documents.Kind.REWARDS,
                    Digest.EMPTY,
                    new byte[1]));
            assertThat(outbox.claim("dead", Set.of("pay"), long_)).isPresent();
            try (Database beside = Database.open(url, "", "")) {
                assertThat(new Outbox(beside, Clock.systemUTC()).claim("other", Set.of("pay"), long_))
                        .as("while somebody else has it open")
                        .isEmpty();
            }
        }
        try (Database database = Database.open(url, "", "")) {
            assertThat(new Outbox(database, Clock.systemUTC()).claim("next", Set.of("pay"), long_))
                    .isPresent();
        }
    }
}
