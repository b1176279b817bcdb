package org.datanet.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.guard.DatanetGuard;
import org.datanet.io.CanonicalPayload;
import org.datanet.io.DatanetWriter;
import org.datanet.progress.Progress;
import org.datanet.quality.Finding;
import org.datanet.quality.QualityPolicy;
import org.datanet.quality.QualityReport;
import org.datanet.usage.UsageView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that all fall into one place. */
class SkewIT {
    private static final int COPIES = 100_000;
    private static final int NEAR = 300;
    private static final int ROWS = COPIES + 2 * NEAR;
    private static final int WORDS = 4_000;

    @TempDir
    Path temp;

    @Test
    void
            a_hundred_thousand_equal_rows_of_one_contributor_among_thousands_that_are_nearly_equal_are_judged_as_on_one_machine()
                    throws Exception {
        Random random = new Random(11);
        String shared = words(random, 60);
        Datanet.Builder builder = Datanet.builder(new DatanetId("skewed"), "1");
        for (int row = 0; row < ROWS; row++) {
            int kind = random.nextInt(ROWS);
            boolean equal = kind < COPIES;
            String text = equal ? shared : kind < COPIES + NEAR ? changed(random, shared) : words(random, 60);
            builder.add(new Datanet.Row(
                            new SampleId("s" + row),
                            new ContributorId(equal ? "greedy" : "c" + row % 40),
                            CanonicalPayload.digest(new double[0], text, null))
                    .epoch(2 * row / ROWS)
                    .text(text));
        }
        Datanet datanet = builder.build();
        DatanetWriter.of(datanet).write(temp.resolve("net"));

        QualityReport carried = new InspectJob(LocalSpark.session(2), line -> {})
                .run(temp.resolve("net").toString(), temp.resolve("out").toString(), QualityPolicy.defaults());

        QualityReport single =
                new DatanetGuard().inspect(datanet, UsageView.none(), QualityPolicy.defaults(), Progress.none());
        assertThat(carried.weights()).containsExactly(single.weights());
        assertThat(carried.digest()).isEqualTo(single.digest());
        assertThat(single.findings().stream().map(Finding::detector)).contains("exact-duplicate");
        assertThat(carried.findings()).hasSizeGreaterThan(COPIES * 9 / 10);
    }

    private static String changed(Random random, String text) {
        String[] words = text.split(" ");
        words[random.nextInt(words.length)] = "w" + random.nextInt(WORDS);
        return String.join(" ", words);
    }

    private static String words(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append("w").append(random.nextInt(WORDS));
        }
        return text.toString();
    }
}
