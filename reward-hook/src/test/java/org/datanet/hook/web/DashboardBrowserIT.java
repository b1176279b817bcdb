package org.datanet.hook.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.datanet.attribution.recording.SigningUsageRecorder;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.SampleId;
import org.datanet.guard.DatanetGuard;
import org.datanet.hook.HookServer;
import org.datanet.hook.HookSettings;
import org.datanet.hook.ReportsForTests;
import org.datanet.hook.deliver.Receiver;
import org.datanet.hook.json.RecordJson;
import org.datanet.hook.store.Message;
import org.datanet.hook.webhook.SecretFiles;
import org.datanet.hook.webhook.WebhookSecrets;
import org.datanet.io.DatanetReader;
import org.datanet.io.Reports;
import org.datanet.progress.Progress;
import org.datanet.proof.Digest;
import org.datanet.quality.QualityPolicy;
import org.datanet.rest.Appeals;
import org.datanet.rest.Headers;
import org.datanet.rest.MediaTypes;
import org.datanet.testkit.planted.PlantedReceipts;
import org.datanet.usage.PayerId;
import org.datanet.usage.ReceiptCodec;
import org.datanet.usage.RunId;
import org.datanet.usage.UsageReceipt;
import org.datanet.usage.UsageRun;
import org.datanet.usage.UsageSession;
import org.datanet.usage.UsageView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The dashboard in a real browser against a real server, with a guard's real report. With {@code -Ddatanet.screenshots=DIR} it leaves
 * the pictures of the documentation there.
 */
class DashboardBrowserIT {
    private static final File DRIVER = new File("/usr/bin/chromedriver");

    @TempDir
    static Path directory;

    private static HookServer hook;
    private static HttpServer payments;
    private static volatile boolean refusing = true;
    private static ChromeDriver browser;
    private static String owner;

