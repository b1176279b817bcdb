package org.datanet.spark;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Lends a file of any Hadoop file system to a reader of local files: a file of this machine as it is, any other as a copy that is
 * deleted when this is closed.
 *
 * @param file to read
 * @param copied whether it is a copy
 */
record RemoteFile(java.nio.file.Path file, boolean copied) implements Closeable {

    /** @throws IllegalArgumentException when there is no such file */
    static RemoteFile fetch(String location, Configuration configuration) {
        Path path = new Path(location);
        try {
            FileSystem system = path.getFileSystem(configuration);
            if (system.getUri().getScheme().equals("file")) {
                return new RemoteFile(
                        java.nio.file.Path.of(
                                Path.getPathWithoutSchemeAndAuthority(path).toString()),
                        false);
            }
            java.nio.file.Path copy = Files.createTempDirectory("datanet-").resolve(path.getName());
            system.copyToLocalFile(false, path, new Path(copy.toUri()), true);
            return new RemoteFile(copy, true);
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException(location + ": does not exist; check the path", e);
        } catch (IOException e) {
            throw new UncheckedIOException(location + ": " + e.getMessage(), e);
        }
    }

    /** Fetches a file, has it read, and closes it. */
    static <T> T with(String location, Configuration configuration, Function<java.nio.file.Path, T> reader) {
        try (RemoteFile remote = fetch(location, configuration)) {
            return reader.apply(remote.file());
        }
    }

    @Override
    public void close() {
        if (copied) {
            try {
                Files.deleteIfExists(file);
                Files.deleteIfExists(file.toAbsolutePath().getParent());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
