package org.datanet.hook.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.datanet.proof.Digest;
import org.datanet.rest.Role;
import org.datanet.rest.Tokens;

/**
 * Bearer tokens: {@code dnt_}, an id, {@code _}, and 32 random bytes in Base64url. Kept is the SHA-256 of the whole, which for a secret
 * of that entropy needs no salt and no slow hash. Thread-safe.
 */
public final class AccessTokens {
    private static final String PREFIX = "dnt_";

    private final Database database;
    private final Clock clock;
    private final AuditLog audit;
    private final SecureRandom random = new SecureRandom();

    public AccessTokens(Database database, Clock clock, AuditLog audit) {
        this.database = database;
        this.clock = clock;
        this.audit = audit;
    }

    /** Whom a token speaks for. */
    public record Bearer(String id, Role role, String subject) {
        @Override
        public String toString() {
            return role + " " + subject;
        }
    }

    /** Makes a token. */
    public Tokens.Made make(String actor, Role role, String subject) throws IOException {
        String token = draw();
        String name = idOf(token).orElseThrow();
        database.write(connection -> insert(connection, actor, name, token, role, subject));
        return new Tokens.Made(name, role, subject, token);
    }

    /**
     * Takes over a token that was {@linkplain #draw drawn} before, unless its id is known; one that was revoked stays so.
     *
     * @throws IOException when it has not the form of a token, or the database fails
     */
    public void adopt(String actor, Role role, String subject, String token) throws IOException {
        String name = idOf(token)
                .orElseThrow(() -> new IOException(
                        "what is kept as the token of %s %s is none: remove its file".formatted(role, subject)));
        database.write(connection ->
                Sql.list(connection, row -> row.getString(1), "select id from access_token where id = ?", name)
                                .isEmpty()
                        && insert(connection, actor, name, token, role, subject));
    }

    /** A token that nobody knows yet. */
    public String draw() {
        byte[] id = new byte[9];
        byte[] secret = new byte[32];
        random.nextBytes(id);
        random.nextBytes(secret);
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String name = base64.encodeToString(id).replace('_', 'A').replace('-', 'B');
        return PREFIX + name + "_" + base64.encodeToString(secret);
    }

    private boolean insert(Connection connection, String actor, String id, String token, Role role, String subject)
            throws SQLException {
        Sql.execute(
                connection,
                "insert into access_token (id, hash, role, subject, made_at) values (?, ?, ?, ?, ?)",
                id,
                hash(token).hex(),
                role.name(),
                subject,
                clock.millis());
        audit.add(connection, actor, "make token", id, role + " " + subject);
        return true;
    }

    private static Optional<String> idOf(String token) {
        int end = token.indexOf('_', PREFIX.length());
        return token.startsWith(PREFIX) && end > PREFIX.length() && token.length() <= 100
                ? Optional.of(token.substring(PREFIX.length(), end))
                : Optional.empty();
    }

    private static Digest hash(String token) {
        return Digest.sha256(token.getBytes(StandardCharsets.UTF_8));
    }

    /** Whom the token speaks for, if it is in use. */
    public Optional<Bearer> bearer(String token) throws IOException {
        Optional<String> id = idOf(token);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        byte[] given = hash(token).bytes();
        return database.read(connection -> Sql.list(
                        connection,
                        row -> MessageDigest.isEqual(
                                        given, Digest.parse(row.getString(1)).bytes())
                                ? Optional.of(new Bearer(id.get(), Role.valueOf(row.getString(2)), row.getString(3)))
                                : Optional.<Bearer>empty(),
                        "select hash, role, subject from access_token where id = ? and revoked_at is null",
                        id.get())
                .stream()
                .flatMap(Optional::stream)
                .findFirst());
    }

    /** Whether there is a token of the role in use. */
    public boolean has(Role role) throws IOException {
        return list().tokens().stream()
                .anyMatch(token -> token.role() == role && token.revokedAt().isEmpty());
    }

    /** All tokens. */
    public Tokens.Page list() throws IOException {
        List<Tokens.Entry> entries = database.read(connection -> Sql.list(
                connection,
                row -> new Tokens.Entry(
                        row.getString(1),
                        Role.valueOf(row.getString(2)),
                        row.getString(3),
                        Instant.ofEpochMilli(row.getLong(4)),
                        Optional.ofNullable(row.getObject(5, Long.class)).map(Instant::ofEpochMilli)),
                "select id, role, subject, made_at, revoked_at from access_token order by made_at, subject, id"));
        return new Tokens.Page(entries);
    }

    /** Ends a token's use; false when there is none in use. */
    public boolean revoke(String actor, String id) throws IOException {
        return database.write(connection -> {
            int ended = Sql.execute(
                    connection,
                    "update access_token set revoked_at = ? where id = ? and revoked_at is null",
                    clock.millis(),
                    id);
            if (ended == 1) {
                audit.add(connection, actor, "revoke token", id, "");
            }
            return ended == 1;
        });
    }
}
