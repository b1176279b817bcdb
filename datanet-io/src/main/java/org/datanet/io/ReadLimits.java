package org.datanet.io;

/**
 * How much a reader takes before it refuses. The defaults are far above any honest file and keep a hostile one from filling
 * memory or disk.
 *
 * @param bytes bytes of one file after decompression
 * @param ratio how many times its size a compressed file may unpack to, beyond its first 64 MiB
 * @param cell characters of one cell or one line of JSON
 * @param rows rows of one file
 */
public record ReadLimits(long bytes, int ratio, int cell, int rows) {
    /** Bytes that a compressed file may unpack to whatever its ratio. */
    static final long FREE_BYTES = 64L << 20;

    public ReadLimits {
        if (bytes < 1 || ratio < 1 || cell < 1 || rows < 1) {
            throw new IllegalArgumentException(
                    "limits are at least 1, not %d, %d, %d and %d".formatted(bytes, ratio, cell, rows));
        }
    }

    /** 64 GiB, 200 times, 16 Mi characters, 100 million rows. */
    public static ReadLimits defaults() {
        return new ReadLimits(64L << 30, 200, 16 << 20, 100_000_000);
    }

    /** The same with another limit for cells. */
    public ReadLimits withCell(int characters) {
        return new ReadLimits(bytes, ratio, characters, rows);
    }

    /** The same with another limit for rows. */
    public ReadLimits withRows(int most) {
        return new ReadLimits(bytes, ratio, cell, most);
    }
}
