package org.datanet.guard.sybil;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.datanet.contribution.ContributorId;
import org.datanet.guard.PlantedOutcome;
import org.datanet.guard.TextDatanet;
import org.datanet.quality.Finding;
import org.datanet.quality.Subject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SybilDetectorTest {
    private static final int WRITERS = 30;
    private static final String[] PARTS =
            ("ba ko mi ran tel su dor ve lin ga po shi zu qua fle ox ju ne hai wem cro pt yl dap ste ig bu rro xa vi oth em"
                            + " , - ; ! ? : . ..")
                    .split(" ");

    /** A sentence of parts, each drawn as often as the writer likes it. */
    private static String sentence(Random random, double[] likes) {
        StringBuilder sentence = new StringBuilder();
        while (sentence.length() < 100) {
            int part = random.nextInt(PARTS.length);
            if (random.nextDouble() < likes[part]) {
                sentence.append(PARTS[part]).append(random.nextInt(2) == 0 ? " " : "");
            }
        }
        return sentence.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3})
    void two_names_that_write_alike_are_linked_and_no_others(long seed) {
        TextDatanet texts = new TextDatanet(seed);
        Random random = new Random(seed);
        double[][] likes = new double[WRITERS][];
        for (int w = 0; w < WRITERS; w++) {
            // The last two names belong to one person.
            likes[w] = w == WRITERS - 1
                    ? likes[w - 1]
                    : random.doubles(PARTS.length, 0.05, 1).toArray();
        }
        for (int i = 0; i < WRITERS * 60; i++) {
            texts.add("w%02d".formatted(i % WRITERS), 0, sentence(random, likes[i % WRITERS]));
        }
        assertThat(PlantedOutcome.inspect(texts.build(), List.of(new SybilDetector()))
                        .findings())
                .extracting(Finding::subject)
                .containsExactly(new Subject.ContributorPair(new ContributorId("w28"), new ContributorId("w29")));
    }
}
