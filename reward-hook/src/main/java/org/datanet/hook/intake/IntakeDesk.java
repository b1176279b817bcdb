package org.datanet.hook.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.io.DatanetReader;
import org.datanet.io.Intake;

/**
 * Opens the Datanets that this hook serves, one request at a time each, because an intake holds a lock on its folder. Thread-safe.
 */
public final class IntakeDesk {
    private final Map<DatanetId, Path> folders;
    private final Clock clock;
    private final Map<DatanetId, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final Map<DatanetId, Seen> seen = new ConcurrentHashMap<>();

    /** @param folders of the Datanets by their names */
    public IntakeDesk(Map<DatanetId, Path> folders, Clock clock) {
        this.folders = new LinkedHashMap<>(folders);
        this.clock = clock;
    }

    /** What a folder held when its samples had that time and size. */
    private record Seen(long modified, long bytes, Datanet datanet) {}

    /** Something to do with an open intake. */
    @FunctionalInterface
    public interface Work<T> {
        T with(Intake intake, DatanetReader reader) throws IOException;
    }

    /** The names of the Datanets that are served. */
    public List<DatanetId> datanets() {
        return List.copyOf(folders.keySet());
    }

    /** Whether that Datanet is served. */
    public boolean serves(DatanetId datanet) {
        return folders.containsKey(datanet);
    }

    /** Where it is kept. */
    public Path folder(DatanetId datanet) {
        Path folder = folders.get(datanet);
        if (folder == null) {
            throw new IllegalArgumentException("Datanet %s is not served here".formatted(datanet));
        }
        return folder;
    }

    /** Does something with a Datanet's intake while nobody else does. */
    public <T> T at(DatanetId datanet, Work<T> work) throws IOException {
        Path folder = folder(datanet);
        ReentrantLock lock = locks.computeIfAbsent(datanet, name -> new ReentrantLock());
        lock.lock();
        try (Intake intake = Intake.open(folder, clock)) {
            return work.with(intake, DatanetReader.open(folder));
        } finally {
            lock.unlock();
        }
    }

    /** The Datanet as it stands; read anew only when its samples have changed. */
    public Datanet read(DatanetId datanet) throws IOException {
        Path folder = folder(datanet);
        DatanetReader reader = DatanetReader.open(folder);
        Path samples = reader.file("samples").orElse(folder.resolve("samples.csv"));
        long modified = Files.getLastModifiedTime(samples).toMillis();
        long bytes = Files.size(samples);
        Seen last = seen.get(datanet);
        if (last == null || last.modified() != modified || last.bytes() != bytes) {
            last = new Seen(modified, bytes, reader.read());
            seen.put(datanet, last);
        }
        return last.datanet();
    }
}