    @BeforeAll
    static void open() throws Exception {
        assertThat(DRIVER)
                .withFailMessage("%s is missing: apt-get install -y chromium chromium-driver", DRIVER)
                .exists();
        HookSettings settings = HookSettings.in(directory.resolve("hook"));
        WebhookSecrets inbound = settings.inbound();
        payments = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        payments.createContext("/", exchange -> {
            exchange.sendResponseHeaders(refusing ? 400 : 204, -1);
            exchange.close();
        });
        payments.start();
        URI address = URI.create("http://127.0.0.1:" + payments.getAddress().getPort() + "/");
        hook = HookServer.start(settings.telling(List.of(
                Receiver.webhook("payments", address, inbound),
                Receiver.webhook("nobody", URI.create("http://127.0.0.1:9/never"), inbound))));
        owner = SecretFiles.readLine(directory.resolve("hook").resolve(HookSettings.OWNER_TOKEN_FILE));
        Datanet wheat = wheat();
        receipt(wheat, "nightly-1");
        receipt(wheat, "nightly-2");
        quality(wheat, inbound);
        hook.reporter().report(ReportsForTests.report("wheat", 1));
        ChromeOptions options = new ChromeOptions();
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--window-size=1200,900",
                "--user-data-dir=" + Files.createDirectory(directory.resolve("profile")));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        browser = new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build(), options);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
        }
        if (hook != null) {
            hook.close();
        }
        if (payments != null) {
            payments.stop(0);
        }
    }

    /** Ninety honest rows, and thirty copies of some of them under another name. */
    private static Datanet wheat() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("wheat"));
        Files.writeString(
                folder.resolve("datanet.yaml"),
                "name: wheat\nversion: \"1\"\ncolumns:\n  id: id\n  contributor: who\n  label: kind\n  features: [x, y]\nlabels: [a, b]\n");
        StringBuilder rows = new StringBuilder("id,who,kind,x,y\n");
        for (int i = 0; i < 120; i++) {
            int of = i < 90 ? i : (i - 90) * 2;
            rows.append("s-%d,%s,%s,%.3f,%.3f%n"
                    .formatted(
                            i,
                            i < 90 ? List.of("ada", "bea", "cyd").get(i % 3) : "copycat",
                            of % 2 == 0 ? "a" : "b",
                            of % 2 * 8 + Math.sin(of * 12.9898) * 1.5,
                            Math.cos(of * 78.233) * 1.5));
        }
        Files.writeString(folder.resolve("samples.csv"), rows);
        return DatanetReader.open(folder).read();
    }

    private static void receipt(Datanet wheat, String run) throws Exception {
        try (UsageSession session = SigningUsageRecorder.of(PlantedReceipts.signer(5), Clock.systemUTC())
                .open(new UsageRun(
                        new RunId(run),
                        "mlp",
                        wheat,
                        new PayerId("acme"),
                        java.math.BigInteger.valueOf(1_000),
                        Optional.empty()))) {
            for (int row = 0; row < wheat.rows(); row++) {
                session.exposed(row, 3);
            }
            UsageReceipt receipt = session.complete();
            assertThat(send("PUT", "v1/receipts/" + run, MediaTypes.RECEIPT, ReceiptCodec.toBytes(receipt), Map.of()))
                    .isEqualTo(201);
        }
    }

    private static void quality(Datanet wheat, WebhookSecrets secrets) throws Exception {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        Reports.QUALITY.write(
                new DatanetGuard().inspect(wheat, UsageView.none(), QualityPolicy.defaults(), Progress.none()),
                document);
        byte[] body = document.toByteArray();
        long now = Instant.now().getEpochSecond();
        assertThat(send(
                        "PUT",
                        "v1/datanets/wheat/quality-reports/" + Digest.sha256(body),
                        MediaTypes.JSON,
                        body,
                        Map.of(
                                Headers.WEBHOOK_ID, "q",
                                Headers.WEBHOOK_TIMESTAMP, Long.toString(now),
                                Headers.WEBHOOK_SIGNATURE, secrets.sign("q", now, body))))
                .isEqualTo(201);
    }

    private static int send(String method, String path, String media, byte[] body, Map<String, String> headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(hook.uri().resolve(path))
                .header("Content-Type", media)
                .header("Authorization", "Bearer " + owner)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void every_page_and_an_appeal_from_start_to_decision_without_a_word_on_the_console() throws Exception {
        browser.get(hook.uri().toString());
        browser.findElement(By.id("token")).sendKeys(owner);
        follow(By.cssSelector("form.card button"));
        assertThat(browser.findElement(By.tagName("h1")).getText()).isEqualTo("Datanets");
        shot("datanets");

        byte[] appeal = RecordJson.write(new Appeals.Request(
                new ContributorId("copycat"),
                new SampleId("s-90"),
                "exact-duplicate",
                "I <b>grew</b> this one myself"));
        assertThat(send(
                        "POST",
                        "v1/datanets/wheat/appeals",
                        MediaTypes.JSON,
                        appeal,
                        Map.of(Headers.IDEMPOTENCY_KEY, "a-1")))
                .isEqualTo(201);
        browser.get(hook.uri().resolve("./?datanet=wheat").toString());
        assertThat(browser.findElement(By.tagName("blockquote")).getText()).isEqualTo("I <b>grew</b> this one myself");
        shot("datanet");
        browser.findElement(By.name("reason")).sendKeys("The earlier row is ada's, two weeks before.");
        follow(By.cssSelector("button[value=reject]"));
        assertThat(browser.findElement(By.tagName("main")).getText())
                .contains("Rejected", "The earlier row is ada's, two weeks before.");
        assertThat(browser.findElements(By.cssSelector("button[value=reject]"))).isEmpty();

        follow(By.partialLinkText("Quality"));
        assertThat(browser.findElement(By.tagName("main")).getText())
                .contains("copycat", "Flagged", "Curators", "Health");
        assertThat(browser.findElements(By.cssSelector(".plot polyline"))).isNotEmpty();
        shot("quality");
        leave(() -> browser.navigate().back());
        follow(By.cssSelector("a[href^=page-report]"));
        assertThat(browser.findElement(By.tagName("main")).getText()).contains("ada", "Treasury");
        shot("rewards");
        for (String page : List.of("Receipts", "Deliveries", "Decisions", "Health")) {
            follow(By.linkText(page));
            assertThat(browser.findElement(By.tagName("h1")).getText()).isEqualTo(page);
            shot(page.toLowerCase(java.util.Locale.ROOT));
        }
        replay();
        follow(By.linkText("Receipts"));
        follow(By.linkText("verify"));
        assertThat(browser.findElement(By.cssSelector("[role=status]")).getText())
                .contains("The proof holds");
        shot("verify");

        browser.manage().window().setSize(new org.openqa.selenium.Dimension(500, 900));
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 360, "height", 740, "deviceScaleFactor", 1, "mobile", true));
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
        List<String> wide = new ArrayList<>();
        for (String path : List.of(
                "./",
                "./?datanet=wheat",
                "page-quality?datanet=wheat",
                "page-receipts",
                "page-deliveries",
                "page-audit",
                "page-health",
                "page-verify?run=nightly-1")) {
            browser.get(hook.uri().resolve(path).toString());
            Object overflow = browser.executeScript(
                    "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (((Number) overflow).longValue() > 0) {
                wide.add(path + " by " + overflow);
            }
            assertThat(browser.executeScript("return getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(20, 24, 30)");
        }
        assertThat(wide).as("pages wider than a phone").isEmpty();
        shot("phone-dark");
        List<WebElement> unnamed = browser.findElements(By.cssSelector("input:not([type=hidden]):not([id])"));
        assertThat(unnamed).as("inputs without a label").isEmpty();
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    }

    /** What the receiver refused is sent again by its button, once the receiver takes it. */
    private static void replay() throws Exception {
        By again = By.cssSelector("form[action=page-replay] button");
        until("the refused delivery is shown", () -> {
            browser.get(hook.uri().resolve("page-deliveries").toString());
            return !browser.findElements(again).isEmpty();
        });
        shot("deliveries");
        refusing = false;
        List<WebElement> buttons = browser.findElements(again);
        assertThat(buttons).hasSize(1);
        assertThat(buttons.get(0).getAccessibleName()).matches("Send delivery [0-9]+ again");
        follow(again);
        assertThat(browser.findElement(By.tagName("h1")).getText()).isEqualTo("Deliveries");
        assertThat(browser.findElements(again)).isEmpty();
        until("it is delivered", () -> hook.reporter().outbox().count(Message.State.DELIVERED) > 0);
        follow(By.linkText("Decisions"));
        assertThat(browser.findElement(By.tagName("main")).getText()).contains("replay delivery");
    }

    /** Clicks what leads to another page, and waits until that page stands: a click may return before its navigation has begun. */
    private static void follow(By link) {
        leave(browser.findElement(link)::click);
    }

    private static void leave(Runnable step) {
        WebElement page = browser.findElement(By.tagName("html"));
        step.run();
        until("the page is left", () -> ExpectedConditions.stalenessOf(page).apply(browser));
        until("the next page is loaded", () -> "complete".equals(browser.executeScript("return document.readyState")));
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void until(String what, Condition condition) {
        new WebDriverWait(browser, Duration.ofSeconds(60)).withMessage(what).until(ignored -> {
            try {
                return condition.holds();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void shot(String name) throws Exception {
        String folder = System.getProperty("datanet.screenshots", "");
        if (!folder.isEmpty()) {
            Files.createDirectories(Path.of(folder));
            Files.copy(
                    browser.getScreenshotAs(OutputType.FILE).toPath(),
                    Path.of(folder, "dashboard-" + name + ".png"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
