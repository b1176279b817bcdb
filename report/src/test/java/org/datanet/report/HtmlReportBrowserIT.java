package org.datanet.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The page in a real browser. Needs Chromium and its driver: {@code apt-get install chromium chromium-driver}. */
class HtmlReportBrowserIT {
    private static final File DRIVER = new File("/usr/bin/chromedriver");

    @TempDir
    static Path folder;

    private static ChromeDriver browser;

    @BeforeAll
    static void open() throws Exception {
        assertThat(DRIVER)
                .withFailMessage("%s is missing: apt-get install chromium chromium-driver", DRIVER)
                .exists();
        Path page = folder.resolve("report.html");
        HtmlReport.write(SampleReports.full(), page);
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
                "--user-data-dir=" + Files.createDirectory(folder.resolve("profile")));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        browser = new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build(), options);
        browser.get(page.toUri().toString());
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    @Test
    void nothing_is_said_on_the_console_and_charts_have_content() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
        Object inked = browser.executeScript("const c=document.getElementById('reward-chart');"
                + "const p=c.getContext('2d').getImageData(0,0,c.width,c.height).data;"
                + "let n=0;for(let i=3;i<p.length;i+=4)if(p[i])n++;return n;");
        assertThat(((Number) inked).longValue()).isGreaterThan(1_000);
    }

    @Test
    void plots_of_health_are_seen_and_said() {
        List<WebElement> plots = browser.findElements(By.cssSelector("#health svg[role=img]"));
        assertThat(plots).hasSize(3).allSatisfy(plot -> {
            assertThat(plot.getRect().getHeight()).isGreaterThan(100);
            assertThat(plot.getAccessibleName()).isNotBlank();
        });
        assertThat(browser.executeScript("return document.querySelector('#health svg desc').textContent"))
                .asString()
                .startsWith("rows in intake order. duplicates: from 0.00 to 0.350")
                .contains("threshold: from 0.200");
        assertThat(browser.findElement(By.id("health-warnings")).getText())
                .contains("duplicates is 0.350 in rows 700 to 799.", "<script>alert('x')</script>");
    }

    @Test
    void a_click_on_a_head_sorts_the_table_by_that_column() {
        WebElement table = browser.findElement(By.id("contributor-table"));
        WebElement reward =
                table.findElements(By.cssSelector("thead th button")).get(6);
        reward.click();
        List<Long> up = rewards(table);
        assertThat(up).isSorted();
        reward.click();
        assertThat(rewards(table)).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }

    private static List<Long> rewards(WebElement table) {
        return table.findElements(By.cssSelector("tbody tr td:nth-child(7)")).stream()
                .map(cell -> Long.parseLong(cell.getText().replaceAll("[^0-9]", "")))
                .toList();
    }

    @Test
    void findings_are_filtered_as_one_types() {
        browser.findElement(By.id("filter")).sendKeys("curator-07");
        List<WebElement> shown = browser.findElements(By.cssSelector(".finding")).stream()
                .filter(WebElement::isDisplayed)
                .toList();
        assertThat(shown).allMatch(finding -> finding.getText().contains("curator-07"));
    }

    @Test
    void what_makes_two_texts_differ_and_a_repeated_phrase_are_highlighted() throws Exception {
        String back = browser.getCurrentUrl();
        Path page = folder.resolve("texts.html");
        HtmlReport.write(SampleReports.texts(), page);
        browser.get(page.toUri().toString());
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
        List<WebElement> passages = browser.findElements(By.cssSelector(".finding blockquote"));
        assertThat(passages).hasSize(3);
        assertThat(passages.get(0).getText())
                .isEqualTo("The river rose two metres overnight and took the old " + SampleReports.HOSTILE
                        + " wooden bridge with it.");
        assertThat(marks(passages.get(0))).containsExactly("script>alert('x')</script>\" onload=\"x wooden");
        assertThat(marks(passages.get(1))).isEmpty();
        assertThat(marks(passages.get(2))).containsExactly("buy gold now", "buy gold now & buy gold now");
        assertThat(passages.get(2).findElements(By.tagName("b"))).isEmpty();
        assertThat(passages.get(2).findElement(By.tagName("mark")).getCssValue("background-color"))
                .isNotEqualTo("rgba(0, 0, 0, 0)");
        browser.get(back);
    }

    private static List<String> marks(WebElement passage) {
        return passage.findElements(By.tagName("mark")).stream()
                .map(WebElement::getText)
                .toList();
    }

    @Test
    void rows_of_pixels_are_seen_as_pictures_beside_those_they_are_like() {
        WebElement finding = browser.findElement(By.cssSelector(".finding"));
        List<WebElement> pictures = finding.findElements(By.tagName("img"));
        assertThat(pictures).hasSize(2).allSatisfy(picture -> {
            browser.executeScript("arguments[0].scrollIntoView()", picture);
            assertThat(picture.getDomProperty("naturalWidth")).isEqualTo("8");
            assertThat(picture.getDomAttribute("alt")).contains("labelled");
        });
    }

    @Test
    void a_phone_does_not_scroll_sideways() {
        browser.manage().window().setSize(new Dimension(500, 900));
        Object overflow = browser.executeScript(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(((Number) overflow).longValue()).isLessThanOrEqualTo(0);
    }
}
