package org.datanet.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.datanet.contribution.SampleId;
import org.datanet.proof.Digest;
import org.datanet.quality.Evidence;
import org.datanet.quality.Finding;
import org.datanet.quality.InspectionIndex;
import org.datanet.quality.InspectionIndex.Close;
import org.datanet.quality.InspectionIndex.Part;
import org.datanet.quality.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionIndexJsonTest {
    @TempDir
    Path directory;

    private static Digest digest(String of) {
        return Digest.sha256(of.getBytes(StandardCharsets.UTF_8));
    }

    private static InspectionIndex index() {
        TreeMap<String, Part> parts = new TreeMap<>();
        parts.put("licence", new Part(digest("licence"), new double[0], List.of()));
        parts.put(
                "outlier",
                new Part(
                        digest("outlier"),
                        new double[] {Double.NaN, 0.25, -1e-300, Double.NaN, 7, Double.NaN},
                        List.of(new Finding(
                                new Subject.Row(4, new SampleId("s4")),
                                "outlier",
                                7,
                                0.001,
                                "This sample lies far from all others.",
                                List.of(new Evidence.Deviation("width", 9, 0, 1))))));
        return new InspectionIndex(List.of(new Close(2, digest("first")), new Close(6, digest("second"))), parts);
    }

    @Test
    void an_index_reads_back_as_it_was() throws IOException {
        Path file = directory.resolve("index.json");
        for (InspectionIndex index : List.of(InspectionIndex.empty(), index())) {
            Reports.INSPECTION_INDEX.write(index, file);
            assertThat(Reports.INSPECTION_INDEX.read(file)).isEqualTo(index);
        }
    }

    @Test
    void every_damaged_byte_is_found() throws IOException {
        Path file = directory.resolve("index.json");
        Reports.INSPECTION_INDEX.write(index(), file);
        byte[] sound = Files.readAllBytes(file);
        for (int i = 0; i < sound.length; i++) {
            byte[] damaged = sound.clone();
            damaged[i] ^= 1;
            Files.write(file, damaged);
            assertThatThrownBy(() -> Reports.INSPECTION_INDEX.read(file))
                    .as("byte %d", i)
                    .isInstanceOf(InvalidInputException.class);
        }
        Files.write(file, java.util.Arrays.copyOf(sound, sound.length / 2));
        assertThatThrownBy(() -> Reports.INSPECTION_INDEX.read(file)).isInstanceOf(InvalidInputException.class);
    }
}
