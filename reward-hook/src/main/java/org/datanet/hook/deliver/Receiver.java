package org.datanet.hook.deliver;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.webhook.WebhookSecrets;
import org.datanet.proof.Ids;
import org.datanet.rest.Headers;

/**
 * Somebody who is told of reward reports.
 *
 * @param name under which the outbox keeps events for it; at most 100 characters
 * @param target where events are posted
 * @param documents base of a hook's contract, where whole reports are put before their event; empty when the receiver takes events
 *     only
 * @param secrets shared with it
 */
public record Receiver(String name, URI target, java.util.Optional<URI> documents, WebhookSecrets secrets) {
    public Receiver {
        Ids.check("receiver name", name);
        if (name.length() > 100) {
            throw new IllegalArgumentException("a receiver name has at most 100 characters, not " + name.length());
        }
        String scheme = String.valueOf(target.getScheme());
        if (!scheme.equals("http") && !scheme.equals("https")
                || target.getHost() == null
                || target.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "receiver %s needs an http or https address without user or password, not \"%s\""
                            .formatted(name, Ids.excerpt(target.toString())));
        }
    }

    /** A path of the contract with a Datanet's name in it. */
    static String path(String template, DatanetId datanet) {
        return template.replace(
                "{datanet}",
                URLEncoder.encode(datanet.value(), StandardCharsets.UTF_8).replace("+", "%20"));
    }

    /** A request that this receiver knows as ours. */
    HttpRequest.Builder signed(URI to, String method, String media, String id, byte[] body, Instant now) {
        long seconds = now.getEpochSecond();
        return HttpRequest.newBuilder(to)
                .header("Content-Type", media)
                .header("User-Agent", "datanet-hook")
                .header(Headers.WEBHOOK_ID, id)
                .header(Headers.WEBHOOK_TIMESTAMP, Long.toString(seconds))
                .header(Headers.WEBHOOK_SIGNATURE, secrets.sign(id, seconds, body))
                .header(Headers.IDEMPOTENCY_KEY, id)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    }

    /**
     * A hook of this project: it is sent whole reports, and then their events.
     *
     * @param base address under which its contract stands
     */
    public static Receiver hook(String name, URI base, WebhookSecrets secrets) {
        URI root = base.toString().endsWith("/") ? base : URI.create(base + "/");
        return new Receiver(
                name, root.resolve(org.datanet.rest.RewardEvents.PATH), java.util.Optional.of(root), secrets);
    }

    /** Any receiver of Standard Webhooks: it is sent events, which link to the reports. */
    public static Receiver webhook(String name, URI target, WebhookSecrets secrets) {
        return new Receiver(name, target, java.util.Optional.empty(), secrets);
    }
}
