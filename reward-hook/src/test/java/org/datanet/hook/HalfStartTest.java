package org.datanet.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.store.AccessTokens;
import org.datanet.hook.store.AuditLog;
import org.datanet.hook.store.Database;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.rest.Role;
import org.datanet.rest.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start leaves that ended in its middle. */
class HalfStartTest {
    @TempDir
    Path directory;

    private Path ownerFile() {
        return directory.resolve(HookSettings.OWNER_TOKEN_FILE);
    }

    @Test
    void an_owners_token_that_was_written_and_not_yet_known_is_taken_over() throws Exception {
        try (Database database = Database.open(Database.h2Url(directory.resolve("hook")), "", "")) {
            AccessTokens tokens = tokens(database);
            SecretFiles.create(ownerFile(), tokens.draw());
            assertThat(tokens.has(Role.OWNER)).isFalse();
        }
        try (HookServer hook = HookServer.start(HookSettings.in(directory))) {
            assertThat(new HookClient(hook.uri(), ownerFile())
                            .rewardReports(new DatanetId("none"))
                            .reports())
                    .isEmpty();
        }
    }

    @Test
    void a_file_that_holds_no_token_stops_the_start_by_name() throws Exception {
        SecretFiles.create(ownerFile(), "something else");
        assertThatThrownBy(() -> HookServer.start(HookSettings.in(directory)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the token of OWNER owner")
                .hasMessageNotContaining("something else");
    }

    @Test
    void a_token_that_was_revoked_stays_revoked_though_its_file_is_there() throws Exception {
        try (Database database = Database.open(Database.h2Url(directory.resolve("hook")), "", "")) {
            AccessTokens tokens = tokens(database);
            Tokens.Made made = tokens.make("test", Role.OWNER, "owner");
            assertThat(tokens.revoke("test", made.id())).isTrue();
            tokens.adopt("start", Role.OWNER, "owner", made.token());
            assertThat(tokens.bearer(made.token())).isEmpty();
        }
    }

    @Test
    void a_secret_is_whole_or_not_there_and_never_replaced() throws Exception {
        Path file = directory.resolve("hook.secret");
        SecretFiles.create(file, "first");
        assertThatThrownBy(() -> SecretFiles.create(file, "second")).hasMessageContaining("there is a secret already");
        assertThat(SecretFiles.readLine(file)).isEqualTo("first");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    private static AccessTokens tokens(Database database) {
        return new AccessTokens(database, Clock.systemUTC(), new AuditLog(database, Clock.systemUTC()));
    }
}
