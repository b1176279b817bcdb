package org.datanet.rest;

import org.datanet.contribution.DatanetId;
import org.datanet.proof.Digest;

/**
 * Says that a delivery was given up and needs a person. In a CDI container it is fired to observers; the delivery itself stays in the
 * outbox and can be {@linkplain Deliveries#replay replayed}.
 *
 * @param delivery its id in the outbox
 * @param event the event's id
 * @param document the report that it announces
 * @param attempts that were made
 * @param reason what the last of them came to
 */
public record DeliveryFailed(
        long delivery,
        DatanetId datanet,
        String receiver,
        String event,
        Digest document,
        int attempts,
        String reason) {}
