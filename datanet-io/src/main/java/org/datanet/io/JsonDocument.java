package org.datanet.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.DatanetRef;
import org.datanet.io.InvalidInputException.Place;
import org.datanet.proof.Digest;
import org.jspecify.annotations.Nullable;

/**
 * A kind of JSON file that has exactly one sequence of bytes for a value: UTF-8, members in a fixed order, numbers and strings
 * as RFC 8785 writes them, no times but those of the value. So reading it strictly, writing it again and comparing every byte
 * finds any change. Stateless and thread-safe.
 *
 * @param <T> the value
 */
public abstract class JsonDocument<T> {
    private static final String TAMPERED = "the file was changed after it was written; fetch it again";

    private final String format;

    /** @param format name and version, the first member of the document */
    JsonDocument(String format) {
        this.format = format;
    }

    /** Name and version of the format, as the member {@code format} states it. */
    public final String format() {
        return format;
    }

    /** Writes the members after {@code format}. */
    abstract void writeMembers(T value, JsonOut out) throws IOException;

    /** Reads the members after {@code format}; null when checks failed without which there is no value. */
    abstract @Nullable T readMembers(JsonIn in, Checks checks);

    /** Writes a value to a stream, which stays open. */
    public final void write(T value, OutputStream out) throws IOException {
        JsonOut json = new JsonOut(out);
        write(value, json);
    }

    private void write(T value, JsonOut json) throws IOException {
        json.beginObject().text("format", format);
        writeMembers(value, json);
        json.endObject();
    }

    /** Writes a value to a file, which afterwards has all of it or is as it was before. */
    public final void write(T value, Path file) throws IOException {
        AtomicFile.write(file, out -> write(value, out));
    }

    /**
     * Reads a file.
     *
     * @throws InvalidInputException when it is not such a file or was changed after it was written
     */
    public final T read(Path file) {
        return read(file, ReadLimits.defaults());
    }

    /** Reads a file within the limits. */
    public final T read(Path file, ReadLimits limits) {
        Checks checks = new Checks();
        T value = check(file, limits, checks);
        checks.throwFirst();
        if (value == null) {
            throw new IllegalStateException("a document without failures has a value");
        }
        return value;
    }

    /** Checks a file: its form, what it states about itself, and every byte. */
    public final Verification verify(Path file) {
        Checks checks = new Checks();
        check(file, ReadLimits.defaults(), checks);
        return new Verification(file, format, checks.all());
    }

    /** Reads a file and collects what holds and what does not. */
    final @Nullable T check(Path file, ReadLimits limits, Checks checks) {
        T value;
        try (JsonIn in = new JsonIn(file, limits)) {
            in.beginObject();
            String found = in.text("format");
            if (!found.equals(format)) {
                throw in.wrong("is not " + format, found, "name a file of that format");
            }
            value = readMembers(in, checks);
            in.endObject().end();
            checks.held("form", "every member is there and of its kind");
        } catch (InvalidInputException e) {
            checks.failed("form", e);
            return null;
        }
        if (value != null) {
            compare(value, file, checks);
        }
        return value;
    }

    private void compare(T value, Path file, Checks checks) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            Comparison comparison = new Comparison(in);
            JsonOut json = new JsonOut(comparison);
            write(value, json, comparison);
            if (comparison.differsAt >= 0) {
                checks.failed(
                        "bytes",
                        comparison.place(file),
                        "%s is not written as the format demands (byte %d)"
                                .formatted(comparison.path, comparison.differsAt),
                        TAMPERED);
            } else if (in.read() >= 0) {
                checks.failed("bytes", Place.of(file), "goes on behind its end", TAMPERED);
            } else {
                checks.held("bytes", "writing it again gives the same bytes");
            }
        } catch (IOException e) {
            throw TextInput.unreadable(file, e);
        }
    }

    private void write(T value, JsonOut json, Comparison comparison) throws IOException {
        try {
            write(value, json);
        } catch (Difference e) {
            comparison.path = json.path();
        }
    }

    static void digest(Checks checks, JsonIn in, String name, Digest stated, Digest computed) {
        if (stated.equals(computed)) {
            checks.held(name, computed.hex());
        } else {
            checks.failed(
                    name,
                    in.place(),
                    "the %s is %s, but computed it is %s".formatted(name, stated, computed),
                    TAMPERED);
        }
    }

    static void ref(JsonOut out, DatanetRef ref) throws IOException {
        out.beginObject("datanet")
                .text("id", ref.id().value())
                .text("version", ref.version())
                .number("rows", ref.rows())
                .digest("root", ref.root())
                .endObject();
    }

    static DatanetRef ref(JsonIn in) {
        in.beginObject("datanet");
        DatanetRef ref =
                new DatanetRef(in.text("id", DatanetId::new), in.text("version"), in.count("rows"), in.digest("root"));
        in.endObject();
        return ref;
    }

    @Override
    public final String toString() {
        return format;
    }

    /** Ends a comparison at the first difference. */
    private static final class Difference extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Compares what is written with what stands in a stream. */
    private static final class Comparison extends OutputStream {
        private final InputStream expected;
        private long offset;
        private long line = 1;
        private long column = 1;
        private long differsAt = -1;
        private String path = "";

        Comparison(InputStream expected) {
            this.expected = expected;
        }

        @Override
        public void write(int value) throws IOException {
            if (expected.read() != (value & 0xff)) {
                differsAt = offset;
                throw new Difference();
            }
            offset++;
            column++;
            if (value == '\n') {
                line++;
                column = 1;
            }
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            for (int i = from; i < from + length; i++) {
                write(bytes[i]);
            }
        }

        Place place(Path file) {
            return new Place(file, line, column);
        }
    }
}
