package org.datanet.io;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.datanet.io.InvalidInputException.Place;
import org.datanet.proof.CanonicalBytes;
import org.datanet.proof.Digest;

/**
 * Appends to several files of a folder so that all of it happens or nothing, whatever crashes when. What is to be appended is
 * staged in files of its own; then a journal is put in place, which says how long every target was; then the targets are cut to
 * that length and appended to. Whoever opens the folder next finishes a journal that is in place and drops a stage without one.
 * Holds a lock on the folder while open.
 */
final class IntakeJournal implements Closeable {
    /** The folder in which all of this lives. */
    static final String FOLDER = ".intake";

    private static final String JOURNAL = "journal";
    private static final String TAG = "datanet-intake-journal-1";

    private final Path folder;
    private final Path own;
    private final Consumer<String> step;
    private final FileChannel channel;
    private final FileLock lock;
    private final Map<String, Stage> stages = new TreeMap<>();

    private IntakeJournal(Path folder, Consumer<String> step, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.own = folder.resolve(FOLDER);
        this.step = step;
        this.channel = channel;
        this.lock = lock;
    }

    /** Whether a journal waits to be finished, so that the folder's files may be in between. */
    static boolean isPending(Path folder) {
        return Files.exists(folder.resolve(FOLDER).resolve(JOURNAL));
    }

    /**
     * Locks a folder and finishes what a crash left.
     *
     * @param step told before every step that can crash, so that tests can
     * @throws InvalidInputException when somebody else holds the lock
     */
    static IntakeJournal open(Path folder, Consumer<String> step) throws IOException {
        Path own = folder.resolve(FOLDER);
        Files.createDirectories(own);
        FileChannel channel = FileChannel.open(
                own.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held within this process: the same to the caller as held by another.
        }
        if (lock == null) {
            channel.close();
            throw new InvalidInputException(
                    Place.of(folder), "another intake is under way", "", "wait until it has ended and try again");
        }
        IntakeJournal journal = new IntakeJournal(folder, step, channel, lock);
        boolean recovered = false;
        try {
            journal.recover();
            recovered = true;
        } finally {
            if (!recovered) {
                journal.close();
            }
        }
        return journal;
    }

    private void recover() throws IOException {
        Path journal = own.resolve(JOURNAL);
        if (Files.exists(journal)) {
            apply(read(journal));
        }
        dropStages();
    }

    private void dropStages() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(own, "*.stage")) {
            for (Path stage : left) {
                Files.delete(stage);
            }
        }
    }

    /** A stream whose bytes will be appended to the file of that name; the same stream for the same name. */
    OutputStream stage(String name) throws IOException {
        Stage stage = stages.get(name);
        if (stage == null) {
            Path target = folder.resolve(name);
            long size = Files.exists(target) ? Files.size(target) : 0;
            Path file = own.resolve(name + ".stage");
            stage = new Stage(name, size, file, new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
            stages.put(name, stage);
        }
        return stage.out;
    }

    /** Makes everything that was staged happen. */
    void commit() throws IOException {
        step.accept("stages");
        List<Append> appends = new ArrayList<>();
        for (Stage stage : stages.values()) {
            stage.out.close();
            force(stage.file);
            appends.add(new Append(stage.name, stage.sizeBefore, Files.size(stage.file), Manifest.sha256(stage.file)));
        }
        stages.clear();
        step.accept("journal");
        AtomicFile.write(own.resolve(JOURNAL), out -> out.write(encode(appends)));
        apply(appends);
        dropStages();
    }

    /** Forgets what was staged. */
    void rollBack() throws IOException {
        for (Stage stage : stages.values()) {
            stage.out.close();
        }
        stages.clear();
        dropStages();
    }

    private void apply(List<Append> appends) throws IOException {
        for (Append append : appends) {
            step.accept("append to " + append.name);
            Path target = folder.resolve(append.name);
            Path stage = own.resolve(append.name + ".stage");
            if (Files.exists(target) ? Files.size(target) < append.sizeBefore : append.sizeBefore > 0) {
                throw new InvalidInputException(
                        Place.of(target),
                        "is shorter than the %d bytes it had when an intake began".formatted(append.sizeBefore),
                        "",
                        "restore it from a copy, then run the intake again");
            }
            if (!Files.exists(stage) || !Manifest.sha256(stage).equals(append.sha256)) {
                throw new InvalidInputException(
                        Place.of(stage), "is not what the journal says", "", "restore the folder from a copy");
            }
            append(target, append.sizeBefore, stage);
        }
        step.accept("end");
        Files.delete(own.resolve(JOURNAL));
        AtomicFile.force(own);
        step.accept("clean up");
    }

    private void append(Path target, long sizeBefore, Path stage) throws IOException {
        boolean fresh = !Files.exists(target);
        try (FileChannel from = FileChannel.open(stage, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            to.truncate(sizeBefore);
            to.position(sizeBefore);
            long size = from.size();
            long done = 0;
            while (done < size) {
                long part = done == 0 ? Math.max(1, size / 2) : size - done;
                done += from.transferTo(done, part, to);
                step.accept("within " + target.getFileName());
            }
            to.force(true);
        }
        if (fresh) {
            AtomicFile.force(folder);
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static byte[] encode(List<Append> appends) {
        CanonicalBytes bytes = CanonicalBytes.tagged(TAG).number(appends.size());
        for (Append append : appends) {
            bytes.text(append.name)
                    .number(append.sizeBefore)
                    .number(append.length)
                    .digest(append.sha256);
        }
        byte[] body = bytes.toByteArray();
        return ByteBuffer.allocate(body.length + Digest.LENGTH)
                .put(body)
                .put(Digest.sha256(body).bytes())
                .array();
    }

    private static List<Append> read(Path journal) throws IOException {
        byte[] all = Files.readAllBytes(journal);
        byte[] body = Arrays.copyOf(all, Math.max(0, all.length - Digest.LENGTH));
        List<Append> appends = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
            if (all.length <= Digest.LENGTH
                    || !Arrays.equals(Digest.sha256(body).bytes(), Arrays.copyOfRange(all, body.length, all.length))
                    || !text(in).equals(TAG)) {
                throw new EOFException();
            }
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                appends.add(
                        new Append(text(in), in.readLong(), in.readLong(), Digest.of(in.readNBytes(Digest.LENGTH))));
            }
        } catch (EOFException e) {
            throw new InvalidInputException(Place.of(journal), "is damaged", "", "restore the folder from a copy", e);
        }
        return appends;
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    /** Replaces a small file of the intake itself. */
    void replace(String name, JsonDocument<IntakeState> document, IntakeState state) throws IOException {
        step.accept("state");
        document.write(state, own.resolve(name));
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }

    private record Stage(String name, long sizeBefore, Path file, OutputStream out) {}

    private record Append(String name, long sizeBefore, long length, Digest sha256) {}
}
