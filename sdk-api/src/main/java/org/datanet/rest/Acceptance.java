package org.datanet.rest;

import java.time.Instant;

/**
 * Says that an event was taken over.
 *
 * @param id the event's id
 * @param acceptedAt when, by the receiver's clock
 */
public record Acceptance(String id, Instant acceptedAt) {}
