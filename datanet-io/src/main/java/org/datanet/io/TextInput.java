package org.datanet.io;

import static org.datanet.io.InvalidInputException.quote;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.datanet.io.InvalidInputException.Place;

/**
 * A file as strict UTF-8 text, unpacked when its name ends in {@code .gz}. Skips a UTF-8 byte order mark; refuses other
 * encodings, files that are packed but not named so, and files that unpack beyond the limits. Everything that goes wrong while
 * reading is an {@link InvalidInputException}. Not thread-safe.
 */
final class TextInput extends Reader {
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final InputStream in;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
    private long offset;
    private long line = 1;
    private boolean ended;
    private int pending = -1;

    private TextInput(Path file, InputStream in, int bom) {
        this.file = file;
        this.in = in;
        this.offset = bom;
    }

    /** Opens a file. */
    static TextInput open(Path file, ReadLimits limits) {
        try {
            if (Files.isDirectory(file)) {
                throw new InvalidInputException(Place.of(file), "is a directory, not a file", "", "name a file");
            }
            Packed packed = new Packed(Files.newInputStream(file));
            try {
                boolean gzip = file.getFileName().toString().endsWith(".gz");
                InputStream in = gzip ? new GZIPInputStream(packed, BUFFER) : packed;
                return decode(file, new Limited(file, in, packed, gzip, limits));
            } catch (IOException | RuntimeException e) {
                packed.close();
                throw e;
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static TextInput decode(Path file, InputStream in) throws IOException {
        PushbackInputStream start = new PushbackInputStream(in, 4);
        byte[] magic = start.readNBytes(4);
        int bom = 0;
        if (begins(magic, 0xEF, 0xBB, 0xBF)) {
            bom = 3;
        } else if (begins(magic, 0xFF, 0xFE) || begins(magic, 0xFE, 0xFF)) {
            throw new InvalidInputException(Place.of(file), "is written in UTF-16", "", "save it as UTF-8");
        } else if (begins(magic, 0x1F, 0x8B)) {
            throw new InvalidInputException(
                    Place.of(file),
                    "is packed with gzip but not named so",
                    "",
                    "name it " + file.getFileName() + ".gz");
        } else if (begins(magic, 'P', 'K', 3, 4)) {
            throw new InvalidInputException(
                    Place.of(file), "is a ZIP archive or a spreadsheet", "", "unpack it, or save it as CSV in UTF-8");
        }
        start.unread(magic, bom, magic.length - bom);
        return new TextInput(file, start, bom);
    }

    private static boolean begins(byte[] magic, int... expected) {
        if (magic.length < expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if ((magic[i] & 0xff) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    static InvalidInputException unreadable(Path file, IOException e) {
        Place place = Place.of(file);
        if (e instanceof NoSuchFileException) {
            return new InvalidInputException(place, "does not exist", "", "check the path", e);
        }
        if (e instanceof AccessDeniedException) {
            return new InvalidInputException(place, "may not be read by this user", "", "give it read permission", e);
        }
        if (e instanceof EOFException) {
            return new InvalidInputException(
                    place, "ends in the middle of its gzip stream", "", "fetch it again, whole", e);
        }
        if (e instanceof ZipException) {
            return new InvalidInputException(
                    place,
                    "is not a sound gzip file (" + e.getMessage() + ")",
                    "",
                    "pack it again, or drop .gz from its name if it is not packed",
                    e);
        }
        return new InvalidInputException(
                place, "cannot be read (" + e.getMessage() + ")", "", "check the disk and the path", e);
    }

    /** The file, as it was named. */
    Path file() {
        return file;
    }

    @Override
    public int read(char[] buffer, int from, int length) {
        if (length == 0) {
            return 0;
        }
        if (pending >= 0) {
            buffer[from] = (char) pending;
            pending = -1;
            return 1;
        }
        if (length == 1) {
            return readOne(buffer, from);
        }
        CharBuffer out = CharBuffer.wrap(buffer, from, length);
        while (true) {
            int before = bytes.position();
            CoderResult result = decoder.decode(bytes, out, ended);
            offset += bytes.position() - before;
            if (result.isError()) {
                refuseBytes(buffer, from, out.position(), result.length());
            }
            // Wrapped around the caller's array, so the position counts from its start.
            int got = out.position() - from;
            if (got > 0) {
                count(buffer, from, got);
                return got;
            }
            if (ended) {
                return -1;
            }
            fill();
        }
    }

    /** Room for one character is too little for the decoder, which hands out surrogate pairs whole. */
    private int readOne(char[] buffer, int from) {
        char[] two = new char[2];
        int got = read(two, 0, 2);
        if (got <= 0) {
            return got;
        }
        buffer[from] = two[0];
        pending = got == 2 ? two[1] : -1;
        return 1;
    }

    private void count(char[] buffer, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (buffer[i] == '\n') {
                line++;
            }
        }
    }

    private void refuseBytes(char[] buffer, int from, int to, int length) {
        count(buffer, from, to - from);
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < Math.min(length, bytes.remaining()); i++) {
            hex.append("%02X ".formatted(bytes.get(bytes.position() + i)));
        }
        String shown = hex.toString().strip();
        throw new InvalidInputException(
                new Place(file, line, 0),
                "is not UTF-8 at byte %d (%s)".formatted(offset, shown),
                shown,
                "save it as UTF-8");
    }

    private void fill() {
        bytes.compact();
        try {
            int got = in.read(bytes.array(), bytes.position(), bytes.remaining());
            if (got < 0) {
                ended = true;
            } else {
                bytes.position(bytes.position() + got);
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        bytes.flip();
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Counts what is read from the disk. */
    private static final class Packed extends FilterInputStream {
        private long count;

        Packed(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int got = super.read(buffer, from, length);
            count += Math.max(0, got);
            return got;
        }
    }

    /** Ends a file that unpacks beyond the limits. */
    private static final class Limited extends FilterInputStream {
        private final Path file;
        private final Packed packed;
        private final boolean gzip;
        private final ReadLimits limits;
        private long count;

        Limited(Path file, InputStream in, Packed packed, boolean gzip, ReadLimits limits) {
            super(in);
            this.file = file;
            this.packed = packed;
            this.gzip = gzip;
            this.limits = limits;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            check(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            int got = super.read(buffer, from, length);
            check(Math.max(0, got));
            return got;
        }

        private void check(int got) {
            count += got;
            if (count > limits.bytes()) {
                throw new InvalidInputException(
                        Place.of(file),
                        "has more than %d bytes".formatted(limits.bytes()),
                        quote(Long.toString(count)),
                        "split it, or raise the limit of bytes");
            }
            if (gzip && count > ReadLimits.FREE_BYTES && count > packed.count * limits.ratio()) {
                throw new InvalidInputException(
                        Place.of(file),
                        "unpacks to more than %d times its size".formatted(limits.ratio()),
                        quote(Long.toString(count)),
                        "unpack it yourself if you trust it, or raise the limit of the ratio");
            }
        }
    }
}
