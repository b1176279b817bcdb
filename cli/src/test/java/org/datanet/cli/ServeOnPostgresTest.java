package org.datanet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.datanet.hook.store.Database;
import org.junit.jupiter.api.Test;

/** The command line ships what its option {@code serve --db jdbc:postgresql:...} takes. */
class ServeOnPostgresTest {
    @Test
    void the_driver_is_there_and_says_that_nobody_answers() {
        assertThatThrownBy(() -> Database.open("jdbc:postgresql://127.0.0.1:1/none", "somebody", "secret"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/none")
                .hasMessageContaining("refused")
                .hasMessageNotContaining("secret");
    }

    @Test
    void what_brings_its_tables_up_to_date_is_there() throws IOException {
        List<String> plugins = new ArrayList<>();
        for (URL file : Collections.list(ServeOnPostgresTest.class
                .getClassLoader()
                .getResources("META-INF/services/org.flywaydb.core.extensibility.Plugin"))) {
            try (InputStream in = file.openStream()) {
                plugins.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(plugins).anyMatch(names -> names.contains("PostgreSQL"));
    }
}
