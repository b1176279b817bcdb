package org.datanet.evm;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a settlement stands.
 *
 * @param stage what it waits for
 * @param message a sentence, with what to do where somebody has to
 * @param until when the challenge window of the root under way ends
 */
public record SettlementStatus(Stage stage, String message, Optional<Instant> until) {

    /** What a settlement waits for. */
    public enum Stage {
        /** Nothing: every report is under the active root, or belongs to contributors without an address. */
        DONE,
        /** The chain: confirmations, lower fees, the end of a challenge window. Ask again later. */
        WAITING,
        /** A person: funds, a role, a decision. */
        BLOCKED
    }

    static SettlementStatus done(String message) {
        return new SettlementStatus(Stage.DONE, message, Optional.empty());
    }

    static SettlementStatus waiting(String message) {
        return new SettlementStatus(Stage.WAITING, message, Optional.empty());
    }

    static SettlementStatus waiting(String message, Instant until) {
        return new SettlementStatus(Stage.WAITING, message, Optional.of(until));
    }

    static SettlementStatus blocked(String message) {
        return new SettlementStatus(Stage.BLOCKED, message, Optional.empty());
    }
}
