package org.datanet.rewards.ledger;

import java.io.IOException;
import java.nio.file.Path;

/** A ledger file that is not what was written. The message names the file, the byte, the part and the problem. */
public final class LedgerFormatException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * @param file the file
     * @param offset byte at which the broken part begins, 0-based
     * @param part such as "entry 12"
     * @param problem what is wrong
     */
    LedgerFormatException(Path file, long offset, String part, String problem) {
        super("%s: %s at byte %d: %s".formatted(file.getFileName(), part, offset, problem));
    }
}
