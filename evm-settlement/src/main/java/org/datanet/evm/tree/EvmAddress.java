package org.datanet.evm.tree;

import java.util.Arrays;
import java.util.HexFormat;
import org.web3j.crypto.Keys;

/** An account or a contract of an EVM chain: 20 bytes. Its text form carries the checksum of EIP-55. */
public final class EvmAddress implements Comparable<EvmAddress> {
    private static final int LENGTH = 20;

    private final byte[] bytes;

    private EvmAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * @param bytes exactly 20, copied
     * @throws IllegalArgumentException for any other length
     */
    public static EvmAddress of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("an address has 20 bytes, not " + bytes.length);
        }
        return new EvmAddress(bytes.clone());
    }

    /**
     * Reads what a person wrote. The checksum is required, because nothing else guards against a wrong digit.
     *
     * @throws IllegalArgumentException when the text is not 0x and 40 hexadecimal digits, or its checksum is wrong
     */
    public static EvmAddress parse(String text) {
        EvmAddress address = parseUnchecked(text);
        if (!address.toString().equals(text)) {
            boolean none = text.equals("0x" + text.substring(2).toLowerCase(java.util.Locale.ROOT))
                    || text.equals("0x" + text.substring(2).toUpperCase(java.util.Locale.ROOT));
            throw new IllegalArgumentException((none
                            ? "address %s carries no checksum (EIP-55): compare it with its source; if every digit is right, write %s"
                            : "address %s has a wrong checksum (EIP-55): a digit or a letter's case is wrong; copy it again from its source (these digits would be %s)")
                    .formatted(text, address));
        }
        return address;
    }

    /**
     * Reads what a program wrote, with or without a checksum.
     *
     * @throws IllegalArgumentException when the text is not 0x and 40 hexadecimal digits
     */
    public static EvmAddress parseUnchecked(String text) {
        if (!text.matches("0x[0-9a-fA-F]{40}")) {
            throw new IllegalArgumentException("an address is 0x and 40 hexadecimal digits, not \"%s\""
                    .formatted(text.length() > 60 ? text.substring(0, 60) + "..." : text));
        }
        return new EvmAddress(HexFormat.of().parseHex(text, 2, text.length()));
    }

    /** A copy of the 20 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Whether all bytes are 0: what is sent there is lost. */
    public boolean isZero() {
        return Arrays.equals(bytes, new byte[LENGTH]);
    }

    /**
     * This address.
     *
     * @throws IllegalArgumentException when it is the zero address
     */
    public EvmAddress requireNotZero() {
        if (isZero()) {
            throw new IllegalArgumentException(
                    "the zero address cannot be paid: what is sent there is lost; name an account that somebody holds the key of");
        }
        return this;
    }

    @Override
    public int compareTo(EvmAddress other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EvmAddress address && Arrays.equals(bytes, address.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** 0x and 40 hexadecimal digits, whose case is the checksum of EIP-55. */
    @Override
    public String toString() {
        return Keys.toChecksumAddress(HexFormat.of().formatHex(bytes));
    }
}
