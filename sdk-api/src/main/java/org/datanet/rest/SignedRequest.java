package org.datanet.rest;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;

/** The header fields of a signed request, as Standard Webhooks names them; empty where a field is missing. */
public class SignedRequest {
    @HeaderParam(Headers.WEBHOOK_ID)
    @DefaultValue("")
    private String id = "";

    @HeaderParam(Headers.WEBHOOK_TIMESTAMP)
    @DefaultValue("")
    private String timestamp = "";

    @HeaderParam(Headers.WEBHOOK_SIGNATURE)
    @DefaultValue("")
    private String signatures = "";

    @HeaderParam(Headers.IDEMPOTENCY_KEY)
    @DefaultValue("")
    private String idempotencyKey = "";

    /** For JAX-RS. */
    public SignedRequest() {}

    /** The message's id, constant across retries. */
    public String id() {
        return id;
    }

    /** Seconds of the epoch, as text. */
    public String timestamp() {
        return timestamp;
    }

    /** Signatures, separated by blanks. */
    public String signatures() {
        return signatures;
    }

    /** The key of the effect. */
    public String idempotencyKey() {
        return idempotencyKey;
    }
}
