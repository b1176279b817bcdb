package org.datanet.attribution.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of any length, read through memory maps of 1 GB each. Thread-safe. Unmapped when it is no longer reachable. */
final class MappedBytes {
    private static final int SHIFT = 30;
    private static final int MASK = (1 << SHIFT) - 1;

    private final MappedByteBuffer[] parts;
    private final long size;

    MappedBytes(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            size = channel.size();
            parts = new MappedByteBuffer[(int) ((size + MASK) >>> SHIFT)];
            for (int i = 0; i < parts.length; i++) {
                long from = (long) i << SHIFT;
                parts[i] = channel.map(FileChannel.MapMode.READ_ONLY, from, Math.min(1L << SHIFT, size - from));
                parts[i].order(ByteOrder.BIG_ENDIAN);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot map " + file, e);
        }
    }

    long size() {
        return size;
    }

    /** The byte at a place, 0 to 255; 0 beyond the end. */
    int at(long place) {
        return place >= size ? 0 : parts[(int) (place >>> SHIFT)].get((int) (place & MASK)) & 0xff;
    }

    /** Four bytes as an unsigned number, at a place that is a multiple of 4. */
    long unsignedInt(long place) {
        return parts[(int) (place >>> SHIFT)].getInt((int) (place & MASK)) & 0xffffffffL;
    }

    /** Eight bytes as a number, at a place that is a multiple of 8. */
    long longAt(long place) {
        return parts[(int) (place >>> SHIFT)].getLong((int) (place & MASK));
    }

    /** Eight bytes from any place as a number whose unsigned order is that of the bytes; zeros beyond the end. */
    long word(long place) {
        int offset = (int) (place & MASK);
        if (place + Long.BYTES <= size && offset <= MASK + 1 - Long.BYTES) {
            return parts[(int) (place >>> SHIFT)].getLong(offset);
        }
        long word = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            word = word << 8 | at(place + i);
        }
        return word;
    }

    /** Bytes [from, from + length) as an array. */
    byte[] copy(long from, int length) {
        byte[] copy = new byte[length];
        for (int done = 0; done < length; ) {
            ByteBuffer part = parts[(int) (from + done >>> SHIFT)];
            int offset = (int) (from + done & MASK);
            int chunk = Math.min(length - done, part.capacity() - offset);
            part.get(offset, copy, done, chunk);
            done += chunk;
        }
        return copy;
    }
}
