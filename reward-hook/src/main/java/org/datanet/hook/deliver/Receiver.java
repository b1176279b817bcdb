package org.datanet.hook.deliver;

import java.net.URI;
import org.datanet.hook.webhook.WebhookSecrets;
import org.datanet.proof.Ids;

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
