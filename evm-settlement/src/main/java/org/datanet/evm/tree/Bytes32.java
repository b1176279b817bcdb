package org.datanet.evm.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/** 32 bytes as the chain knows them: a hash, a root, a role. Immutable, ordered as unsigned bytes. */
public final class Bytes32 implements Comparable<Bytes32> {
    /** All bytes 0: on the chain, nothing. */
    public static final Bytes32 ZERO = new Bytes32(new byte[32]);

    /** Lanes of the sponge in an array of bytes. */
    static final VarHandle LANES = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;

    private Bytes32(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * @param bytes exactly 32, copied
     * @throws IllegalArgumentException for any other length
     */
    public static Bytes32 of(byte[] bytes) {
        if (bytes.length != 32) {
            throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
        }
        return new Bytes32(bytes.clone());
    }

    /**
     * @param text 0x and 64 hexadecimal digits
     * @throws IllegalArgumentException for any other text
     */
    public static Bytes32 parse(String text) {
        if (!text.matches("0x[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException("a hash is 0x and 64 hexadecimal digits, not \"%s\""
                    .formatted(text.length() > 80 ? text.substring(0, 80) + "..." : text));
        }
        return new Bytes32(HexFormat.of().parseHex(text, 2, text.length()));
    }

    /** The four lanes that begin at an index. */
    static Bytes32 ofLanes(long[] lanes, int at) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < 4; i++) {
            LANES.set(bytes, i * Long.BYTES, lanes[at + i]);
        }
        return new Bytes32(bytes);
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Whether all bytes are 0. */
    public boolean isZero() {
        return equals(ZERO);
    }

    @Override
    public int compareTo(Bytes32 other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes32 that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** 0x and 64 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
