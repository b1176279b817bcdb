package org.datanet.evm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.datanet.reward.IntentStore;
import org.jspecify.annotations.Nullable;

/**
 * Intents in one file: a line per entry, its CRC-32C in 8 hexadecimal digits before it. A last line that a crash cut short is taken
 * away when the file is opened; damage anywhere else is refused. One process at a time, by a lock on the file. Thread-safe.
 */
public final class FileIntentStore implements IntentStore {
    private static final int CHECKSUM = 9;

    private final FileChannel channel;
    private final @Nullable FileLock lock;
    private final List<String> entries = new ArrayList<>();

    private FileIntentStore(FileChannel channel, @Nullable FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Opens the file, or makes it with mode 0600.
     *
     * @throws IOException when another process has it open, or an entry is damaged
     */
    public static FileIntentStore open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            FileIntentStore store = new FileIntentStore(channel, lock(channel, file));
            store.read(file, true);
            return store;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Opens an existing file for reading, whoever writes to it meanwhile; {@link #append} is refused. */
    public static FileIntentStore openReadOnly(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            FileIntentStore store = new FileIntentStore(channel, null);
            store.read(file, false);
            return store;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static FileLock lock(FileChannel channel, Path file) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new IOException(
                    file + " is in use: another process settles from this folder; wait for it or stop it");
        }
        return lock;
    }

    private void read(Path file, boolean repair) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int from = 0;
        while (from < bytes.length) {
            int end = from;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            String line = new String(bytes, from, end - from, StandardCharsets.UTF_8);
            boolean whole = end < bytes.length
                    && line.length() > CHECKSUM
                    && line.charAt(CHECKSUM - 1) == ' '
                    && line.substring(0, CHECKSUM - 1).equals(checksum(line.substring(CHECKSUM)));
            if (!whole) {
                if (end < bytes.length - 1) {
                    throw new IOException("%s line %d is damaged: restore the file from a backup; nothing was sent"
                            .formatted(file, entries.size() + 1));
                }
                if (repair) {
                    channel.truncate(from);
                    channel.force(true);
                }
                break;
            }
            entries.add(line.substring(CHECKSUM));
            from = end + 1;
        }
        if (repair) {
            channel.position(from);
        }
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(crc.getValue());
    }

    @Override
    public synchronized List<String> entries() {
        return List.copyOf(entries);
    }

    @Override
    public synchronized void append(String entry) throws IOException {
        if (entry.isEmpty() || entry.indexOf('\n') >= 0 || entry.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("an entry is one line of text");
        }
        if (lock == null) {
            throw new IOException("this store was opened for reading only");
        }
        long before = channel.position();
        try {
            ByteBuffer line = StandardCharsets.UTF_8.encode(checksum(entry) + " " + entry + "\n");
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        } catch (IOException e) {
            // A half line in the middle of the file would be damage; what is not durable must not be there.
            channel.truncate(before);
            throw e;
        }
        entries.add(entry);
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
