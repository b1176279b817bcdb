package org.datanet.hook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.deliver.Receiver;
import org.datanet.hook.epochs.EpochScheduler;
import org.datanet.hook.store.Database;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.hook.webhook.WebhookSecrets;
import org.datanet.io.InvalidInputException;
import org.datanet.io.KeyFiles;
import org.datanet.proof.Signer;
import org.datanet.reward.ProofSource;

/**
 * How a hook runs. Secrets are in files, never in here as text.
 *
 * @param port on the loopback interface; 0 takes a free one
 * @param storage the database
 * @param inbound secrets that signed requests are verified with
 * @param receivers who is told of reward reports
 * @param keeper signs the ledger's heads; empty leaves them unsigned
 * @param ownerTokenFile where the owner's first token is written, with mode 0600, when there is none; empty for nowhere
 * @param datanets folders of the Datanets that rows and verdicts are taken in for, by their names
 * @param epochs how long epochs last that are closed and paid without a person; empty leaves that to commands
 * @param claims what contributors claim with on a chain
 * @param limits of requests
 * @param clock gives every time that is stored, signed or checked
 */
public record HookSettings(
        int port,
        Storage storage,
        WebhookSecrets inbound,
        List<Receiver> receivers,
        Optional<Signer> keeper,
        Optional<Path> ownerTokenFile,
        Map<DatanetId, Path> datanets,
        Optional<EpochScheduler.Times> epochs,
        ProofSource claims,
        Limits limits,
        Clock clock) {
    /** Name of the file that holds the secrets for incoming requests, in an {@linkplain #in embedded} hook's directory. */
    public static final String SECRET_FILE = "hook.secret";

    /** Name of the file that holds the owner's first token, in an {@linkplain #in embedded} hook's directory. */
    public static final String OWNER_TOKEN_FILE = "owner.token";

    /** Name of the file that holds the key for the ledger's heads, in an {@linkplain #in embedded} hook's directory. */
    public static final String KEEPER_KEY_FILE = "keeper.key";

    public HookSettings {
        receivers = List.copyOf(receivers);
        datanets = Map.copyOf(datanets);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 (any free one) to 65535, not " + port);
        }
    }

    /**
     * The database.
     *
     * @param url JDBC URL of H2 or PostgreSQL
     * @param user empty for none
     * @param passwordFile a file with one line, open to its owner only; empty for none
     */
    public record Storage(String url, String user, String passwordFile) {
        /** Opens it. */
        public Database open() throws IOException {
            return Database.open(url, user, passwordFile.isEmpty() ? "" : SecretFiles.readLine(Path.of(passwordFile)));
        }
    }

    /**
     * What one request and one caller may use.
     *
     * @param documentBytes the largest report or receipt
     * @param requestsPerMinute of one token, or of all who have none together
     */
    public record Limits(int documentBytes, int requestsPerMinute) {
        /** 32 MiB, and 60,000 requests a minute. */
        public static final Limits DEFAULT = new Limits(32 << 20, 60_000);

        public Limits {
            if (documentBytes < 1 || requestsPerMinute < 1) {
                throw new IllegalArgumentException("limits are 1 or more, not %d bytes and %d requests a minute"
                        .formatted(documentBytes, requestsPerMinute));
            }
        }
    }

    /**
     * A hook that keeps everything in one directory: an H2 database, and files with the secret, the owner's token and the ledger's
     * key, which are made with mode 0600 where they are missing. It takes a free port, and tells nobody.
     */
    public static HookSettings in(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path key = directory.resolve(KEEPER_KEY_FILE);
        try {
            if (!Files.exists(key)) {
                KeyFiles.create(key);
            }
            return new HookSettings(
                    0,
                    new Storage(Database.h2Url(directory.resolve("hook")), "", ""),
                    WebhookSecrets.readOrCreate(directory.resolve(SECRET_FILE), new SecureRandom()),
                    List.of(),
                    Optional.of(KeyFiles.signer(key)),
                    Optional.of(directory.resolve(OWNER_TOKEN_FILE)),
                    Map.of(),
                    Optional.empty(),
                    ProofSource.none(),
                    Limits.DEFAULT,
                    Clock.systemUTC());
        } catch (InvalidInputException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The same on another port. */
    public HookSettings onPort(int value) {
        return new HookSettings(
                value, storage, inbound, receivers, keeper, ownerTokenFile, datanets, epochs, claims, limits, clock);
    }

    /** The same on another database. */
    public HookSettings onDatabase(String url, String user, String passwordFile) {
        return new HookSettings(
                port,
                new Storage(url, user, passwordFile),
                inbound,
                receivers,
                keeper,
                ownerTokenFile,
                datanets,
                epochs,
                claims,
                limits,
                clock);
    }

    /** The same with these receivers. */
    public HookSettings telling(List<Receiver> value) {
        return new HookSettings(
                port, storage, inbound, value, keeper, ownerTokenFile, datanets, epochs, claims, limits, clock);
    }

    /** The same with other secrets for incoming requests. */
    public HookSettings trusting(WebhookSecrets value) {
        return new HookSettings(
                port, storage, value, receivers, keeper, ownerTokenFile, datanets, epochs, claims, limits, clock);
    }

    /** The same that takes rows and verdicts in for these Datanets, by their names and folders. */
    public HookSettings serving(Map<DatanetId, Path> value) {
        return new HookSettings(
                port, storage, inbound, receivers, keeper, ownerTokenFile, value, epochs, claims, limits, clock);
    }

    /** The same that closes and pays the epochs of the served Datanets in time. */
    public HookSettings scheduling(EpochScheduler.Times value) {
        return new HookSettings(
                port,
                storage,
                inbound,
                receivers,
                keeper,
                ownerTokenFile,
                datanets,
                Optional.of(value),
                claims,
                limits,
                clock);
    }

    /** The same that hands contributors these proofs for their claims on a chain. */
    public HookSettings proving(ProofSource value) {
        return new HookSettings(
                port, storage, inbound, receivers, keeper, ownerTokenFile, datanets, epochs, value, limits, clock);
    }

    /** The same within other limits. */
    public HookSettings within(Limits value) {
        return new HookSettings(
                port, storage, inbound, receivers, keeper, ownerTokenFile, datanets, epochs, claims, value, clock);
    }

    /** The same by another clock. */
    public HookSettings by(Clock value) {
        return new HookSettings(
                port, storage, inbound, receivers, keeper, ownerTokenFile, datanets, epochs, claims, limits, value);
    }
}
