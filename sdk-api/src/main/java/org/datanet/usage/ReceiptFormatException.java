package org.datanet.usage;

import java.io.IOException;

/** Bytes that are not a receipt, or no longer the receipt that was written. The message says where, what, and what to do. */
public final class ReceiptFormatException extends IOException {
    private static final long serialVersionUID = 1;

    private final String source;
    private final long offset;
    private final String part;

    /**
     * @param source file or stream that was read
     * @param offset byte at which the broken part begins, 0-based
     * @param part what stands there, such as "signature" or "table entries 0 to 4095"
     * @param problem what is wrong with it
     */
    public ReceiptFormatException(String source, long offset, String part, String problem) {
        super("%s: %s at byte %d: %s".formatted(source, part, offset, problem));
        this.source = source;
        this.offset = offset;
        this.part = part;
    }

    /** The file or stream that was read. */
    public String source() {
        return source;
    }

    /** The byte at which the broken part begins, 0-based. */
    public long offset() {
        return offset;
    }

    /** The part that is broken. */
    public String part() {
        return part;
    }
}
