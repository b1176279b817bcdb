package org.datanet.hook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.datanet.hook.deliver.Receiver;
import org.datanet.hook.store.Database;
import org.datanet.hook.webhook.WebhookSecrets;

/**
 * How a hook runs. Secrets are in files, never in here as text.
 *
 * @param port on the loopback interface; 0 takes a free one
 * @param databaseUrl JDBC URL of H2 or PostgreSQL
 * @param databaseUser empty for none
 * @param databasePasswordFile a file with one line, open to its owner only; empty for none
 * @param inbound secrets that signed requests are verified with
 * @param receivers who is told of reward reports
 * @param maxDocumentBytes the largest document that is taken
 * @param clock gives every time that is stored, signed or checked
 */
public record HookSettings(
        int port,
        String databaseUrl,
        String databaseUser,
        String databasePasswordFile,
        WebhookSecrets inbound,
        List<Receiver> receivers,
        int maxDocumentBytes,
        Clock clock) {
    /** Name of the file that holds the secrets for incoming requests, in an {@linkplain #in embedded} hook's directory. */
    public static final String SECRET_FILE = "hook.secret";

    public HookSettings {
        receivers = List.copyOf(receivers);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 (any free one) to 65535, not " + port);
        }
        if (maxDocumentBytes < 1) {
            throw new IllegalArgumentException("documents have 1 byte or more, not at most " + maxDocumentBytes);
        }
    }

    /**
     * A hook that keeps everything in one directory: an H2 database and the secret file {@value #SECRET_FILE}, which are made
     * where they are missing. It takes a free port, and tells nobody.
     */
    public static HookSettings in(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new HookSettings(
                0,
                Database.h2Url(directory.resolve("hook")),
                "",
                "",
                WebhookSecrets.readOrCreate(directory.resolve(SECRET_FILE), new SecureRandom()),
                List.of(),
                32 << 20,
                Clock.systemUTC());
    }

    /** The same on another port. */
    public HookSettings onPort(int value) {
        return new HookSettings(
                value, databaseUrl, databaseUser, databasePasswordFile, inbound, receivers, maxDocumentBytes, clock);
    }

    /** The same on another database. */
    public HookSettings onDatabase(String url, String user, String passwordFile) {
        return new HookSettings(port, url, user, passwordFile, inbound, receivers, maxDocumentBytes, clock);
    }

    /** The same with these receivers. */
    public HookSettings telling(List<Receiver> value) {
        return new HookSettings(
                port, databaseUrl, databaseUser, databasePasswordFile, inbound, value, maxDocumentBytes, clock);
    }

    /** The same with other secrets for incoming requests. */
    public HookSettings trusting(WebhookSecrets value) {
        return new HookSettings(
                port, databaseUrl, databaseUser, databasePasswordFile, value, receivers, maxDocumentBytes, clock);
    }

    /** The same by another clock. */
    public HookSettings by(Clock value) {
        return new HookSettings(
                port, databaseUrl, databaseUser, databasePasswordFile, inbound, receivers, maxDocumentBytes, value);
    }

    /** Opens the database. */
    public Database openDatabase() throws IOException {
        String password = databasePasswordFile.isEmpty()
                ? ""
                : Files.readString(Path.of(databasePasswordFile)).strip();
        return Database.open(databaseUrl, databaseUser, password);
    }
}
