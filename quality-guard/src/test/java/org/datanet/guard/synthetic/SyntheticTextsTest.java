package org.datanet.guard.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.datanet.guard.PlantedOutcome;
import org.datanet.guard.TextDatanet;
import org.datanet.quality.Subject;
import org.junit.jupiter.api.Test;

class SyntheticTextsTest {
    @Test
    void random_keys_and_padding_are_found_and_plain_texts_are_not() {
        TextDatanet texts = new TextDatanet(1);
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            switch (i % 30) {
                case 7 ->
                    texts.add(
                            "keys",
                            0,
                            random.ints(120, 'a', 'z' + 1)
                                    .mapToObj(Character::toString)
                                    .collect(Collectors.joining()));
                case 19 -> texts.add("padding", 0, (texts.sentence(5) + " ").repeat(12));
                default -> texts.add("c" + i % 11, 0, texts.sentence(20));
            }
        }
        assertThat(PlantedOutcome.inspect(texts.build(), List.of(new SyntheticNoiseDetector())).findings().stream()
                        .filter(f -> f.subject() instanceof Subject.Row)
                        .map(f -> ((Subject.Row) f.subject()).row() % 30)
                        .collect(Collectors.groupingBy(r -> r, Collectors.counting())))
                .containsOnlyKeys(7, 19)
                .containsEntry(7, 10L)
                .containsEntry(19, 10L);
    }
}
