package org.datanet.hook.epochs;

import org.datanet.testkit.PrivatePostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same on a real PostgreSQL, whose backup is made by {@code pg_dump} and put back by {@code pg_restore}. */
class RestoredEpochIT extends RestoredEpochTest {
    private static PrivatePostgres postgres;

    @BeforeAll
    static void start() throws Exception {
        postgres = PrivatePostgres.start();
    }

    @AfterAll
    static void end() throws Exception {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    String fresh() throws Exception {
        return postgres.freshUrl();
    }

    @Override
    String copy(String of) throws Exception {
        return postgres.restoredCopyOf(of);
    }
}
