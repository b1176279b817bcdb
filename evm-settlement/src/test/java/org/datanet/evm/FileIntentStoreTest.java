package org.datanet.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class FileIntentStoreTest {
    @TempDir
    private Path folder;

    private Path written(String... entries) throws IOException {
        Path file = Files.createTempFile(folder, "journal", "");
        Files.delete(file);
        try (FileIntentStore store = FileIntentStore.open(file)) {
            for (String entry : entries) {
                store.append(entry);
            }
        }
        return file;
    }

    @Test
    void entries_come_back_in_their_order_from_a_file_that_is_its_owners() throws Exception {
        Path file = written("{\"a\":1}", "ünd", "{}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (FileIntentStore store = FileIntentStore.openReadOnly(file)) {
            assertThat(store.entries()).containsExactly("{\"a\":1}", "ünd", "{}");
            assertThatThrownBy(() -> store.append("more")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_last_entry_that_was_cut_anywhere_is_whole_or_absent() throws Exception {
        byte[] bytes = Files.readAllBytes(written("first", "second ü"));
        int firstEnd = new String(bytes, java.nio.charset.StandardCharsets.UTF_8).indexOf('\n') + 1;
        for (int length = firstEnd; length <= bytes.length; length++) {
            Path cut = folder.resolve("cut" + length);
            Files.write(cut, Arrays.copyOf(bytes, length));
            try (FileIntentStore store = FileIntentStore.open(cut)) {
                assertThat(store.entries())
                        .isEqualTo(length == bytes.length ? List.of("first", "second ü") : List.of("first"));
                store.append("third");
            }
            try (FileIntentStore store = FileIntentStore.openReadOnly(cut)) {
                assertThat(store.entries()).endsWith("third").startsWith("first");
            }
        }
    }

    @Test
    void damage_before_the_end_is_refused() throws Exception {
        byte[] bytes = Files.readAllBytes(written("first", "second", "third"));
        for (int at = 0; at < 24; at++) {
            Path damaged = folder.resolve("damaged" + at);
            byte[] other = bytes.clone();
            other[at] ^= 1;
            Files.write(damaged, other);
            assertThatThrownBy(() -> FileIntentStore.open(damaged))
                    .as("byte %d", at)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is damaged");
        }
    }

    @Test
    void one_writer_at_a_time() throws Exception {
        Path file = written("first");
        try (FileIntentStore store = FileIntentStore.open(file)) {
            assertThatThrownBy(() -> FileIntentStore.open(file)).hasMessageContaining("another process settles");
            try (FileIntentStore reader = FileIntentStore.openReadOnly(file)) {
                assertThat(reader.entries()).isEqualTo(store.entries());
            }
            assertThatThrownBy(() -> store.append("two\nlines")).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
