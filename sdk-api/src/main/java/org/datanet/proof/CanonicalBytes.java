package org.datanet.proof;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Builds the canonical byte form of a value: fields one after the other, numbers big-endian, everything of variable length
 * prefixed by its length as 4 bytes, so that no two different sequences of fields give the same bytes. Not thread-safe.
 */
public final class CanonicalBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    /** Begins with a tag, so that bytes of one kind never pass for another. */
    public static CanonicalBytes tagged(String tag) {
        return new CanonicalBytes().text(tag);
    }

    public CanonicalBytes text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public CanonicalBytes bytes(byte[] value) {
        number(value.length);
        out.writeBytes(value);
        return this;
    }

    public CanonicalBytes digest(Digest value) {
        out.writeBytes(value.bytes());
        return this;
    }

    public CanonicalBytes number(int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
        return this;
    }

    public CanonicalBytes number(long value) {
        out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        return this;
    }

    /** The bits of a finite double; minus zero becomes zero. */
    public CanonicalBytes number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a canonical number is finite, not " + value);
        }
        return number(Double.doubleToLongBits(value + 0.0));
    }

    public CanonicalBytes number(BigInteger value) {
        return bytes(value.toByteArray());
    }

    /** Milliseconds of the epoch; finer parts are not kept. */
    public CanonicalBytes instant(Instant value) {
        return number(value.toEpochMilli());
    }

    public byte[] toByteArray() {
        return out.toByteArray();
    }

    /** SHA-256 of the bytes. */
    public Digest toDigest() {
        return Digest.sha256(toByteArray());
    }
}
