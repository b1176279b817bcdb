package org.datanet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attacks on a Datanet of the user's own. */
class GauntletCommandTest {
    private static final String[] BREAD = "dough oven yeast flour crust loaf knead bake rise warm".split(" ");
    private static final String[] BOATS = "sail mast keel harbour wind rope anchor deck tide crew".split(" ");

    @TempDir
    Path directory;

    private Path folder = Path.of("");

    @BeforeEach
    void somebody_has_texts_on_bread_and_boats() throws IOException {
        folder = Files.createDirectory(directory.resolve("notes"));
        Files.writeString(
                folder.resolve("datanet.yaml"),
                "name: notes\nversion: \"1\"\ncolumns: {id: id, contributor: who, label: topic, text: body}\nlabels: [bread, boats]\n");
        StringBuilder samples = new StringBuilder("id,who,topic,body\n");
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 240; i++) {
            String[] words = i % 2 == 0 ? BREAD : BOATS;
            samples.append("s%03d,c%d,%s,".formatted(i, i % 9, i % 2 == 0 ? "bread" : "boats"));
            for (int w = 0; w < 7; w++) {
                samples.append(w == 0 ? "" : " ").append(words[random.nextInt(words.length)]);
            }
            samples.append('\n');
        }
        Files.writeString(folder.resolve("samples.csv"), samples);
    }

    @Test
    void texts_of_ones_own_are_attacked_without_embeddings_and_cells_are_kept() throws IOException {
        Path cells = directory.resolve("cells.jsonl");
        Ran ran = Ran.of(
                "gauntlet",
                "--data",
                folder,
                "--rule",
                "conditional-gain-leverage",
                "--attack",
                "respaced-copies",
                "--attack",
                "lazy-random",
                "--seeds",
                2,
                "--choose",
                1,
                "--out",
                cells);
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out())
                .containsPattern("respaced-copies +notes +conditional-gain-leverage +off")
                .containsPattern("lazy-random +notes +conditional-gain-leverage +off +-\\d");
        assertThat(Files.readAllLines(cells)).hasSize(6).allMatch(line -> line.contains("\"ground\":\"notes\""));
    }

    @Test
    void a_folder_that_is_none_and_a_table_that_is_unknown_are_refused_by_name() {
        assertThat(Ran.of("gauntlet", "--data", directory.resolve("nowhere")).err())
                .contains("nowhere is no Datanet folder");
        assertThat(Ran.of("gauntlet", "--table", "iris").err())
                .contains("there is no table \"iris\"; there are optdigits, wdbc and crowd-text");
    }
}
