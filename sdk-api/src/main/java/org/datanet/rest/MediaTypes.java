package org.datanet.rest;

/** Media types of the contract. */
public final class MediaTypes {
    /** JSON (RFC 8259), UTF-8. */
    public static final String JSON = "application/json";

    /** An error (RFC 9457). */
    public static final String PROBLEM = "application/problem+json";

    /** One event in structured mode (CloudEvents 1.0). */
    public static final String EVENT = "application/cloudevents+json";

    private MediaTypes() {}
}
