package org.datanet.hook.webhook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.datanet.io.AtomicFile;

/** Files that hold secrets, one a line: made whole and with mode 0600, refused when others may read them. */
public final class SecretFiles {
    private SecretFiles() {}

    /**
     * The lines that are neither blank nor begin with {@code #}.
     *
     * @throws IOException when the file is missing or open to others than its owner
     */
    public static List<String> readLines(Path file) throws IOException {
        refuseIfShared(file);
        return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    /**
     * Refuses a file that holds a secret and is not its owner's alone, where the file system knows owners.
     *
     * @throws IOException when it is missing, or open to others
     */
    public static void refuseIfShared(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Set<PosixFilePermission> open = EnumSet.noneOf(PosixFilePermission.class);
            open.addAll(Files.getPosixFilePermissions(file));
            open.removeAll(PosixFilePermissions.fromString("rwx------"));
            if (!open.isEmpty()) {
                throw new IOException(
                        "%s holds a secret, but others may read or write it: chmod 600 it".formatted(file));
            }
        }
    }

    /**
     * The only line.
     *
     * @throws IOException when the file is missing, has another number of lines, or is open to others than its owner
     */
    public static String readLine(Path file) throws IOException {
        List<String> lines = readLines(file);
        if (lines.size() != 1) {
            throw new IOException("%s holds one secret on one line, not %d".formatted(file, lines.size()));
        }
        return lines.get(0);
    }

    /**
     * Makes a file with one line, and the directories above it; a crash leaves the whole file or none.
     *
     * @throws FileAlreadyExistsException when there is one already: a secret that is in use is never replaced
     */
    public static void create(Path file, String line) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(file + " is no file that could be made");
        }
        Files.createDirectories(directory);
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString(), null, "there is a secret already; name another file");
        }
        AtomicFile.writeSecret(file, out -> out.write((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }
}
