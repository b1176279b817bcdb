package org.datanet.rest;

/** Header fields of the contract beyond HTTP's own. */
public final class Headers {
    /** Names one effect; constant across retries of it. Equal to {@link #WEBHOOK_ID} where both stand. */
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /** On an answer that was stored when the effect took place and is now given again. */
    public static final String IDEMPOTENCY_REPLAYED = "Idempotency-Replayed";

    /** Standard Webhooks: the message's id, constant across retries. */
    public static final String WEBHOOK_ID = "webhook-id";

    /** Standard Webhooks: when this attempt was signed, in seconds of the epoch. */
    public static final String WEBHOOK_TIMESTAMP = "webhook-timestamp";

    /** Standard Webhooks: one or more signatures, separated by blanks, each {@code v1,} and Base64. */
    public static final String WEBHOOK_SIGNATURE = "webhook-signature";

    private Headers() {}
}
