package org.datanet.hook.webhook;

import java.net.URI;
import java.time.Instant;
import org.datanet.proof.Ids;

/**
 * An event in the structured JSON mode of CloudEvents 1.0.
 *
 * @param specversion always "1.0"
 * @param id distinct within the source, constant across deliveries
 * @param source URI reference of where it happened
 * @param type what happened
 * @param subject what it happened to
 * @param time when
 * @param datacontenttype always "application/json"
 * @param data what there is to say
 * @param <D> a record
 */
public record CloudEvent<D extends Record>(
        String specversion,
        String id,
        URI source,
        String type,
        String subject,
        Instant time,
        String datacontenttype,
        D data) {
    public CloudEvent {
        if (!specversion.equals("1.0")) {
            throw new IllegalArgumentException("specversion is 1.0, not \"" + Ids.excerpt(specversion) + "\"");
        }
        if (!datacontenttype.equals("application/json")) {
            throw new IllegalArgumentException(
                    "datacontenttype is application/json, not \"" + Ids.excerpt(datacontenttype) + "\"");
        }
        Ids.check("event id", id);
        Ids.check("event type", type);
        Ids.check("event subject", subject);
    }

    /** An event of version 1.0 with JSON data. */
    public static <D extends Record> CloudEvent<D> of(
            String id, URI source, String type, String subject, Instant time, D data) {
        return new CloudEvent<>("1.0", id, source, type, subject, time, "application/json", data);
    }
}
