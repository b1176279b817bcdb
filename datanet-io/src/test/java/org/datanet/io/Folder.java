package org.datanet.io;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** A Datanet folder written by hand, file by file. */
final class Folder {
    static final String YAML = """
            name: tiny
            version: "1"
            columns:
              epoch: epoch
              label: label
              features: [x, y]
            labels: [a, b]
            """;
    static final String SAMPLES = """
            id,contributor,epoch,label,x,y
            s1,ann,0,a,1,2
            s2,bob,0,b,0.5,-3e2
            s3,ann,1,a,-0.25,4
            """;

    private final Path path;

    Folder(Path directory) {
        path = directory.resolve("net");
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A small sound Datanet. */
    static Folder sound(Path directory) {
        return new Folder(directory).with("datanet.yaml", YAML).with("samples.csv", SAMPLES);
    }

    Folder with(String name, String text) {
        return with(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Folder with(String name, byte[] bytes) {
        try (OutputStream out = Files.newOutputStream(path.resolve(name));
                OutputStream packed = name.endsWith(".gz") ? new GZIPOutputStream(out) : out) {
            packed.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Folder without(String name) {
        try {
            Files.delete(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Path path() {
        return path;
    }

    DatanetReader open() {
        return DatanetReader.open(path);
    }

    /** What reading everything is refused with, with the folder's path cut away. */
    String refusal() {
        InvalidInputException refused = catchThrowableOfType(InvalidInputException.class, () -> {
            DatanetReader reader = open();
            reader.read();
            reader.readHoldout();
            reader.readReference();
            reader.commitments();
            reader.reveals();
        });
        if (refused == null) {
            throw new AssertionError("the folder was read without a word");
        }
        return refused.getMessage().replace(path + "/", "").replace(path.toString(), "net");
    }
}
