package org.datanet.hook.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.datanet.contribution.DatanetId;
import org.datanet.hook.HookServer;
import org.datanet.hook.HookSettings;
import org.datanet.hook.ReportsForTests;
import org.datanet.hook.deliver.OutboxReporter;
import org.datanet.hook.deliver.Receiver;
import org.datanet.hook.epochs.EpochScheduler;
import org.datanet.hook.webhook.SecretFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard as a browser without scripts sees it. */
class DashboardTest {
    @TempDir
    static Path directory;

    private static HookServer hook;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        Path rye = Files.createDirectories(directory.resolve("rye"));
        Files.writeString(
                rye.resolve("datanet.yaml"), "name: rye\nversion: \"1\"\ncolumns:\n  epoch: epoch\n  features: [x]\n");
        Files.writeString(rye.resolve("samples.csv"), "id,contributor,epoch,x\ns-0,ada,0,1\n");
        HookSettings settings = HookSettings.in(directory)
                .serving(Map.of(new DatanetId("rye"), rye))
                .scheduling(new EpochScheduler.Times(Duration.ofSeconds(9), Duration.ZERO, Duration.ofDays(3)));
        hook = HookServer.start(settings);
        token = SecretFiles.readLine(directory.resolve(HookSettings.OWNER_TOKEN_FILE));
        try (OutboxReporter reporter = OutboxReporter.open(
                directory.resolve("sender"), Receiver.hook("hook", hook.uri(), settings.inbound()))) {
            reporter.report(ReportsForTests.report("wheat", 1));
            assertThat(reporter.deliver(Duration.ofSeconds(30))).isZero();
        }
    }

    @AfterAll
    static void stop() {
        hook.close();
    }

    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.ALWAYS)
            .build();

    @Test
    void without_a_token_there_is_nothing_but_the_form() throws Exception {
        for (String page : DashboardResource.names()) {
            assertThat(get(page).body())
                    .contains("type=\"password\"")
                    .doesNotContain("wheat")
                    .doesNotContain("ada");
        }
        assertThat(post("session", "token=nonsense", "same-origin").statusCode())
                .isEqualTo(403);
        assertThat(post("page-decision", "datanet=wheat&id=1&decision=accept&reason=x", "same-origin")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void an_appeal_goes_from_start_to_decision_and_what_strangers_write_stays_text() throws Exception {
        signIn();
        String appeal = "{\"contributor\":\"ada\",\"sample\":\"s-1\",\"detector\":\"*\","
                + "\"reason\":\"<script>alert(1)</script>\"}";
        HttpRequest open = HttpRequest.newBuilder(hook.uri().resolve("v1/datanets/wheat/appeals"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "one")
                .POST(HttpRequest.BodyPublishers.ofString(appeal))
                .build();
        assertThat(browser.send(open, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(201);
        String page = get("?datanet=wheat").body();
        assertThat(page)
                .contains("&lt;script&gt;alert(1)")
                .doesNotContain("<script")
                .contains("value=\"accept\"");
        assertThat(post("page-decision", "datanet=wheat&id=1&decision=accept&reason=x", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> decided =
                post("page-decision", "datanet=wheat&id=1&decision=accept&reason=it+is+a+seven", "same-origin");
        assertThat(decided.body())
                .contains("Accepted")
                .contains("it is a seven")
                .doesNotContain("value=\"accept\"");
        assertThat(get("page-audit").body()).contains("accept appeal").contains("OWNER owner");
    }

    @Test
    void an_owner_sees_which_epoch_is_open_before_there_is_any_report() throws Exception {
        signIn();
        assertThat(get("").body()).contains("?datanet=rye");
        String page = get("?datanet=rye").body();
        for (int i = 0; i < 100 && !page.contains("Findings shown"); i++) {
            Thread.sleep(100);
            page = get("?datanet=rye").body();
        }
        assertThat(page).containsPattern("\\b1</t[dh]>").contains("Accounted for");
        assertThat(get("?datanet=wheat").body()).doesNotContain("Accounted for");
    }

    @Test
    void every_page_shows_what_is_there_under_a_strict_policy() throws Exception {
        signIn();
        assertThat(get("").body()).contains("wheat");
        String report = get("page-report?datanet=wheat&digest="
                        + ReportsForTests.report("wheat", 1).digest())
                .body();
        assertThat(report)
                .contains("701")
                .contains("was &lt;b&gt;used&lt;/b&gt;")
                .contains("<meter");
        for (String page : DashboardResource.names()) {
            HttpResponse<String> answer = get(page);
            assertThat(answer.statusCode()).as(page).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .startsWith("default-src 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.body()).contains("<nav").doesNotContain("<script").doesNotContain("style=");
        }
        assertThat(get("dashboard.css").headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/css");
    }

    private void signIn() throws Exception {
        HttpResponse<String> answer =
                post("session", "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8), "same-origin");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Sign out");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(hook.uri().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String form, String site) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(hook.uri().resolve(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Sec-Fetch-Site", site)
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
