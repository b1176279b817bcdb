package org.datanet.rest;

/** Media types of the contract. */
public final class MediaTypes {
    /** JSON (RFC 8259), UTF-8. */
    public static final String JSON = "application/json";

    /** An error (RFC 9457). */
    public static final String PROBLEM = "application/problem+json";

    /** A JSON Schema. */
    public static final String SCHEMA = "application/schema+json";

    /** One event in structured mode (CloudEvents 1.0). */
    public static final String EVENT = "application/cloudevents+json";

    /** A usage receipt in its file form ({@link org.datanet.usage.ReceiptCodec}). */
    public static final String RECEIPT = "application/vnd.datanet.receipt";

    /** Numbers for monitoring, in the text format of Prometheus. */
    public static final String METRICS = "text/plain; version=0.0.4";

    private MediaTypes() {}
}
