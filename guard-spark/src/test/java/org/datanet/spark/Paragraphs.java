package org.datanet.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.datanet.contribution.ContributorId;
import org.datanet.contribution.Datanet;
import org.datanet.contribution.DatanetId;
import org.datanet.contribution.SampleId;
import org.datanet.curation.Annotation;
import org.datanet.curation.Curation;
import org.datanet.curation.CuratorId;
import org.datanet.curation.Verdict;
import org.datanet.io.CanonicalPayload;
import org.datanet.io.DatanetWriter;

/** A Datanet of texts over four epochs with everybody in it who games: for one seed always the same. */
final class Paragraphs {
    final Datanet datanet;
    private final Random random;
    private final List<String> texts = new ArrayList<>();
    private final String[] vocabulary = new String[900];

    Paragraphs(long seed, int rows) {
        random = new Random(seed);
        for (int i = 0; i < vocabulary.length; i++) {
            vocabulary[i] = word();
        }
        Datanet.Builder builder =
                Datanet.builder(new DatanetId("paragraphs"), "1").labels(List.of("no", "yes"));
        List<Curation> curations = new ArrayList<>();
        List<Annotation> annotations = new ArrayList<>();
        String crowd = paragraph(40);
        for (int row = 0; row < rows; row++) {
            int who = random.nextInt(12);
            String text = switch (who) {
                // Word for word, in another case and spacing.
                case 0 ->
                    row < 20
                            ? paragraph(30)
                            : earlier().toUpperCase(java.util.Locale.ROOT).replace(" ", "  ");
                case 1 -> row < 20 ? paragraph(30) : changed(earlier());
                // All nearly alike, so that one bucket is hot.
                case 2 -> changed(crowd);
                case 3 -> junk();
                case 4 -> (paragraph(5) + " ").repeat(6).strip();
                case 5 -> random.nextInt(9) == 0 ? "!?" : paragraph(3);
                default -> paragraph(20 + random.nextInt(40));
            };
            texts.add(text);
            String label = random.nextBoolean() ? "yes" : "no";
            Datanet.Row sample = new Datanet.Row(
                            new SampleId("s" + row),
                            new ContributorId("c" + (who > 9 ? 8 : who)),
                            CanonicalPayload.digest(new double[0], text, label))
                    .epoch(row * 4 / rows * 2)
                    .text(text)
                    .label(label)
                    .licence(random.nextInt(30) == 0 ? "Proprietary" : "CC-BY-4.0");
            builder.add(sample);
            for (int c = 0; c < 3; c++) {
                boolean ring = c > 0 && row % 3 == 0;
                curations.add(new Curation(
                        new SampleId("s" + row),
                        new CuratorId("k" + (ring ? c : 3 + random.nextInt(4))),
                        ring || random.nextInt(4) > 0 ? Verdict.APPROVE : Verdict.REJECT,
                        Instant.EPOCH.plusSeconds(row)));
            }
            for (int a = 0; row % 5 == 0 && a < 3; a++) {
                annotations.add(new Annotation(
                        new SampleId("s" + row),
                        new CuratorId("a" + a),
                        random.nextInt(5) > 0 ? label : "yes",
                        Instant.EPOCH,
                        3));
            }
        }
        datanet = builder.curations(curations).annotations(annotations).build();
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        for (int i = 2 + random.nextInt(7); i > 0; i--) {
            word.append("eeeeaaaiioutnsrlhdcmpfgwyb\u00e9".charAt(random.nextInt(27)));
        }
        return word.toString();
    }

    private String paragraph(int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            double u = random.nextDouble();
            text.append(i == 0 ? "" : random.nextInt(9) == 0 ? ", " : " ")
                    .append(vocabulary[(int) (vocabulary.length * u * u * u)]);
        }
        return text.append('.').toString();
    }

    private String earlier() {
        return texts.get(random.nextInt(texts.size()));
    }

    private String changed(String text) {
        String[] words = text.split(" ");
        words[random.nextInt(words.length)] = vocabulary[random.nextInt(vocabulary.length)];
        return String.join(" ", words);
    }

    private String junk() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 120; i++) {
            text.append((char) (random.nextInt(7) == 0 ? ' ' : 'a' + random.nextInt(26)));
        }
        return "x" + text + "x";
    }

    /** Writes the folder of one machine. */
    Path write(Path folder) throws IOException {
        DatanetWriter.of(datanet).write(folder);
        return folder;
    }

    /** Writes the folder with the samples as Parquet in that many parts and in a random order. */
    Path writeParquet(Path folder, int parts, long seed) throws IOException {
        write(folder);
        ShuffledTable.write(folder, parts, seed);
        return folder;
    }
}
