package org.datanet.guard;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.proof.CanonicalBytes;

/** Texts from a seeded grammar, for tests that need texts whose likeness is known. */
public final class TextDatanet {
    private static final String[] SYLLABLES = {
        "ba", "ko", "mi", "ran", "tel", "su", "dor", "ve", "lin", "ga", "po", "shi"
    };

    private final Datanet.Builder builder = Datanet.builder(new DatanetId("texts"), "1");
    private final Random random;

    public TextDatanet(long seed) {
        random = new Random(seed);
    }

    /** A word of two or three syllables out of some thousand words. */
    public String word() {
        return IntStream.range(0, 2 + random.nextInt(2))
                .mapToObj(i -> SYLLABLES[random.nextInt(SYLLABLES.length)])
                .collect(Collectors.joining());
    }

    public String sentence(int words) {
        return IntStream.range(0, words).mapToObj(i -> word()).collect(Collectors.joining(" "));
    }

    public TextDatanet add(String contributor, int epoch, String text) {
        int at = builder.rows();
        builder.add(new Datanet.Row(
                        new SampleId("t" + at),
                        new ContributorId(contributor),
                        CanonicalBytes.tagged("text").text(text).toDigest())
                .epoch(epoch)
                .text(text));
        return this;
    }

    public Datanet build() {
        return builder.build();
    }
}
