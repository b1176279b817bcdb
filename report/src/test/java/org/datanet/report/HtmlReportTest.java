package org.datanet.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datanet.proof.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
    private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

    @Test
    void the_same_model_gives_the_same_page() {
        assertThat(HtmlReport.render(SampleReports.full())).isEqualTo(HtmlReport.render(SampleReports.full()));
    }

    @Test
    void nothing_that_a_person_wrote_becomes_markup() {
        String page = HtmlReport.render(SampleReports.full());
        assertThat(page).doesNotContain("<script>alert");
        assertThat(page).contains("&lt;script&gt;alert");
    }

    @Test
    void the_policy_allows_exactly_the_scripts_of_the_page() throws Exception {
        String page = HtmlReport.render(SampleReports.full());
        Matcher scripts = SCRIPT.matcher(page);
        int count = 0;
        while (scripts.find()) {
            byte[] digest = Digest.newSha256().digest(scripts.group(1).getBytes(StandardCharsets.UTF_8));
            assertThat(page).contains(Base64.getEncoder().encodeToString(digest));
            count++;
        }
        assertThat(count).isEqualTo(2);
        assertThat(page).doesNotContain("src=\"http").doesNotContain("href=\"http");
    }

    @Test
    void a_page_about_quality_alone_has_no_rewards(@TempDir Path folder) throws IOException {
        ReportModel full = SampleReports.full();
        Path file = folder.resolve("report.html");
        HtmlReport.write(ReportModel.of(full.datanet(), full.quality()), file);
        assertThat(Files.readString(file)).contains("Findings").doesNotContain("id=\"rewards\"");
        assertThat(folder).isDirectoryContaining(p -> p.endsWith("report.html"));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }
}
