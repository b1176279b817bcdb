package org.datanet.hook.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookSecretsTest {
    private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEW = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static final byte[] BODY = "{\"ü\": 1}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @Test
    void the_reference_library_accepts_what_we_sign_and_we_accept_what_it_signs() throws Exception {
        Instant now = Instant.now();
        WebhookSecrets ours = WebhookSecrets.of(List.of(OLD));
        Webhook theirs = new Webhook(OLD);
        HttpHeaders headers = HttpHeaders.of(
                Map.of(
                        "webhook-id", List.of("msg_1"),
                        "webhook-timestamp", List.of("" + now.getEpochSecond()),
                        "webhook-signature", List.of(ours.sign("msg_1", now.getEpochSecond(), BODY))),
                (name, value) -> true);
        String text = new String(BODY, StandardCharsets.UTF_8);
        assertThatCode(() -> theirs.verify(text, headers)).doesNotThrowAnyException();
        assertThat(theirs.sign("msg_1", now.getEpochSecond(), text))
                .isEqualTo(ours.sign("msg_1", now.getEpochSecond(), BODY));
    }

    @Test
    void rotation_loses_nothing_in_either_order() {
        WebhookSecrets old = WebhookSecrets.of(List.of(OLD));
        WebhookSecrets both = WebhookSecrets.of(List.of(NEW, OLD));
        WebhookSecrets fresh = WebhookSecrets.of(List.of(NEW));
        assertThat(accepts(both, old)).isTrue();
        assertThat(accepts(old, both)).isTrue();
        assertThat(accepts(both, both)).isTrue();
        assertThat(accepts(fresh, both)).isTrue();
        assertThat(accepts(both, fresh)).isTrue();
        assertThat(accepts(fresh, old)).isFalse();
    }

    private static boolean accepts(WebhookSecrets receiver, WebhookSecrets sender) {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC);
        return receiver.refusal("id", "1000000", sender.sign("id", 1_000_000, BODY), BODY, clock)
                .isEmpty();
    }

    @Test
    void the_time_of_a_signature_is_within_five_minutes() {
        WebhookSecrets secrets = WebhookSecrets.of(List.of(OLD));
        for (long skew : new long[] {-300, -1, 0, 300}) {
            assertThat(refusal(secrets, skew)).isEmpty();
        }
        for (long skew : new long[] {-301, 301, Long.MAX_VALUE / 2, Long.MIN_VALUE / 2}) {
            assertThat(refusal(secrets, skew)).contains("300 seconds");
        }
        Clock clock = Clock.systemUTC();
        assertThat(secrets.refusal("id", "now", "v1,", BODY, clock)).contains("number of seconds");
    }

    private static String refusal(WebhookSecrets secrets, long skew) {
        long at = 1_000_000 + skew;
        Clock clock = Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC);
        return secrets.refusal("id", Long.toString(at), secrets.sign("id", at, BODY), BODY, clock);
    }

    @Test
    void a_secret_file_is_made_for_its_owner_only_and_refused_when_it_is_open_to_others() throws IOException {
        Path file = directory.resolve("a/b/secret");
        WebhookSecrets made = WebhookSecrets.readOrCreate(file, new SecureRandom());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(accepts(WebhookSecrets.readOrCreate(file, new SecureRandom()), made))
                .isTrue();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> WebhookSecrets.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void a_wrong_secret_is_refused_without_showing_it() {
        for (String wrong :
                List.of("", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!secret!")) {
            assertThatThrownBy(() -> WebhookSecrets.of(List.of(OLD, wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("secret 2")
                    .hasMessageNotContaining("!secret!");
        }
        assertThat(WebhookSecrets.of(List.of(OLD)).toString()).doesNotContain("MfKQ");
    }
}
