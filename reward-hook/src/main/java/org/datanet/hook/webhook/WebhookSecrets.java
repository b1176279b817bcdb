package org.datanet.hook.webhook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The shared secrets of one sender and one receiver, in the form of Standard Webhooks: one, or two while it is being rotated. A
 * sender signs with both, a receiver accepts either, so that the two sides need not change at the same moment. Never printed.
 * Immutable and thread-safe.
 */
public final class WebhookSecrets {
    /** How far a signature's time may be from the receiver's clock. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String PREFIX = "whsec_";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;

    private final List<byte[]> secrets;

    private WebhookSecrets(List<byte[]> secrets) {
        this.secrets = secrets;
    }

    /**
     * @param secrets one or two, each {@code whsec_} and the Base64 of 24 to 64 bytes; the newer first
     * @throws IllegalArgumentException saying which is wrong, never what it is
     */
    public static WebhookSecrets of(List<String> secrets) {
        if (secrets.isEmpty() || secrets.size() > 2) {
            throw new IllegalArgumentException(
                    "there is one webhook secret, or two while it is rotated, not " + secrets.size());
        }
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < secrets.size(); i++) {
            keys.add(decode(secrets.get(i), i + 1));
        }
        return new WebhookSecrets(List.copyOf(keys));
    }

    private static byte[] decode(String secret, int place) {
        try {
            byte[] key = Base64.getDecoder().decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : "");
            if (key.length >= MIN_BYTES && key.length <= MAX_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // The decoder's message would show a part of the secret.
        }
        throw new IllegalArgumentException("webhook secret %d is not \"%s\" and the Base64 of %d to %d bytes"
                .formatted(place, PREFIX, MIN_BYTES, MAX_BYTES));
    }

    /**
     * Reads one secret a line.
     *
     * @throws IOException when the file is missing, malformed, or open to others than its owner
     */
    public static WebhookSecrets read(Path file) throws IOException {
        try {
            return of(SecretFiles.readLines(file));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** Reads the file, which is made with a fresh secret and mode 0600 first where there is none. */
    public static WebhookSecrets readOrCreate(Path file, SecureRandom random) throws IOException {
        if (!Files.exists(file)) {
            byte[] key = new byte[32];
            random.nextBytes(key);
            SecretFiles.create(file, PREFIX + Base64.getEncoder().encodeToString(key));
        }
        return read(file);
    }

    /**
     * The value of the {@code webhook-signature} header: a signature by each secret.
     *
     * @param id of the message
     * @param seconds of the epoch
     * @param body the exact bytes
     */
    public String sign(String id, long seconds, byte[] body) {
        StringBuilder header = new StringBuilder();
        for (byte[] secret : secrets) {
            header.append(header.isEmpty() ? "v1," : " v1,")
                    .append(Base64.getEncoder().encodeToString(mac(secret, id, seconds, body)));
        }
        return header.toString();
    }

    /**
     * Checks a message that arrived. Takes the same time whatever part of a signature is wrong.
     *
     * @return empty when it holds, otherwise a sentence that says why not
     */
    public String refusal(String id, String timestamp, String signatures, byte[] body, Clock clock) {
        long seconds;
        try {
            seconds = Long.parseLong(timestamp);
        } catch (NumberFormatException e) {
            return "webhook-timestamp is a number of seconds";
        }
        long skew = Math.abs(Math.subtractExact(clock.instant().getEpochSecond(), clamp(seconds)));
        if (skew > TOLERANCE.toSeconds()) {
            return "webhook-timestamp is more than %d seconds from the receiver's clock"
                    .formatted(TOLERANCE.toSeconds());
        }
        boolean holds = false;
        for (byte[] secret : secrets) {
            byte[] expected = mac(secret, id, seconds, body);
            for (String signature : signatures.split(" ", 10)) {
                holds |= signature.startsWith("v1,")
                        && MessageDigest.isEqual(expected, decodeSignature(signature.substring(3)));
            }
        }
        return holds ? "" : "webhook-signature was not made with a secret of this receiver over these bytes";
    }

    private static long clamp(long seconds) {
        return Math.max(0, Math.min(seconds, Integer.MAX_VALUE * 1000L));
    }

    private static byte[] decodeSignature(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] mac(byte[] secret, String id, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform lacks HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "WebhookSecrets[" + secrets.size() + "]";
    }
}
