package org.datanet.guard.machine;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.datanet.guard.TextDatanet;

/** Texts of two habits from one vocabulary: people's sentences vary in length and come back to their words, the machine's do not. */
final class Prose {
    private final TextDatanet words;
    private final Random random;

    Prose(TextDatanet words, long seed) {
        this.words = words;
        random = new Random(seed);
    }

    String person() {
        String topic = words.word();
        return IntStream.range(0, 8)
                .mapToObj(i -> sentence(3 + random.nextInt(22), topic) + (random.nextInt(5) == 0 ? "!" : "."))
                .collect(Collectors.joining(" "));
    }

    String machine() {
        return IntStream.range(0, 8)
                .mapToObj(i -> sentence(12 + random.nextInt(3), words.word()) + ".")
                .collect(Collectors.joining(" "));
    }

    private String sentence(int length, String topic) {
        return "The "
                + IntStream.range(0, length)
                        .mapToObj(i -> random.nextInt(8) == 0 ? topic : words.word())
                        .collect(Collectors.joining(" "));
    }
}
