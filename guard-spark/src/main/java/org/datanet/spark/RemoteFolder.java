package org.datanet.spark;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Lends a Datanet's folder of any Hadoop file system to the reader of one machine: a folder of this machine as it is, any other as a copy of
 * everything but the samples, which is deleted when this is closed.
 *
 * @param folder to read
 * @param copied whether it is a copy
 */
record RemoteFolder(java.nio.file.Path folder, boolean copied) implements Closeable {

    static RemoteFolder fetch(String location, Configuration configuration) {
        Path path = new Path(location);
        try {
            FileSystem system = path.getFileSystem(configuration);
            if (system.getUri().getScheme().equals("file")) {
                return new RemoteFolder(
                        java.nio.file.Path.of(
                                Path.getPathWithoutSchemeAndAuthority(path).toString()),
                        false);
            }
            java.nio.file.Path copy = Files.createTempDirectory("datanet-");
            for (FileStatus file : system.listStatus(path)) {
                String name = file.getPath().getName();
                if (file.isFile() && !name.startsWith("samples")) {
                    system.copyToLocalFile(
                            false, file.getPath(), new Path(copy.resolve(name).toUri()), true);
                }
            }
            return new RemoteFolder(copy, true);
        } catch (IOException e) {
            throw new UncheckedIOException(location + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (copied) {
            try (Stream<java.nio.file.Path> files = Files.list(folder)) {
                for (java.nio.file.Path file : files.toList()) {
                    Files.delete(file);
                }
                Files.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
