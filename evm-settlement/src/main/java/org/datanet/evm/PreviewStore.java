package org.datanet.evm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datanet.reward.IntentStore;

/** What a file holds, and what would be appended to it: the file is never touched. Thread-safe. */
final class PreviewStore implements IntentStore {
    private final List<String> entries;

    private PreviewStore(List<String> entries) {
        this.entries = entries;
    }

    /** Begins with the entries of a file, or with none where there is no such file. */
    static PreviewStore of(Path file) throws IOException {
        if (Files.notExists(file)) {
            return new PreviewStore(new ArrayList<>());
        }
        try (FileIntentStore store = FileIntentStore.openReadOnly(file)) {
            return new PreviewStore(new ArrayList<>(store.entries()));
        }
    }

    @Override
    public synchronized List<String> entries() {
        return List.copyOf(entries);
    }

    @Override
    public synchronized void append(String entry) {
        entries.add(entry);
    }

    @Override
    public void close() {}
}
