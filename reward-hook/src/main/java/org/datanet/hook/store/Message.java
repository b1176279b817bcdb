package org.datanet.hook.store;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.datanet.contribution.DatanetId;
import org.datanet.proof.Digest;

/**
 * One event on its way to one receiver.
 *
 * @param id place in the outbox; ascending within a lane
 * @param event the event's id, constant across attempts
 * @param document the document that the event announces
 * @param body the event's exact bytes
 * @param attempts made so far
 * @param created when it was written to the outbox
 * @param next not attempted before
 * @param lastStatus HTTP status of the last attempt, if it came so far
 * @param lastError what the last attempt failed with, or empty
 */
public record Message(
        long id,
        DatanetId datanet,
        String receiver,
        String event,
        Documents.Kind kind,
        Digest document,
        byte[] body,
        State state,
        int attempts,
        Instant created,
        Instant next,
        OptionalInt lastStatus,
        Optional<String> lastError) {
    /** Where a message stands. */
    public enum State {
        /** Waits for its turn or its next attempt. */
        PENDING,
        /** Was accepted by the receiver. */
        DELIVERED,
        /** Was given up; no longer holds up what is behind it. */
        DEAD
    }
}
