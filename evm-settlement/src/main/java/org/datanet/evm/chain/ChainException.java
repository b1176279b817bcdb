package org.datanet.evm.chain;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The node refused a request, or could not be reached. What was to be sent is kept, and the next attempt goes on. */
public final class ChainException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean answered;
    private final @Nullable String data;

    private ChainException(String message, boolean answered, @Nullable String data, @Nullable Throwable cause) {
        super(message, cause);
        this.answered = answered;
        this.data = data;
    }

    static ChainException unreachable(String message, @Nullable Throwable cause) {
        return new ChainException(message, false, null, cause);
    }

    static ChainException refused(String message, @Nullable String data) {
        return new ChainException(message, true, data, null);
    }

    /** Whether the node answered: if not, it is unknown whether it took what was sent. */
    public boolean answered() {
        return answered;
    }

    /** What the contract reverted with, as 0x and hexadecimal digits; null when nothing is known. */
    public @Nullable String revertData() {
        return data;
    }
}
