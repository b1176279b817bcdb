package org.datanet.contribution;

import java.util.HexFormat;

/**
 * Opens a commitment: with the salt, anyone can recompute it from the sample.
 *
 * @param sample the sample that was promised
 * @param salt at least 16 bytes, as lower-case hexadecimal digits
 */
public record Reveal(SampleId sample, String salt) {
    public Reveal {
        if (!salt.matches("([0-9a-f]{2}){16,64}")) {
            throw new IllegalArgumentException("a salt is 16 to 64 bytes in lower-case hexadecimal digits");
        }
    }

    public byte[] saltBytes() {
        return HexFormat.of().parseHex(salt);
    }
}
